"""Cases for tests, made by the very commands that people use.

case = factories.send(ward)                       # sent today, no account; case.pin opens it
team = factories.team_of(ward)                    # clerk, officer, leader, supervisor
factories.bring_to(case.report, team, "published")
"""

import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from PIL import Image
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.feedback.commands import answer, asking, judge, refusing, screen
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.wards.models import Category, Department, Ward
from tests.support import people

TEXT = "Đèn đường trước nhà số 12 hẻm 48 tắt ba đêm nay, bà con đi lại rất tối."
ANSWER = "Đội chiếu sáng đã thay hai bóng đèn trong hẻm 48 vào chiều hôm qua."
_keys = itertools.count(1)


def store() -> None:
    """Commit as a request does: what is owed for the events is handed to the worker."""
    with transaction():
        pass


@dataclass(frozen=True)
class Sent:
    """A report with what its sender holds."""

    report: Report
    pin: str

    @property
    def sender(self) -> Actor:
        """Return the sender, who has typed code and PIN."""
        return Actor(unlocked=frozenset({self.report.code}))


def send(ward: Ward, text: str = TEXT, *, by: Actor | None = None, **fields: Any) -> Sent:
    """Send a report; `fields` are those of Submission."""
    submission = Submission(key=f"khoa-cua-bieu-mau-{next(_keys):06}", text=text, **fields)
    secret = current_app.config["SECRET_KEY"]
    sent = Sent(*submit_report(by or Actor(), ward, submission, secret=secret))
    store()
    return sent


@dataclass(frozen=True)
class Team:
    """Somebody of each role in one ward."""

    ward: Ward
    clerk: Actor
    officer: Actor
    leader: Actor
    supervisor: Actor


def team_of(ward: Ward) -> Team:
    """Hire a team."""
    roles = (Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
    staff = (people.as_actor(people.make_staff(role, ward)) for role in roles)
    return Team(ward, *staff)


def department_of(ward: Ward, code: str = "kinh-te") -> Department:
    query = select(Department).where(Department.ward_id == ward.id, Department.code == code)
    return db.session.scalars(query).one()


def category(code: str) -> Category:
    return db.session.scalars(select(Category).where(Category.code == code)).one()


def receive(report: Report, team: Team, *, is_private: bool = False, **fields: Any) -> None:
    words = {"title": "Đèn hẻm 48 tắt", "public_text": report.text, "category": report.category}
    words |= {"show_photos": False}
    words |= {"public_place": report.place, "is_private": is_private} | fields
    screen.receive_report(team.clerk, report, screen.Screening(**words))


def assign(report: Report, team: Team) -> None:
    """Give it to the team's officer."""
    handler = db.session.get_one(Account, team.officer.account_id)
    department = department_of(report.holder)
    screen.assign_report(team.clerk, report, department=department, handler=handler)


def draft(report: Report, team: Team, body: str = ANSWER) -> None:
    answer.draft_answer(team.officer, report, body=body, is_fixed=True)


def approve(report: Report, team: Team) -> None:
    answer.approve_answer(team.leader, report, signed_by="Lãnh đạo phường")


Step = Callable[[Report, Team], object]
STEPS: dict[str, Step] = {
    "receive": receive,
    "assign": assign,
    "start": lambda report, team: answer.start_work(team.officer, report),
    "ask": lambda report, team: asking.ask_sender(team.officer, report, question="Số nhà nào ạ?"),
    "draft": draft,
    "return": lambda report, team: answer.return_answer(team.leader, report, reason="Nêu rõ ngày."),
    "approve": approve,
    "publish": lambda report, team: answer.publish_answer(team.leader, report),
    "close": lambda report, team: judge.close_report(SYSTEM, report),
    "reopen": lambda report, team: judge.reopen_by_staff(team.leader, report),
    "refuse": lambda report, team: refusing.refuse_report(
        team.clerk, report, ground="false", explanation="Đã kiểm tra tại chỗ."
    ),
    "forward": lambda report, team: screen.forward_outside(
        team.clerk, report, body="Công ty Điện lực", explanation="Trụ điện của ngành điện."
    ),
    "withdraw": lambda report, team: judge.withdraw_report(
        Actor(unlocked=frozenset({report.code})), report
    ),
}
WAYS = {
    "received": "",
    "screening": "receive",
    "assigned": "receive assign",
    "in_progress": "receive assign start",
    "waiting_resident": "receive assign start ask",
    "drafted": "receive assign start draft",
    "returned": "receive assign start draft return",
    "approved": "receive assign start draft approve",
    "published": "receive assign start draft approve publish",
    "closed": "receive assign start draft approve publish close",
    "reopened": "receive assign start draft approve publish reopen",
    "refused": "refuse",
    "forwarded": "receive forward",
    "withdrawn": "withdraw",
}


def bring_to(report: Report, team: Team, state: str) -> Report:
    """Take a new report step by step to a state."""
    for step in WAYS[state].split():
        STEPS[step](report, team)
    store()
    assert report.state == state
    return report


def published(ward: Ward, team: Team, text: str = TEXT, **fields: Any) -> Sent:
    """A case that everybody may read, with its answer."""
    sent = send(ward, text, **fields)
    bring_to(sent.report, team, "published")
    return sent


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (320, 240), **options: Any
) -> tuple[io.BytesIO, str]:
    """A picture as a browser uploads it."""
    out = io.BytesIO()
    Image.new("RGB", size, (40, 120, 110)).save(out, kind, **options)
    out.seek(0)
    return out, f"anh.{kind.lower()}"


def pdf(words: str = "don") -> io.BytesIO:
    """A whole small PDF as a browser uploads it (with a name of its own choice)."""
    body = f"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Title ({words}) >>\nendobj\n"
    table = "xref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Root 1 0 R >>\n"
    rest = f"{table}startxref\n{len(body)}\n%%EOF\n"
    return io.BytesIO((body + rest).encode())


def read_photo(upload: io.BytesIO) -> CleanPhoto:
    """The picture as a command gets it."""
    return clean_photo(upload.getvalue())
