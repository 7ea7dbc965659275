"""A helper opens every address there is, with the real codes of everything, and finds nothing of others.

Whatever a resident or the ward wrote that a helper may not read carries a mark of its own. Every URL
rule is asked with every value that fits its arguments, every search with the words around the marks.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import Attachment
from citizen_app.dialogue.commands.asking import Asking
from citizen_app.dialogue.commands.door_duty import appoint_to_door
from citizen_app.dialogue.commands.register import Request
from citizen_app.plain_help.commands.outings import Told, record_outing
from citizen_app.teams.commands.consents import withdraw_consent
from citizen_app.teams.commands.filing import ask_question_for, register_for
from citizen_app.teams.commands.teams import change_team, invite_member, make_team
from citizen_app.teams.commands.visits import start_visit
from citizen_app.teams.models import Consent, Team
from tests.dialogue import attending
from tests.pocket.conftest import Phone
from tests.support import factories, people
from tests.support.client import StrictClient, apart
from tests.teams.conftest import Helping, join, secret

# Words that stand around every mark, so that a search finds the row while the mark itself is not typed.
AROUND = "hẻm cá sấu vàng"
MOST_OF_A_RULE = 400
NOT_WALKED = {"static"}


def mark(name: str) -> str:
    """What no page may show, and nobody types."""
    return f"DẤUKÍN{name.upper()}"


@dataclass
class Plants:
    """Everything with a mark, and the values by which addresses name it."""

    values: dict[str, list[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    pins: dict[str, str] = field(default_factory=dict)
    door: dict[str, list[str]] = field(default_factory=dict)

    def hide(self, *words: str) -> None:
        self.hidden |= set(words)


def words(name: str) -> str:
    return f"Chuyện ở {AROUND}: {mark(name)} cần phường xem."


@pytest.fixture
def plants(helping: Helping, picture: CleanPhoto) -> Plants:
    """Cases of others, of the helper's own filing, of one whose consent is withdrawn; files; names."""
    made = Plants()
    staff = factories.team_of(helping.ward)
    session = attending.announced(staff)
    other_team = make_team(
        helping.leader, helping.ward, name="Tổ 2", neighbourhoods=[helping.elsewhere]
    )
    third = people.make_resident("Phan Văn Ba")
    join(helping.leader, other_team, third)
    change_team(
        helping.leader,
        other_team,
        name="Tổ 2",
        neighbourhoods=[helping.elsewhere],
        message=mark("nhắn-tổ-khác"),
    )
    helping.accounts.append(third)

    def kept(name: str) -> dict[str, Any]:
        made.hide(mark(name), mark(name + "-tên"), mark(name + "-chỗ"))
        return {"name": mark(name + "-tên"), "place": mark(name + "-chỗ"), "phone": "+84909111222"}

    proof = {"kind": "slip", "proof": picture}
    codes = []
    # Sent by people themselves: in this neighbourhood, in another, private, confined.
    for name, more in (
        ("khu-này", {"neighbourhood": helping.here}),
        ("khu-khác", {"neighbourhood": helping.elsewhere}),
        ("kín", {"neighbourhood": helping.here, "is_private": True}),
        ("lãnh-đạo", {"neighbourhood": helping.here, "accused_leaders": True}),
    ):
        sent = factories.send(helping.ward, words(name), photos=[picture], **kept(name), **more)
        codes.append(sent.report.code)
    # Filed with help: by the other member, by the helper, by the helper and withdrawn, elsewhere.
    by_other = helping.file(
        words("người-khác"), number=1, consent=helping.taken(**proof), **kept("người-khác")
    )
    elsewhere = helping.file(
        words("tổ-khác"),
        number=2,
        consent=helping.taken(neighbourhood=helping.elsewhere, **proof),
        **kept("tổ-khác"),
    )
    own = helping.file(
        words("tự-gửi"), consent=helping.taken(**proof), photos=[picture], **kept("tự-gửi")
    )
    gone = helping.file(words("thu-lại"), consent=helping.taken(**proof), **kept("thu-lại"))
    resident = Actor(unlocked=frozenset({gone.code}))
    withdraw_consent(resident, gone.consent, gone.thing, secret=secret())
    codes += [one.code for one in (by_other, elsewhere, own, gone)]
    made.pins |= {own.code: own.pin, gone.code: gone.pin}
    made.hide(by_other.code, elsewhere.code, gone.code)
    for number, name in ((0, "hỏi-giúp"), (1, "hỏi-khác")):
        asking = Asking(key=f"khoa-hoi-{number:08}", text=words(name), name=mark(name + "-tên"))
        taken = helping.taken(**proof)
        asked = ask_question_for(helping.helper(number), taken, session, asking, secret=secret())
        place = Request(
            key=f"khoa-cho-{number:08}", name=mark(name + "-dự"), needs_other=mark("cần")
        )
        seat = register_for(helping.helper(number), taken, session, place, secret=secret())
        codes += [asked.code, seat.code]
        made.pins |= {} if number else {asked.code: asked.pin, seat.code: seat.pin}
        made.hide(mark(name), mark(name + "-tên"), mark(name + "-dự"), mark("cần"))
        if number:
            made.hide(asked.code, seat.code)
    for number, place in ((1, helping.here), (2, helping.elsewhere)):
        outing = Told(
            day=clock.today(),
            purpose="visit",
            people=3,
            helpers=1,
            neighbourhood=place,
            note=mark(f"nhật-ký-{number}"),
        )
        record_outing(helping.helper(number), helping.ward, outing, key=f"k{number}")
        made.hide(outing.note)
    # A dialogue of today at whose door the helper is: its list goes to their phone and on no page.
    with clock.at(clock.now() - dt.timedelta(days=14)):
        door = attending.announced(staff)
        seat = attending.coming(door, name=mark("cửa"))
    appoint_to_door(helping.leader, door, helping.accounts[0])
    made.hide(mark("cửa"), seat.code)
    codes += [door.code, seat.code]
    made.door = {door.code: [mark("cửa"), seat.code]}
    factories.published(helping.ward, staff, f"Chuyện ở {AROUND} cần phường xem.")
    start_visit(helping.helper(1), helping.here, name=mark("đang-giúp"))
    token = invite_member(helping.leader, other_team, label=mark("mời"))
    made.hide(mark("đang-giúp"), mark("mời"), mark("nhắn-tổ-khác"))
    factories.store()
    _note_values(made, helping, session, codes, token)
    return made


