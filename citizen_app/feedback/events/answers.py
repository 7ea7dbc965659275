"""Facts of an answer: drafted, approved, published, corrected, judged."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class AnswerDrafted(Fact):
    """An answer was written and waits for approval."""

    label = _l("Answer drafted")
    no_handler = True
    answer_id: int


@event_kind
@dataclass(frozen=True)
class AnswerReturned(Fact):
    """A leader sent the draft back."""

    label = _l("Draft returned for changes")
    answer_id: int


@event_kind
@dataclass(frozen=True)
class AnswerApproved(Fact):
    """A second person approved the draft."""

    label = _l("Answer approved")
    no_handler = True
    answer_id: int
    author_id: int | None
    publish_at: str | None = None


@event_kind
@dataclass(frozen=True)
class AnswerUnapproved(Fact):
    """The approval was taken back before the answer was published."""

    label = _l("Approval taken back")
    no_handler = True
    answer_id: int


@event_kind
@dataclass(frozen=True)
class PublishingMoved(Fact):
    """An approved answer will be published at another time."""

    label = _l("Time of publishing changed")
    no_handler = True
    answer_id: int
    publish_at: str
    previous: str | None


@event_kind
@dataclass(frozen=True)
class AnswerPublished(Fact):
    """The answer was given to the sender and, unless private, to everyone."""

    label = _l("Answered")
    public = True
    answer_id: int
    visibility: str
    is_fixed: bool
    is_on_time: bool


@event_kind
@dataclass(frozen=True)
class AnswerCorrected(Fact):
    """A published answer was corrected; the earlier words stay readable."""

    label = _l("Answer corrected")
    public = True
    answer_id: int
    version: int


@event_kind
@dataclass(frozen=True)
class ReportJudged(Fact):
    """The sender said whether it is solved."""

    label = _l("Judged by the sender")
    no_handler = True
    public = True
    answer_id: int
    solved: str
    satisfaction: int | None


@event_kind
@dataclass(frozen=True)
class CorrectionDrafted(Fact):
    """New words for a published answer wait for a second person."""

    label = _l("Correction of the answer drafted")
    correction_id: int


@event_kind
@dataclass(frozen=True)
class CorrectionDropped(Fact):
    """A correction was not approved."""

    label = _l("Correction not approved")
    no_handler = True
    correction_id: int


@event_kind
@dataclass(frozen=True)
class AnswerFoundInstead(Fact):
    """Somebody found their answer in this case and sent no report of their own (deflection)."""

    label = _l("Answered somebody else's question")
    no_handler = True
    category: str


@event_kind
@dataclass(frozen=True)
class JudgementAsked(Fact):
    """Some days after the answer the sender is asked whether it is solved."""

    label = _l("The sender was asked for a judgement")
    answer_id: int
