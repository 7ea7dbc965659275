"""A helper with a phone that is ready, and what it sends."""

import hashlib
import io
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from citizen_app.accounts.models import Account
from citizen_app.core import clock, ids
from citizen_app.core.db import db
from citizen_app.permissions import Role
from citizen_app.teams.commands.teams import invite_member, join_team, make_team
from citizen_app.teams.models import Team
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import Page, StrictClient

API = "/ho-tro/api"
ANY = set(range(200, 600))
_numbers = itertools.count(1)


def picture(shade: int = 120) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (shade % 256, 90, 60)).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Phone:
    """The app on one phone, as the server sees it."""

    client: StrictClient
    key: str = field(default_factory=lambda: secrets.token_hex(24))
    prefix: str = ""
    version: str = "2"
    slips: int = 0

    def post(self, path: str, body: Any = None, *, data: bytes = b"", **headers: str) -> Page:
        sent: dict[str, Any] = {"data": data, "content_type": "application/octet-stream"}
        if body is not None:
            sent = {"data": json.dumps(body), "content_type": "application/json"}
        own = {
            "Sec-Fetch-Site": "same-origin",
            "X-So-Tay": self.version,
            "X-May": self.key,
        } | headers
        return self.client.post(API + path, headers=own, status=ANY, **sent)

    def prepare(self, **more: Any) -> Page:
        now = int(clock.now().timestamp() * 1000)
        answer = self.post(
            "/chuan-bi", {"device": self.key, "version": int(self.version), "now": now} | more
        )
        if answer.status_code == 200:
            self.prefix = answer.json["device"]["prefix"]
        return answer

    def upload(self, content: bytes, piece: int = 4000) -> str:
        name = secrets.token_hex(16)
        for start in range(0, len(content), piece):
            answer = self.piece(name, content, start, content[start : start + piece])
            assert answer.status_code == 200, answer.text
        return name

    def piece(self, name: str, content: bytes, start: int, part: bytes) -> Page:
        about = {"X-Co": str(len(content)), "X-Sha256": hashlib.sha256(content).hexdigest()}
        return self.post(f"/anh/{name}", data=part, **about, **{"X-Tu": str(start)})

    def slip(self) -> str:
        body = self.prefix + ids.ALPHABET[0] * 2 + ids.ALPHABET[self.slips]
        self.slips += 1
        whole = body + ids.check_character(body)
        return f"TM-{whole[:4]}-{whole[4:]}"

    def item(self, place: Neighbourhood, **more: Any) -> dict[str, Any]:
        now = int(clock.now().timestamp() * 1000)
        said = {"neighbourhood": str(place.id), "name": "Bà Sáu", "phone": "0901234567"}
        said |= {"text": "Đèn đường trước nhà văn hóa hỏng đã hai tuần.", "people": "2"}
        return {
            "kind": "report",
            "key": secrets.token_hex(24),
            "slip": self.slip(),
            "pin": "274951",
            "at": now - 3_600_000,
            "now": now,
            "said": said | more.pop("said", {}),
            "consent": {"how": "witness", "relation": "family"},
            "photos": [],
            "despite": [],
        } | more

    def send(self, item: dict[str, Any]) -> Page:
        return self.post("/viec", item)


@dataclass
class Helping:
    """A team with one helper."""

    ward: Ward
    team: Team
    here: Neighbourhood
    elsewhere: Neighbourhood
    account: Account
    leader: Any


@pytest.fixture
def helping(app: Flask, ward: Ward) -> Helping:
    found = list(wards.list_neighbourhoods(ward))
    if len(found) < 2:
        found = [Neighbourhood(ward_id=ward.id, name=f"Khu phố {n}", position=n) for n in (1, 2)]
        db.session.add_all(found)
        factories.store()
    leader = people.as_actor(people.make_staff(Role.LEADER, ward))
    team = make_team(leader, ward, name="Tổ 1", neighbourhoods=found[:1])
    factories.store()
    account = people.make_resident("Trần Thị Hoa")
    join_team(people.as_actor(account), invite_member(leader, team))
    factories.store()
    return Helping(ward, team, found[0], found[1], account, leader)


@pytest.fixture
def phone(app: Flask, helping: Helping) -> Phone:
    made = Phone(people.browser_of(app, helping.account))
    assert made.prepare().status_code == 200
    return made
