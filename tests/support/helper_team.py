"""Makes, in a running site's database, a team with one helper who is signed in; counts what was filed.

python -m tests.support.helper_team make    prints {"name", "cookie", "account"} of the helper
python -m tests.support.helper_team sign-in ACCOUNT     prints a fresh cookie
python -m tests.support.helper_team sign-out ACCOUNT    ends all sign-ins of the helper
python -m tests.support.helper_team end ACCOUNT         ends the helper's memberships
python -m tests.support.helper_team count ACCOUNT       prints {"cases", "photos", "slips", "pieces"}
python -m tests.support.helper_team name ACCOUNT        prints {"name"}
python -m tests.support.helper_team door ACCOUNT        makes a dialogue of today, with the helper at its door
python -m tests.support.helper_team end-duty ACCOUNT    takes the helper away from all doors
python -m tests.support.helper_team came ACCOUNT        prints who came to it: {"people", "walk_ins", "marks"}

Each step is the command that people use.
"""

import datetime as dt
import json
import sys
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from citizen_app import create_app
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.opening import create_account
from citizen_app.accounts.commands.sign_ins import begin_sign_in, end_all_sign_ins
from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor, Surface
from citizen_app.core.db import db, transaction
from citizen_app.core.files.models import Attachment
from citizen_app.core.web.sessions import COOKIES
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.door_duty import appoint_to_door, end_duty
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.commands.register import Request, register
from citizen_app.dialogue.models_attendance import Attendance, CheckIn, DoorDuty
from citizen_app.feedback.models import Report
from citizen_app.pocket.models import HelperPhone, PocketPiece, PocketSlip
from citizen_app.teams.commands.teams import end_membership, invite_member, join_team, make_team
from citizen_app.teams.queries import memberships_of
from citizen_app.wards import queries as wards
from config import Settings

WARD, LEADER = "26743", "Trương Minh Khoa"


def leader() -> Actor:
    account = db.session.scalars(select(Account).where(Account.public_name == LEADER)).one()
    return acting_as(Actor(), account)


def make() -> dict[str, Any]:
    ward = wards.get_ward(WARD)
    places = list(wards.list_neighbourhoods(ward))[:2]
    count = db.session.scalar(select(func.count()).select_from(Account)) or 0
    contacts = [("email", f"to-so-{count}@vidu.example", True)]
    account = create_account(
        SYSTEM, surface=Surface.RESIDENT, name=f"Người giúp số {count}", contacts=contacts
    )
    team = make_team(leader(), ward, name=f"Tổ thử {count}", neighbourhoods=places)
    join_team(acting_as(Actor(), account), invite_member(leader(), team))
    return {"name": account.public_name, "account": account.id, "cookie": cookie_of(account)}


def cookie_of(account: Account) -> dict[str, str]:
    token = begin_sign_in(account, device="Thử").token
    serializer = current_app.session_interface.get_signing_serializer(current_app)
    return {"name": COOKIES[Surface.RESIDENT], "value": serializer.dumps({"_user_id": token})}


def sign_in(account: Account) -> dict[str, Any]:
    return {"cookie": cookie_of(account)}


def name_of(account: Account) -> dict[str, Any]:
    return {"name": account.public_name}


def sign_out(account: Account) -> dict[str, Any]:
    end_all_sign_ins(account)
    return {}


def end(account: Account) -> dict[str, Any]:
    for member in memberships_of(account.id):
        end_membership(leader(), member)
    return {}


def count(account: Account) -> dict[str, Any]:
    slips = select(PocketSlip).join(HelperPhone).where(HelperPhone.account_id == account.id)
    rows = db.session.scalars(slips.order_by(PocketSlip.id)).all()
    reports = select(Report.id).where(Report.helper_id == account.id)
    photos = select(func.count()).select_from(Attachment)
    photos = photos.where(
        Attachment.subject_type == Report.__tablename__, Attachment.subject_id.in_(reports)
    )
    return {
        "cases": len(db.session.scalars(reports).all()),
        "photos": db.session.scalar(photos),
        "slips": {row.slip: row.code for row in rows},
        "pieces": db.session.scalar(select(func.count()).select_from(PocketPiece)),
    }


NAMES = ("Nguyễn Thị Hồng Đào", "Trần Văn Bảy", "Đặng Thị Út", "Lê Văn Tám", "Phạm Thị Sáu")


def door(account: Account) -> dict[str, Any]:
    """Plan a dialogue that begins in an hour, announced in time, with five people who registered."""
    ward, now, secret = wards.get_ward(WARD), clock.now(), current_app.config["SECRET_KEY"]
    begins = now + dt.timedelta(hours=1)
    plan = Plan(
        kind="thematic",
        form="in_person",
        title="Đối thoại về chợ đêm",
        place="Nhà văn hóa",
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
        questions_until=begins - dt.timedelta(days=1),
        chair="Chủ tịch UBND phường",
        topics=["Giờ mở chợ"],
    )
    with clock.at(now - dt.timedelta(days=20)):
        session = plan_session(leader(), ward, plan)
        announce_session(leader(), session)
        for number, name in enumerate(NAMES):
            asked = Request(key=f"cua-{session.code}-{number}", name=name, people=1 + number % 2)
            register(Actor(), session, asked, secret=secret)
    appoint_to_door(leader(), session, account)
    return {"code": session.code, "title": session.title}


def end_duties(account: Account) -> dict[str, Any]:
    for duty in duties_of(account):
        end_duty(leader(), duty)
    return {}


def duties_of(account: Account) -> list[DoorDuty]:
    query = select(DoorDuty).where(DoorDuty.account_id == account.id)
    return list(db.session.scalars(query.order_by(DoorDuty.id)))


def came(account: Account) -> dict[str, Any]:
    session = duties_of(account)[-1].session
    query = select(Attendance).where(Attendance.session_id == session.id)
    there = db.session.scalars(query.where(Attendance.undone_at.is_(None))).all()
    marks = select(func.count()).select_from(CheckIn).where(CheckIn.session_id == session.id)
    return {
        "people": {one.registration.name: one.people for one in there if one.registration},
        "walk_ins": [one.people for one in there if one.registration is None],
        "marks": db.session.scalar(marks),
    }


ACTS = {
    "name": name_of,
    "sign-in": sign_in,
    "sign-out": sign_out,
    "end": end,
    "count": count,
    "door": door,
    "end-duty": end_duties,
    "came": came,
}


def main() -> None:
    act, *rest = sys.argv[1:]
    app = create_app(Settings.from_environment())
    with app.app_context():
        with transaction():
            account = db.session.get(Account, int(rest[0])) if rest else None
            told = make() if account is None else ACTS[act](account)
        sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
