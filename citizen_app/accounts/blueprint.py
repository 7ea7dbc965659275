"""The one blueprint of this feature; the route files hang their pages into it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__, template_folder="templates")
