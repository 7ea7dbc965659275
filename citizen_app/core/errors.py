"""The errors that commands and queries raise; the web, the API and the command line each word them."""

from __future__ import annotations


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` says why in their language."""

    status = 400

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(DomainError):
    """The actor may not do this to this thing."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = 404


class InvalidTransition(DomainError):
    """The thing is not in a state that allows the action."""

    status = 409


class StaleVersion(DomainError):
    """Somebody else changed the thing since the actor read it."""

    status = 409


class TooManyTries(DomainError):
    """A limit on repeated tries was reached."""

    status = 429


class Invalid(DomainError):
    """A field's value cannot be accepted."""

    status = 422

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field
