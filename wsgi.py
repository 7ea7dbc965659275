"""The application as gunicorn and the flask command find it."""

import sys

from citizen_app import create_app
from config import Settings, SettingsError

try:
    app = create_app(Settings.from_environment())
except SettingsError as error:
    sys.exit(f"Lắng Nghe cannot start: {error}")
