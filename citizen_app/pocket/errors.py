"""Why something from a phone is not taken, in a word for the app and in words for the helper."""

from __future__ import annotations

from citizen_app.core.errors import DomainError


class Conflict(DomainError):
    """What waits on the phone cannot be taken as it is; `conflict` names why.

    neighbourhood  not (any more) one of the helper's        consent    missing or not whole
    closed         the dialogue, survey or ward takes none   duplicate  the same came from the same helper
    invalid        a field (`field`) must be mended           photo      one that cannot be read
    photo-missing  pieces have not come yet                   other      the phone is another helper's
    """

    status = 409

    def __init__(self, conflict: str, message: object, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.conflict = conflict
        self.field = field
        self.code = code


class Offset(DomainError):
    """A piece does not follow what has come: `offset` says where to go on."""

    status = 409

    def __init__(self, offset: int) -> None:
        super().__init__("")
        self.offset = offset


class Wipe(DomainError):
    """The phone has to forget everything now."""

    status = 403


class TooOld(DomainError):
    """The app on the phone is older than what is understood here."""

    status = 426
