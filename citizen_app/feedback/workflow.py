"""A report's states and the table of steps between them, for its whole journey.

Fixed or not is no state: it is a fact of its own (`Report.fixed`), set by evidence and by the sender.
"""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.feedback.policies import (
    is_first_draft_by_other,
    is_late,
    is_sender,
    is_sender_who_shows_name,
    is_sender_within_window,
    is_system,
)
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    SCREENING = "screening"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_RESIDENT = "waiting_resident"
    DRAFTED = "drafted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    FORWARDED = "forwarded"
    MERGED = "merged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


S = State
STATE_LABELS: dict[str, object] = {
    S.RECEIVED: _l("New"),
    S.SCREENING: _l("Being screened"),
    S.ASSIGNED: _l("Assigned"),
    S.IN_PROGRESS: _l("In progress"),
    S.WAITING_RESIDENT: _l("Waiting for the sender"),
    S.DRAFTED: _l("Waiting for approval"),
    S.RETURNED: _l("Returned for changes"),
    S.APPROVED: _l("Approved"),
    S.PUBLISHED: _l("Answered"),
    S.CLOSED: _l("Closed"),
    S.FORWARDED: _l("Forwarded"),
    S.MERGED: _l("Merged"),
    S.REFUSED: _l("Not accepted"),
    S.WITHDRAWN: _l("Withdrawn"),
    S.REOPENED: _l("Reopened"),
}

# The clock runs in these; a case in one of them can be late.
WITH_WARD = frozenset(
    {
        S.RECEIVED,
        S.SCREENING,
        S.ASSIGNED,
        S.IN_PROGRESS,
        S.DRAFTED,
        S.RETURNED,
        S.APPROVED,
        S.REOPENED,
    }
)
OPEN = WITH_WARD | {S.WAITING_RESIDENT}
ANSWERED = frozenset({S.PUBLISHED, S.CLOSED})
WORKING = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.RETURNED, S.DRAFTED})

