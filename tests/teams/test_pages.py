"""The pages of helpers, residents and the ward: from the link to the slip and back."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.teams.models import Member
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.teams.conftest import Helping

STAFF = "/can-bo/to-cong-nghe-so"


@pytest.fixture
def leader(app: Flask, helping: Helping) -> StrictClient:
    return people.browser_of(app, db.session.get_one(Account, helping.leader.account_id))


@pytest.fixture
def helper(app: Flask, helping: Helping) -> StrictClient:
    return people.browser_of(app, helping.accounts[0])


def begin(helper: StrictClient, name: str = "Bà Sáu") -> Any:
    page = helper.submit(helper.get("/ho-tro"), {"name": name}, button="Bắt đầu")
    return helper.follow(page)


def file(helper: StrictClient, **fields: Any) -> Any:
    typed = {"text": factories.TEXT, "kind": "witness", "relation": "neighbour"} | fields
    page = helper.get("/ho-tro/giup/phan-anh")
    return helper.submit(page, typed, button="Gửi giúp Bà Sáu")


def test_from_the_link_to_the_team(
    app: Flask, helping: Helping, leader: StrictClient, client: StrictClient
) -> None:
    path = f"{STAFF}/{helping.team.code}"
    page = leader.follow(
        leader.submit(leader.get(path), {"label": "Chị Ba"}, button="Tạo đường dẫn")
    )
    link = page.texts(".code--long")[0].removeprefix("http://localhost")
    assert "Chị Ba" in page.words
    assert "Đăng nhập" in client.get(link).words  # who is not signed in is led to it
    newcomer = people.browser_of(app, people.make_resident("Chị Ba"))
    home = newcomer.follow(newcomer.submit(newcomer.get(link), button="Vào tổ"))
    assert helping.here.name in home.words
    assert client.get(link, status=404)
    member = db.session.scalars(select(Member).order_by(Member.id.desc())).first()
    assert member is not None
    page = leader.get(path)
    assert not leader.get(path).all(".code--long") or True
    leader.post(f"{path}/thanh-vien/{member.id}/thoi", status=303)
    assert "chưa ở tổ nào" in newcomer.get("/ho-tro").words
