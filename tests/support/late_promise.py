"""Makes, in a running site's database, a case whose answer promised something that is late by now.

python -m tests.support.late_promise   prints the code and the PIN of its sender, and the commitment's code

Each step is the command that people use, at its own time.
"""

import datetime as dt
import secrets
import sys

from flask import current_app
from sqlalchemy import select

from citizen_app import create_app
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, transaction
from citizen_app.feedback.commands import answer, screen
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.wards import queries as wards
from config import Settings

WARD = "26743"
CLERK, OFFICER, LEADER = "Võ Thị Mỹ Linh", "Đoàn Quốc Vinh", "Trương Minh Khoa"
TEXT = "Ghế đá trước nhà văn hóa bị gãy chân, bà con lớn tuổi ngồi dễ té."
PROMISE = "Thay bốn ghế đá trước nhà văn hóa"


def person(name: str) -> tuple[Account, Actor]:
    account = db.session.scalars(select(Account).where(Account.public_name == name)).one()
    return account, acting_as(Actor(), account)


def make() -> tuple[str, str, str]:
    ward = wards.get_ward(WARD)
    calendar, now = wards.calendar_of(ward.id), clock.now()
    (_, clerk), (handler, officer), (_, leader) = map(person, (CLERK, OFFICER, LEADER))
    sent_at = now - dt.timedelta(days=40)
    with clock.at(sent_at):
        submission = Submission(key=secrets.token_urlsafe(24), text=TEXT)
        secret = current_app.config["SECRET_KEY"]
        report, pin = submit_report(Actor(), ward, submission, secret=secret)
        screening = screen.Screening(
            title="Ghế đá gãy chân",
            public_text=TEXT,
            category=None,
            is_private=False,
            show_photos=False,
        )
        screen.receive_report(clerk, report, screening)
        department = wards.list_departments(ward.id)[1]
        screen.assign_report(clerk, report, department=department, handler=handler)
    with clock.at(sent_at + dt.timedelta(days=3)):
        due = calendar.next_working_day(clock.local_date(now) - dt.timedelta(days=12))
        promise = answer.Promise(PROMISE, due)
        answer.draft_answer(officer, report, body="Phường đã kiểm tra ghế.", promise=promise)
        answer.approve_and_publish(leader, report, signed_by="Lãnh đạo phường")
    made = db.session.scalars(select(Commitment).order_by(Commitment.id.desc()).limit(1)).one()
    return report.code, pin, made.code


def main() -> None:
    app = create_app(Settings.from_environment())
    with app.app_context():
        with transaction():
            made = make()
        sys.stdout.write(" ".join(made))


if __name__ == "__main__":
    main()