TRANSITIONS = (
    Transition(
        name="receive",
        sources=frozenset({S.RECEIVED}),
        target=S.SCREENING,
        permission=P.REPORT_RECEIVE,
        label=_l("Receive"),
        event="ReportReceived",
        kind="primary",
        hint=_l("Check the field and the words that the public will read."),
    ),
    Transition(
        name="assign",
        sources=frozenset({S.SCREENING, S.ASSIGNED, S.IN_PROGRESS, S.RETURNED, S.REOPENED}),
        target=S.ASSIGNED,
        permission=P.REPORT_ASSIGN,
        label=_l("Assign"),
        event="ReportAssigned",
        kind="primary",
        hint=_l("Choose the department and, if you know, the person who handles it."),
    ),
    Transition(
        name="start",
        sources=frozenset({S.ASSIGNED}),
        target=S.IN_PROGRESS,
        permission=P.REPORT_ANSWER,
        label=_l("Start work"),
        event="WorkStarted",
        hint=_l("The sender sees that somebody is at it."),
    ),
    Transition(
        name="ask_sender",
        sources=frozenset({S.IN_PROGRESS}),
        target=S.WAITING_RESIDENT,
        permission=P.REPORT_ANSWER,
        label=_l("Ask the sender"),
        event="SenderAsked",
        hint=_l("The case waits until the sender replies."),
    ),
    Transition(
        name="sender_reply",
        sources=frozenset({S.WAITING_RESIDENT}),
        target=S.IN_PROGRESS,
        permission=None,
        guard=is_sender,
        label=_l("Reply"),
        event="SenderReplied",
    ),
    Transition(
        name="stop_waiting",
        sources=frozenset({S.WAITING_RESIDENT}),
        target=S.IN_PROGRESS,
        permission=P.REPORT_ANSWER,
        label=_l("Go on without a reply"),
        event="WaitingEnded",
    ),
    Transition(
        name="draft",
        sources=WORKING,
        target=S.DRAFTED,
        permission=P.REPORT_ANSWER,
        label=_l("Write the answer"),
        event="AnswerDrafted",
        kind="primary",
        hint=_l("It goes to a leader for approval."),
    ),
    Transition(
        name="approve",
        sources=frozenset({S.DRAFTED}),
        target=S.APPROVED,
        permission=P.REPORT_APPROVE,
        guard=is_first_draft_by_other,
        label=_l("Approve and publish"),
        event="AnswerApproved",
        kind="primary",
        hint=_l(
            "The answer is sent to the sender and, unless the case is private, everyone can read it."
        ),
    ),
    Transition(
        name="return",
        sources=frozenset({S.DRAFTED}),
        target=S.RETURNED,
        permission=P.REPORT_APPROVE,
        guard=is_first_draft_by_other,
        label=_l("Return for changes"),
        event="AnswerReturned",
        hint=_l("Say what has to be changed."),
    ),
    Transition(
        name="publish",
        sources=frozenset({S.APPROVED}),
        target=S.PUBLISHED,
        permission=P.REPORT_APPROVE,
        label=_l("Publish"),
        event="AnswerPublished",
        kind="primary",
    ),
    Transition(
        name="move_publishing",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.REPORT_APPROVE,
        label=_l("Publish at another time"),
        event="PublishingMoved",
    ),
    Transition(
        name="unapprove",
        sources=frozenset({S.APPROVED}),
        target=S.DRAFTED,
        permission=P.REPORT_APPROVE,
        label=_l("Take the approval back"),
        event="AnswerUnapproved",
        hint=_l("The answer waits for approval again and is not published."),
    ),
    Transition(
        name="forward_to_ward",
        sources=frozenset({S.RECEIVED, S.SCREENING, S.ASSIGNED, S.IN_PROGRESS, S.REOPENED}),
        target=S.RECEIVED,
        permission=P.REPORT_FORWARD,
        label=_l("Forward to another ward"),
        event="ReportForwarded",
        hint=_l("That ward receives it; the sender is told."),
    ),
    Transition(
        name="forward_to_department",
        sources=frozenset({S.ASSIGNED, S.IN_PROGRESS, S.RETURNED, S.REOPENED}),
        target=S.ASSIGNED,
        permission=P.REPORT_FORWARD,
        label=_l("Forward to another department"),
        event="ReportForwardedWithin",
        hint=_l("The limit stays. Say why it is theirs; the trace is kept."),
    ),
    Transition(
        name="forward_outside",
        sources=frozenset({S.RECEIVED, S.SCREENING, S.ASSIGNED, S.IN_PROGRESS, S.REOPENED}),
        target=S.FORWARDED,
        permission=P.REPORT_FORWARD,
        label=_l("Forward to another body"),
        event="ReportForwarded",
        hint=_l("For what the ward has no power over; the sender is told where it went."),
    ),
    Transition(
        name="refuse",
        sources=frozenset({S.RECEIVED, S.SCREENING}),
        target=S.REFUSED,
        permission=P.REPORT_REFUSE,
        label=_l("Refuse"),
        event="ReportRefused",
        kind="warning",
        hint=_l("Only with a ground and an explanation that the sender reads."),
    ),
    Transition(
        name="merge",
        sources=frozenset({S.RECEIVED, S.SCREENING, S.ASSIGNED, S.IN_PROGRESS}),
        target=S.MERGED,
        permission=P.REPORT_MERGE,
        label=_l("Merge with another case"),
        event="ReportMerged",
        hint=_l("When both are about the same thing. Nothing is deleted; every sender is told."),
    ),
    Transition(
        name="confine",
        sources=frozenset(set(S) - {S.MERGED, S.WITHDRAWN}),
        target=None,
        permission=P.REPORT_CONFINE,
        label=_l("It is about somebody of the ward"),
        event="ReportConfined",
        hint=_l("Those whom it is about can then neither see it nor be assigned it."),
    ),
    Transition(
        name="ask_extension",
        sources=frozenset(WITH_WARD - {S.RECEIVED}),
        target=None,
        permission=P.REPORT_ANSWER,
        label=_l("Ask for more time"),
        event="ExtensionAsked",
        hint=_l("A leader decides. The sender is told the reason and the new day."),
    ),
    Transition(
        name="grant_extension",
        sources=frozenset(WITH_WARD),
        target=None,
        permission=P.REPORT_EXTEND,
        label=_l("Grant more time"),
        event="DueDateExtended",
    ),
    Transition(
        name="refuse_extension",
        sources=frozenset(WITH_WARD),
        target=None,
        permission=P.REPORT_EXTEND,
        label=_l("Refuse more time"),
        event="ExtensionRefused",
    ),
    Transition(
        name="explain_delay",
        sources=frozenset(WITH_WARD - {S.RECEIVED}),
        target=None,
        permission=P.REPORT_ANSWER,
        guard=is_late,
        label=_l("Say why it is late"),
        event="DelayExplained",
        hint=_l("Sender and public read the reason beside the case."),
    ),
    Transition(
        name="draft_correction",
        sources=ANSWERED,
        target=None,
        permission=P.REPORT_ANSWER,
        label=_l("Correct the published answer"),
        event="CorrectionDrafted",
        hint=_l("The earlier words stay readable, with the reason. A second person approves."),
    ),
    Transition(
        name="approve_correction",
        sources=ANSWERED,
        target=None,
        permission=P.REPORT_CORRECT,
        label=_l("Approve the correction"),
        event="AnswerCorrected",
        kind="primary",
    ),
    Transition(
        name="drop_correction",
        sources=ANSWERED,
        target=None,
        permission=P.REPORT_CORRECT,
        label=_l("Drop the correction"),
        event="CorrectionDropped",
    ),
    Transition(
        name="rescreen",
        sources=frozenset(set(S) - {S.RECEIVED, S.MERGED, S.WITHDRAWN}),
        target=None,
        permission=P.REPORT_RECEIVE,
        label=_l("Correct what the public reads"),
        event="ReportRescreened",
        hint=_l("For a name or number that slipped through, or to make the case private."),
    ),
    Transition(
        name="withdraw",
        sources=frozenset(OPEN),
        target=S.WITHDRAWN,
        permission=None,
        guard=is_sender,
        label=_l("Withdraw"),
        event="ReportWithdrawn",
    ),
    Transition(
        name="add_information",
        sources=frozenset(OPEN),
        target=None,
        permission=None,
        guard=is_sender,
        label=_l("Add something"),
        event="InformationAdded",
    ),
    Transition(
        name="hide_name",
        sources=frozenset(set(S) - {S.WITHDRAWN}),
        target=None,
        permission=None,
        guard=is_sender_who_shows_name,
        label=_l("Hide my name"),
        event="NameHidden",
    ),
    Transition(
        name="close",
        sources=frozenset({S.PUBLISHED}),
        target=S.CLOSED,
        permission=None,
        guard=is_system,
        label=_l("Close"),
        event="ReportClosed",
    ),
    Transition(
        name="reopen",
        sources=ANSWERED,
        target=S.REOPENED,
        permission=None,
        guard=is_sender_within_window,
        label=_l("It is not solved"),
        event="ReportReopened",
    ),
    Transition(
        name="reopen_by_staff",
        sources=ANSWERED | {S.REFUSED, S.FORWARDED},
        target=S.REOPENED,
        permission=P.REPORT_REOPEN,
        label=_l("Reopen"),
        event="ReportReopened",
        hint=_l("The case gets a new limit and goes back to work."),
    ),
)

machine = Machine(State, TRANSITIONS)
