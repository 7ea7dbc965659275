"""A slip that was given out without a signal is checked like the one it leads to."""

from citizen_app.core.db import db
from citizen_app.pocket.models import PocketSlip
from citizen_app.seals.commands import seal_new_events
from tests.pocket.conftest import Helping, Phone
from tests.support.client import Page, StrictClient

FORM, BUTTON = "/minh-bach/niem-phong/kiem-tra", "Kiểm tra phiếu"


def check(client: StrictClient, code: str, pin: str, status: int = 303) -> Page:
    return client.submit(client.get(FORM), {"code": code, "pin": pin}, button=BUTTON, status=status)


def test_the_temporary_number_leads_on(
    helping: Helping, phone: Phone, client: StrictClient
) -> None:
    item = phone.item(helping.here)
    early = check(client, item["slip"], item["pin"], status=422)
    assert "chưa" in early.errors[0]
    assert phone.send(item).status_code == 200
    seal_new_events()
    code = db.session.query(PocketSlip).one().code
    check(client, item["slip"], "000000", status=422)
    alone = check(client, item["slip"], "", status=422)
    assert code not in alone.text
    page = client.follow(check(client, item["slip"], item["pin"]))
    assert page.heading == "Phản ánh còn nguyên như lúc gửi" and code in page.words
