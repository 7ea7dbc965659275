"""The steps of one demo report, each by the person who would take it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.demo.people import DemoWard
from citizen_app.demo.photos import make_photo
from citizen_app.feedback.commands import answer, asking, judge, refusing, screen
from citizen_app.feedback.commands.reception import LETTER, Entry, enter_reception
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category

PLACE_FOR_DAY = re.compile(r"\{(sent|\+\d+)\}")
VARIANTS = 3
# How the register of receptions names what came by word of mouth, phone or letter.
WAYS = {"counter": "counter", "phone": "phone", "paper": LETTER}
OPENING, CLOSING = 8, 16
NAMES = (
    "Nguyễn Văn An",
    "Trần Thị Bảy",
    "Lê Minh Châu",
    "Phạm Thị Dung",
    "Võ Văn Em",
    "Đặng Thị Gấm",
)


@lru_cache(maxsize=128)
def photo_of(scene: str, variant: int, after: bool) -> CleanPhoto:
    """Return a drawn photo, cleaned as any upload is."""
    return clean_photo(make_photo(scene, variant, after))


@dataclass
class Story:
    """One report of the demonstration and where its telling stands."""

    made: DemoWard
    row: dict[str, Any]
    category: Category
    calendar: WorkingCalendar
    secret: str
    number: int
    others: dict[str, DemoWard]
    _report: Report | None = None
    last: dt.datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.sent_at = self._tidy(
            self.now - dt.timedelta(days=float(self.row["days_ago"]), minutes=self.number)
        )
        self.last = self.sent_at

    @property
    def report(self) -> Report:
        """Return the report, once it was sent."""
        assert self._report is not None
        return self._report

    @property
    def sender(self) -> Actor:
        """Return the sender, with code and PIN at hand."""
        return Actor(unlocked=frozenset({self.report.code}))

    @property
    def department_code(self) -> str:
        """Return the code of the department that the field is routed to."""
        routed = wards.route_category(self.made.ward.id, self.category)
        return next((c for c, d in self.made.departments.items() if d.id == routed), "van-phong")

    @property
    def officer(self) -> Actor:
        """Return who handles it."""
        return self.made.officer_for(self.department_code)

    # Moments -------------------------------------------------------------------------------------

    def _tidy(self, moment: dt.datetime) -> dt.datetime:
        """Return a moment of the day when people are awake, never in the future."""
        here = clock.local(moment)
        if here.hour < 6:
            here = here.replace(hour=6 + self.number % 3)
        return min(here.astimezone(dt.UTC), self.now - dt.timedelta(minutes=2))

    def _after_last(self, moment: dt.datetime) -> dt.datetime:
        """Return a moment after the last one, and before now as far as that goes."""
        latest = max(self.last + dt.timedelta(seconds=20), self.now - dt.timedelta(minutes=1))
        self.last = min(max(moment, self.last + dt.timedelta(minutes=4)), latest)
        return self.last

    def later(self, *, hours: float = 0, days: float = 0) -> dt.datetime:
        """Return a moment some time after the last one."""
        return self._after_last(self.last + dt.timedelta(hours=hours, days=days))

    def at_work(self, days: int) -> dt.datetime:
        """Return a moment in office hours, so many working days after the last one."""
        day = self.calendar.add_working_days(
            self.calendar.next_working_day(clock.local_date(self.last)), days
        )
        hour = OPENING + self.number % (CLOSING - OPENING)
        moment = clock.start_of_day(day) + dt.timedelta(hours=hour, minutes=7 * self.number % 60)
        return self._after_last(moment)

    def answer_moment(self, hours_before: int = 0) -> dt.datetime:
        """Return the moment of the answer: so many working days after sending as the data say."""
        days = self.row.get("answer_days") or 3
        day = self.calendar.add_working_days(clock.local_date(self.sent_at), days)
        hour = 14 + self.number % 2 - hours_before
        return self._after_last(
            clock.start_of_day(day) + dt.timedelta(hours=hour, minutes=11 * self.number % 60)
        )

    def text(self, words: str) -> str:
        """Return a text with its days filled in."""

        def day(match: re.Match[str]) -> str:
            plus = 0 if match[1] == "sent" else int(match[1])
            return f"{clock.local_date(self.sent_at) + dt.timedelta(days=plus):%d/%m/%Y}"

        return PLACE_FOR_DAY.sub(day, words)

    # Steps ---------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Send it."""
        row = self.row
        name = "" if row["anonymous"] else NAMES[self.number % len(NAMES)]
        photos = [photo_of(row["photo"], self.number % VARIANTS, False)] if row.get("photo") else []
        submission = Submission(
            key=f"demo-{self.made.ward.code}-{self.number}",
            kind=row["kind"],
            text=row["text"],
            category=self.category,
            neighbourhood=self.made.neighbourhoods.get(row["neighbourhood"]),
            place=row["place"],
            name=name,
            is_private=row["ask_private"],
            photos=photos,
        )
        self._report = self._store(submission)
        self.made.reports[row["title"]] = self._report

    def _store(self, submission: Submission) -> Report:
        """Store it as it came: what was said or written to the ward also stands in its register."""
        ward, channel = self.made.ward, self.row["channel"]
        way = WAYS.get(channel)
        if way is None:
            return submit_report(Actor(channel=channel), ward, submission, secret=self.secret)[0]
        entry = Entry(way=way, received_on=clock.today(), address=self.row["place"])
        clerk = self.made.one(Role.CLERK)
        return enter_reception(clerk, ward, submission, entry, secret=self.secret)[0]

    def receive(self) -> None:
        """Screen it."""
        private = self.row["ask_private"] or self.category.is_sensitive
        screening = screen.Screening(
            title=self.row["title"],
            public_text=self.row["text"],
            public_place=self.row["place"],
            category=self.category,
            is_private=private,
            show_photos=not private,
        )
        screen.receive_report(self.made.one(Role.CLERK), self.report, screening)

    def refuse(self) -> None:
        """Refuse it."""
        self.report.title = self.row["title"]
        refusing.refuse_report(
            self.made.one(Role.CLERK),
            self.report,
            ground=self.row["refusal_ground"],
            explanation=self.text(self.row["refusal_text"]),
        )

    def forward(self) -> None:
        """Forward it: within the platform where the other ward takes part in it."""
        to, explanation = self.row["forward_to"], self.text(self.row["forward_text"])
        clerk = self.made.one(Role.CLERK)
        if to in self.others:
            screen.forward_to_ward(
                clerk, self.report, ward=self.others[to].ward, explanation=explanation
            )
            return
        ward = wards.find_ward(to)
        body = ward.office_name if ward is not None else to
        screen.forward_outside(clerk, self.report, body=body, explanation=explanation)

    def assign(self) -> None:
        """Give it to somebody; a private case to somebody whom the clerk names."""
        department = self.made.departments[self.department_code]
        handler = self.made.accounts[self.officer.account_id or 0]
        screen.assign_report(
            self.made.one(Role.CLERK), self.report, department=department, handler=handler
        )

    def start(self) -> None:
        """Begin."""
        answer.start_work(self.officer, self.report)

    def ask(self) -> None:
        """Ask the sender."""
        question = self.row.get("internal_note") or "Ông/Bà vui lòng cho biết số nhà gần nhất."
        asking.ask_sender(self.officer, self.report, question=question)

    def draft(self) -> None:
        """Write the answer."""
        judgement, evidence = self.row["judgement"], self.row["evidence"]
        scene = self.row.get("photo")
        photos = [photo_of(scene, self.number % VARIANTS, True)] if evidence and scene else []
        is_fixed = bool(evidence) or bool(judgement and judgement["solved"] == "yes")
        body = self.text(self.row["answer"])
        answer.draft_answer(
            self.officer,
            self.report,
            body=body,
            is_fixed=is_fixed,
            photos=photos,
            promise=self._promise(),
        )

    def _promise(self) -> answer.Promise:
        """Return what the answer promises, by the working day on or after the day that the data say."""
        said = self.row.get("promise")
        if said is None:
            return answer.NO_PROMISE
        day = clock.local_date(self.sent_at) + dt.timedelta(days=said["day"])
        return answer.Promise(said["text"], self.calendar.next_working_day(day))

    def send_back(self) -> None:
        """Return the draft."""
        reason = self.row.get("internal_note") or "Cần nêu rõ ngày và người chịu trách nhiệm."
        answer.return_answer(self.made.one(Role.LEADER, self.number), self.report, reason=reason)

    def approve(self, *, publish: bool) -> None:
        """Approve, and publish; or let it wait for a morning to come."""
        leader = self.made.one(Role.LEADER, self.number)
        signed_by = f"{leader.name}, {self.made.titles[leader.account_id or 0]}"
        answer.approve_answer(
            leader, self.report, signed_by=signed_by, publish_at=self._publish_at()
        )
        if publish:
            answer.publish_answer(leader, self.report)

    def _publish_at(self) -> dt.datetime | None:
        wait = self.row.get("publish_in_work_days")
        if wait is None:
            return None
        day = self.calendar.add_working_days(clock.local_date(self.now), wait)
        return clock.start_of_day(day) + dt.timedelta(hours=OPENING)

    def judge(self) -> None:
        """Say whether it is solved."""
        said = self.row["judgement"]
        judge.judge_answer(
            self.sender,
            self.report,
            solved=said["solved"],
            satisfaction=said.get("satisfaction"),
            reason=said.get("reason") or "",
        )