def _note_values(
    made: Plants, helping: Helping, session: Any, codes: list[str], token: str
) -> None:
    attachments = db.session.scalars(select(Attachment)).all()
    teams = [team.code for team in db.session.scalars(select(Team))]
    consents = [consent.code for consent in db.session.scalars(select(Consent))]
    made.values = {
        "ward": [helping.ward.path_id],
        "code": [*codes, session.code, *teams, *consents],
        "consent_code": consents,
        "ward_code": [helping.ward.code],
        "token": [*(one.token for one in attachments), token],
        "size": ["lon", "nho"],
        "*": ["1", "2", "3", "bien-nhan", "2026-q4", "x"],
    }


def addresses(app: Flask, plants: Plants) -> Iterator[tuple[Rule, str]]:
    """Every GET rule with every value that fits."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_WALKED:
            continue
        names = sorted(rule.arguments)
        choices = [plants.values.get(name, plants.values["*"]) for name in names]
        for chosen in itertools.islice(itertools.product(*choices), MOST_OF_A_RULE):
            try:
                yield (
                    rule,
                    adapter.build(rule.endpoint, dict(zip(names, map(_fit, chosen), strict=True))),
                )
            except Exception:  # a value of another kind than this rule takes
                continue


def _fit(value: str) -> Any:
    return int(value) if value.isdecimal() and len(value) < 4 else value


def test_a_helper_finds_nothing_of_others(app: Flask, helping: Helping, plants: Plants) -> None:
    helper = people.browser_of(app, helping.accounts[0])
    for code, pin in plants.pins.items():  # which they have seen on the slips, and may not use
        typed = {"code": code, "pin": pin}
        helper.submit(helper.get("/tra-cuu"), typed, status={303, 422})
    seen: dict[str, int] = {}
    asked: set[str] = set()
    leaks: list[str] = []
    for rule, address in addresses(app, plants):
        if address in asked:
            continue
        asked.add(address)
        page = helper.get(address, status=set(range(200, 500)) | {503})
        seen[rule.rule] = seen.get(rule.rule, 0) + 1
        leaks += leaks_of(page, address, plants)
    for address in searches(helping):
        page = helper.get(address, status={200, 302, 303, 404})
        leaks += leaks_of(page, address, plants)
    assert not leaks, "\n".join(leaks[:20])
    # Every address was really asked, with real codes in it.
    rules = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_WALKED
    }
    assert rules - set(seen) == set()
    assert len(asked) > 500
    assert helper.get(searches(helping)[0]).all("main a[href*='/phan-anh/PA-']"), "a blind search"
    # And the walk can see marks: the helper's own list has the code that they may see.
    own = db.session.scalars(select(Consent).where(Consent.purpose == "report")).all()
    assert any(code in helper.get("/ho-tro").words for code in plants.values["code"]) and own


def leaks_of(page: Any, address: str, plants: Plants) -> list[str]:
    """Which marks an answer holds; a picture that anybody uploaded is one too."""
    if page.mimetype.startswith("image/") and "/tep/" in address:
        return [f"{address}: a file"]
    text = page.get_data(as_text=True) if "text" in page.mimetype or "json" in page.mimetype else ""
    location = page.headers.get("Location", "")
    # What is in the address itself was typed by whoever asks.
    return [
        f"{address}: {hidden}"
        for hidden in plants.hidden
        if hidden not in address and (hidden in text or hidden in location)
    ]


def searches(helping: Helping) -> list[str]:
    ward = helping.ward.path_id
    return [
        f"/p/{ward}/phan-anh?q={AROUND}",
        f"/p/{ward}/phan-anh?q={AROUND}&khu-pho={helping.elsewhere.id}",
        f"/p/{ward}/phan-anh.atom?q={AROUND}",
        f"/p/{ward}/phan-anh/qua-han",
        f"/p/{ward}/?q={AROUND}",
        f"/?q={AROUND}",
        "/tai-khoan/du-lieu.json",
        "/can-bo/?q=ca+sau",
        "/can-bo/phan-anh/xuat.xlsx",
    ]


def test_nor_do_they_by_what_they_post(app: Flask, helping: Helping, plants: Plants) -> None:
    helper = people.browser_of(app, helping.accounts[0])
    ward = helping.ward.path_id
    typed = {"text": f"Chuyện ở {AROUND} cần phường xem", "key": "khoa-thu-nghiem-0001"}
    path = f"/p/{ward}/phan-anh/tuong-tu"
    # A piece of a page, so the rules for whole pages do not hold.
    page = posted(helper, path, typed)
    assert "similar__cases" in page.text and not leaks_of(page, path, plants)
    adapter = app.url_map.bind("localhost")
    leaks: list[str] = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or "code" not in rule.arguments:
            continue
        for code in plants.values["code"]:
            values = {n: plants.values.get(n, ["1"])[0] for n in rule.arguments} | {"code": code}
            try:
                address = adapter.build(
                    rule.endpoint, {n: _fit(v) for n, v in values.items()}, method="POST"
                )
            except Exception:
                continue
            page = posted(helper, address)
            assert page.status_code < 500, address
            leaks += leaks_of(page, address, plants)
    assert not leaks, "\n".join(leaks[:20])


def test_nor_by_the_app_whatever_door_it_asks_for(
    app: Flask, helping: Helping, plants: Plants
) -> None:
    phone = Phone(people.browser_of(app, helping.accounts[0]))
    own = {one for names in plants.door.values() for one in names}
    answers = {"load": phone.prepare().text}
    for code in plants.values["code"]:
        answers[code] = phone.post(f"/diem-danh/{code}", {"marks": []}).text
    for address, answer in answers.items():
        found = {hidden for hidden in plants.hidden if hidden in answer}
        assert found == (own if address in {"load", *plants.door} else set()), address
    # The other helper of the same team is at no door.
    other = Phone(people.browser_of(app, helping.accounts[1]))
    texts = [other.prepare().text]
    texts += [other.post(f"/diem-danh/{code}", {"marks": []}).text for code in plants.door]
    assert not [hidden for hidden in own for text in texts if hidden in text]


def posted(helper: StrictClient, address: str, typed: Any = None) -> Any:
    """Send a form as it is, whatever page comes back."""
    same = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    db.session.commit()
    return apart(lambda: FlaskClient.open(helper, address, method="POST", data=typed, headers=same))


def test_the_walk_would_notice(app: Flask, helping: Helping, plants: Plants) -> None:
    """The same pages, opened by a leader, do hold the marks: the walk is not blind."""
    account = people.make_staff(people.Role.LEADER, helping.ward)
    leader = people.browser_of(app, account)
    code = plants.values["code"][0]
    page = leader.get(f"/can-bo/phan-anh/{code}")
    assert leaks_of(page, page.path, plants)
    photo = db.session.scalars(
        select(Attachment).where(Attachment.subject_type == "report")
    ).first()
    assert photo is not None
    address = f"/can-bo/tep/{photo.token}/lon.jpg"
    assert isinstance(leader, StrictClient)
    assert leaks_of(leader.get(address), address, plants)
