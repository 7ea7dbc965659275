"""A ward with a team, for the members who write the log."""

from tests.teams.conftest import helping, places

__all__ = ["helping", "places"]
