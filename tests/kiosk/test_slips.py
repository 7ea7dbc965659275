"""What every kind of slip opens at the hall screen, and what it says of one that opens nothing there."""

from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.limits import Try
from citizen_app.feedback.limits import NUMBERS_PER_ADDRESS
from citizen_app.kiosk.models import Device
from citizen_app.paper.commands.booklets import hand_out, order_booklet
from citizen_app.pocket.commands.filing import PREFIX
from citizen_app.pocket.models import HelperPhone, PocketSlip
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.attending import announced, coming
from tests.dialogue.plans import ask
from tests.support import factories, people
from tests.support.client import Page, StrictClient


@pytest.fixture
def look(screen: StrictClient, at: Any) -> Page:
    own = {"Sec-Fetch-Site": "same-origin"}
    begun = screen.post(at("/bat-dau"), data={"viec": "tra-cuu"}, headers=own)
    return screen.follow(begun)


def number_of_a_phone(last: str = "2") -> str:
    body = "7K3M22" + last
    whole = body + ids.check_character(body)
    return f"{PREFIX}-{whole[:4]}-{whole[4:]}"


def arrive(number: str, code: str) -> None:
    """Let a helper's phone have sent what its slip is of."""
    account = people.make_resident("Trần Thị Hoa")
    ward = db.session.scalars(select(Ward)).first()
    assert ward is not None
    phone = HelperPhone(
        account_id=account.id,
        ward_id=ward.id,
        prefix=number[3:7],
        key_digest="k" * 64,
        made_at=clock.now(),
        seen_at=clock.now(),
    )
    kind = "report" if code.startswith("PA") else "question"
    slip = PocketSlip(
        phone=phone, slip=number, key_digest="s" * 64, kind=kind, code=code, received_at=clock.now()
    )
    db.session.add(slip)
    factories.store()


def tries() -> int:
    """How many wrong tries are counted; one row more is of the visit that was begun."""
    return (db.session.scalar(select(func.count()).select_from(Try)) or 0) - 1


def test_a_slip_given_out_without_a_signal_opens_its_case(
    screen: StrictClient, look: Page, ward: Ward
) -> None:
    sent, number = factories.send(ward), number_of_a_phone()
    early = {"code": number, "pin": sent.pin}
    for _ in range(8):
        page = screen.submit(look, early, status=422)
        assert "chưa tới phường" in page.errors[0]
    device = db.session.scalars(select(Device)).one()
    asked = select(func.count()).where(Try.key == NUMBERS_PER_ADDRESS.key(f"kiosk {device.id}"))
    assert db.session.scalar(asked) == tries() == 8  # it is not wrong, only early
    arrive(number, sent.report.code)
    wrong = screen.submit(look, early | {"pin": "000000"}, status=422)
    assert "không khớp" in wrong.words and tries() > 8
    opened = screen.follow(screen.submit(look, {"code": number.lower(), "pin": sent.pin}))
    assert opened.heading == sent.report.code


def test_the_slip_of_a_sheet_that_is_on_its_way_is_not_wrong(
    screen: StrictClient, look: Page, ward: Ward, clerk: Actor
) -> None:
    place = db.session.scalars(select(Neighbourhood)).first()
    secret = current_app.config["SECRET_KEY"]
    booklet = order_booklet(clerk, ward, sheets=1, neighbourhood=place, secret=secret)
    hand_out(clerk, booklet, holder="Cô Tư, khu phố 1")
    factories.store()
    typed = {"code": booklet.sheets[0].number, "pin": "000000"}
    page = screen.submit(look, typed, status=422)
    assert page.all(".notice--info") and not page.errors
    assert tries() == 0


@pytest.mark.parametrize("kind", ["CH", "DK", "TM"])
def test_slips_of_a_dialogue_are_told_where_they_open(
    screen: StrictClient, look: Page, ward: Ward, kind: str
) -> None:
    session = announced(factories.team_of(ward))
    secret = current_app.config["SECRET_KEY"]
    if kind == "DK":
        registration = coming(session)
        code = registration.code
        pin = ids.pin_for(secret, registration.idempotency_digest)
    else:
        asked = ask(session)
        code, pin = asked.question.code, asked.pin
    if kind == "TM":
        number = number_of_a_phone("3")
        arrive(number, code)
        code = number
    page = screen.submit(look, {"code": code, "pin": pin}, status=422)
    assert "/tra-cuu" in page.errors[0] and "đối thoại" in page.errors[0]
    assert all(a.get("href").startswith(("#", "/p/")) for a in page.all("a[href]"))
    wrong = screen.submit(look, {"code": code, "pin": "000000"}, status=422)
    assert "không khớp" in wrong.words  # what a code is of is said to who has the PIN


def test_a_code_with_a_wrong_letter_is_told_so(screen: StrictClient, look: Page) -> None:
    page = screen.submit(look, {"code": "PA-7K3M-222A", "pin": "123456"}, status=422)
    assert "Mã" in page.errors[0] and tries() == 0
