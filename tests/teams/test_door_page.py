"""The ward's page of who of the helpers is at the door of a dialogue."""

from flask import Flask

from citizen_app.core.db import db
from citizen_app.dialogue.models_attendance import DoorDuty
from citizen_app.permissions import Role
from tests.dialogue.attending import announced
from tests.support import factories, people
from tests.teams.conftest import Helping


def test_staff_put_a_helper_at_the_door_and_end_it(app: Flask, helping: Helping) -> None:
    session = announced(factories.team_of(helping.ward))
    clerk = people.browser_of(app, people.make_staff(Role.CLERK, helping.ward))
    address = f"/can-bo/doi-thoai/{session.code}/truc-cua"
    assert address in clerk.get(f"/can-bo/doi-thoai/{session.code}").text
    page = clerk.get(address)
    helper = helping.accounts[0]
    refused = clerk.submit(page, {"member": ""}, status=422)
    assert "hiện thuộc Tổ" in refused.words
    done = clerk.submit(clerk.get(address), {"member": str(helper.id)}, status=303)
    page = clerk.get(done.headers["Location"])
    assert f"{helper.public_name} đã được trực cửa" in page.words
    assert not page.all(f"option[value='{helper.id}']")  # they are there already
    duty = db.session.query(DoorDuty).one()
    end = f"{address}/{duty.id}/thoi"
    clerk.post(end, headers={"Sec-Fetch-Site": "same-origin"}, status=303)
    page = clerk.get(address)
    assert "thôi trực lúc" in page.words and page.all(f"option[value='{helper.id}']")
    clerk.post(
        f"{address}/{duty.id + 9}/thoi", headers={"Sec-Fetch-Site": "same-origin"}, status=404
    )


def test_it_is_the_page_of_those_who_prepare_dialogues_here(app: Flask, helping: Helping) -> None:
    other_ward = people.open_ward("27154")
    session = announced(factories.team_of(helping.ward))
    address = f"/can-bo/doi-thoai/{session.code}/truc-cua"
    for account in (
        people.make_staff(Role.OFFICER, helping.ward),
        people.make_staff(Role.CLERK, other_ward),
    ):
        page = people.browser_of(app, account).get(address, status={403, 404})
        assert helping.accounts[0].public_name not in page.text
