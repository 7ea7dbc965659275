"""Fixtures of journeys that several files share."""

from tests.support.pocket_phone import helper, line, pocket

__all__ = ["helper", "line", "pocket"]
