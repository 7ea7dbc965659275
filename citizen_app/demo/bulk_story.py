"""The story of one report of a large set: the steps of the workflow's own table, each at its time.

A story is told until now: what would come later has not happened. Times are seconds since 1970.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from citizen_app.demo.bulk_wards import BulkWard
from citizen_app.feedback import events
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Role

MINUTE, HOUR, DAY = 60, 3600, 86_400
SYSTEM, SENDER = ("system", "system"), ("anonymous", "web")


@lru_cache(maxsize=200_000)
def fact_json(kind: Any, *values: Any) -> str:
    """Return an event's facts as the log keeps them."""
    return json.dumps(vars(kind(*values)), ensure_ascii=False)


@dataclass
class Told:
    """One event: when, what, by whom."""

    at: int
    kind: str
    facts: str
    actor_id: int | None
    role: str
    channel: str


@dataclass
class Answered:
    """One answer of a story and what became of it."""

    id: int
    author: int
    drafted: int
    is_fixed: bool
    return_reason: str = ""
    approver: int | None = None
    signed_by: str = ""
    approved: int | None = None
    published: int | None = None
    judged: tuple[str, int | None, str, int] | None = None
    drafts: list[int] = field(default_factory=list)  # when it was laid before a leader


@dataclass
class Story:
    """A report as it stands, and the events that led there."""

    id: int
    code: str
    ward: BulkWard
    sent: int
    now: int
    category_id: int
    category_code: str
    kind: str
    is_private: bool
    is_sensitive: bool
    officer: int
    due_of: Callable[[int], tuple[int, dict[str, Any]] | None]
    next_answer: Callable[[], int]
    stage: str = "received"
    version: int = 1
    visibility: str = "pending"
    fixed: str = "unknown"
    received: int | None = None
    published: int | None = None
    closed: int | None = None
    due: int | None = None
    basis: dict[str, Any] = field(default_factory=dict)
    department: int | None = None
    handler: int | None = None
    forwarded_to: str = ""
    decision: str = ""
    ground: str = ""
    merged_into: int | None = None
    question: tuple[int, str] | None = None
    told: list[Told] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)

    @property
    def clerk(self) -> tuple[int, str]:
        """Return who screens."""
        return self.ward.clerk, Role.CLERK.value

    def step(self, name: str) -> None:
        """Take a step of the workflow's table."""
        transition = machine.transitions[name]
        if self.stage not in transition.sources:
            raise ValueError(f"{name} is not open from {self.stage}")
        self.stage = str(transition.target or self.stage)
        self.version += 1

    def tell(self, at: int, fact: Any, by: tuple[Any, str], *values: Any) -> None:
        """Record an event; `by` is (account, role), or SENDER or SYSTEM."""
        if by in (SYSTEM, SENDER):
            actor, (role, channel) = None, by
        else:
            actor, role, channel = by[0], by[1], "web"
        self.told.append(Told(at, fact.__name__, fact_json(fact, *values), actor, role, channel))

    # The steps -------------------------------------------------------------------------------------

    def submit(self, neighbourhood: int | None, has_contact: bool) -> None:
        values = (self.code, self.kind, self.category_code, neighbourhood, 0, False, has_contact)
        self.tell(self.sent, events.ReportSubmitted, SENDER, *values, "", self.is_private)
        self.set_due(self.sent, "submitted", SENDER)

    def set_due(self, start: int, reason: str, by: tuple[Any, str]) -> None:
        counted = self.due_of(start)
        if counted is None or counted[0] == self.due:
            return
        before = _iso(self.due) if self.due else None
        due, basis = counted
        self.due, self.basis = due, basis
        values = (_iso(due), before, reason, basis["days"], basis["unit"])
        self.tell(start, events.DueDateSet, by, *values)

    def receive(self, at: int) -> None:
        self.step("receive")
        self.received = at
        self.visibility = "private" if self.is_private or self.is_sensitive else "public"
        code = self.category_code
        self.tell(at, events.ReportReceived, self.clerk, self.visibility, code, code, False)

    def refuse(self, at: int, ground: str, explanation: str) -> None:
        self.step("refuse")
        self.ground, self.decision = ground, explanation
        if self.visibility == "pending":
            self.visibility = "private"
        self.tell(at, events.ReportRefused, self.clerk, ground)

    def forward(self, at: int, body: str) -> None:
        self.step("forward_outside")
        self.forwarded_to, self.decision = body, "Nội dung thuộc thẩm quyền của đơn vị này."
        self.tell(at, events.ReportForwarded, self.clerk, self.ward.code, "", body)

    def merge(self, at: int, into: int, code: str) -> None:
        self.step("merge")
        self.merged_into = into
        self.tell(at, events.ReportMerged, self.clerk, code)

    def withdraw(self, at: int) -> None:
        self.step("withdraw")
        self.visibility = "private"
        self.tell(at, events.ReportWithdrawn, SENDER)

    def assign(self, at: int) -> None:
        self.step("assign")
        department = self.ward.departments.get(self.category_id, self.ward.any_department)
        before = (self.department, self.handler)
        self.tell(at, events.ReportAssigned, self.clerk, department, self.officer, *before)
        self.department, self.handler = department, self.officer

    def start(self, at: int) -> None:
        self.step("start")
        self.tell(at, events.WorkStarted, (self.officer, Role.OFFICER.value))

    def ask(self, at: int, question: str, rests: bool) -> None:
        self.step("ask_sender")
        self.basis = {**self.basis, "rests": rests}
        self.question = (at, question)
        self.tell(at, events.SenderAsked, (self.officer, Role.OFFICER.value), rests)

    def draft(self, at: int, is_fixed: bool) -> None:
        self.step("draft")
        if not self.answers or self.answers[-1].published:
            self.answers.append(Answered(self.next_answer(), self.officer, at, is_fixed))
        answer = self.answers[-1]
        answer.drafted, answer.return_reason = at, ""
        answer.drafts.append(at)
        self.tell(at, events.AnswerDrafted, (self.officer, Role.OFFICER.value), answer.id)

    def send_back(self, at: int, leader: int) -> None:
        self.step("return")
        answer = self.answers[-1]
        answer.return_reason = "Cần nêu rõ ngày hoàn thành và người chịu trách nhiệm."
        by = (self.ward.leaders[leader], Role.LEADER.value)
        self.tell(at, events.AnswerReturned, by, answer.id)

    def approve(self, at: int, leader: int) -> None:
        self.step("approve")
        answer = self.answers[-1]
        answer.approver, answer.approved = self.ward.leaders[leader], at
        answer.signed_by = self.ward.leader_names[leader]
        by = (answer.approver, Role.LEADER.value)
        self.tell(at, events.AnswerApproved, by, answer.id, answer.author)

    def publish(self, at: int) -> None:
        self.step("publish")
        answer = self.answers[-1]
        answer.published = self.published = at
        self.fixed = "yes" if answer.is_fixed else "unknown"
        on_time = self.due is None or at <= self.due
        values = (answer.id, self.visibility, answer.is_fixed, on_time)
        self.tell(at, events.AnswerPublished, (answer.approver, Role.LEADER.value), *values)

    def judge(self, at: int, solved: str, satisfaction: int | None, reason: str) -> None:
        answer = self.answers[-1]
        answer.judged = (solved, satisfaction, reason, at)
        self.fixed, self.version = solved, self.version + 1
        self.tell(at, events.ReportJudged, SENDER, answer.id, solved, satisfaction)

    def reopen(self, at: int) -> None:
        self.step("reopen")
        self.tell(at, events.ReportReopened, SENDER, "sender")
        self.set_due(at, "reopened", SENDER)

    def supported(self, moments: Sequence[int]) -> None:
        for number, at in enumerate(moments, start=1):
            self.tell(at, events.ReportSupported, SENDER, number)

    def close(self, at: int) -> None:
        self.step("close")
        self.closed = at
        self.tell(at, events.ReportClosed, SYSTEM)


@lru_cache(maxsize=50_000)
def _iso(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
