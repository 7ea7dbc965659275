"""Photos come in pieces, go on after a break, and count only once they are whole and right."""

import hashlib
import secrets

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.pocket.jobs import forget_uploads
from citizen_app.pocket.limits import MOST_PIECE_BYTES, UPLOAD_KEPT
from citizen_app.pocket.models import PocketPiece, PocketUpload
from tests.pocket.conftest import Helping, Phone, picture

NAME = "a1" * 16


def test_it_goes_on_where_it_broke_off(helping: Helping, phone: Phone) -> None:
    content = picture()
    half = len(content) // 2
    assert phone.post(f"/anh/{NAME}").json["offset"] == 0
    assert phone.piece(NAME, content, 0, content[:half]).json["offset"] == half
    again = phone.piece(NAME, content, 0, content[:half])  # the answer was lost, it comes once more
    assert (again.status_code, again.json["offset"]) == (409, half)
    assert phone.post(f"/anh/{NAME}").json["offset"] == half
    ahead = phone.piece(NAME, content, half + 1, content[half + 1 :])
    assert (ahead.status_code, ahead.json["offset"]) == (409, half)
    assert phone.piece(NAME, content, half, content[half:]).json["offset"] == len(content)
    item = phone.item(helping.here, photos=[{"id": NAME, "role": "photo"}])
    assert phone.send(item).status_code == 200


def test_damaged_bytes_begin_again(phone: Phone) -> None:
    content = picture()
    wrong = bytes([content[0] ^ 1]) + content[1:]
    about = {"X-Co": str(len(content)), "X-Sha256": hashlib.sha256(content).hexdigest()}
    answer = phone.post(f"/anh/{NAME}", data=wrong, **about, **{"X-Tu": "0"})
    assert answer.json["offset"] == 0
    assert phone.piece(NAME, content, 0, content).json["offset"] == len(content)


def test_what_is_no_picture_is_told_at_its_item(helping: Helping, phone: Phone) -> None:
    name = phone.upload(b"GIF89a and nothing more")
    item = phone.item(helping.here, photos=[{"id": name, "role": "photo"}])
    assert phone.send(item).json["conflict"] == "photo"


def test_sizes_and_names_have_limits(phone: Phone) -> None:
    content = b"x" * 10
    cases = [
        phone.piece("../../etc/passwd"[:32].replace("/", "_"), content, 0, content),
        phone.piece(NAME, b"x" * (7 * 1024 * 1024), 0, content),
        phone.piece(NAME, content, 0, b"x" * (MOST_PIECE_BYTES + 1)),
        phone.piece(NAME, content, 5, content),
        phone.post(f"/anh/{NAME}", data=content, **{"X-Co": "-1", "X-Tu": "0"}),
        phone.post(f"/anh/{NAME}", data=content, **{"X-Co": "9" * 30, "X-Tu": "0"}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in cases)
    assert db.session.scalar(select(PocketPiece)) is None


def test_another_phone_does_not_reach_it(helping: Helping, phone: Phone) -> None:
    content = picture()
    assert phone.piece(NAME, content, 0, content).json["offset"] == len(content)
    other = Phone(phone.client)
    other.prepare()
    assert other.post(f"/anh/{NAME}").json["offset"] == 0
    item = other.item(helping.here, photos=[{"id": NAME, "role": "photo"}])
    assert other.send(item).json["conflict"] == "photo-missing"


def test_what_nobody_goes_on_with_is_forgotten(phone: Phone) -> None:
    content = picture()
    phone.piece(secrets.token_hex(16), content, 0, content[:100])
    with clock.at(clock.now() + UPLOAD_KEPT / 2):
        forget_uploads()
    assert db.session.scalar(select(PocketUpload)) is not None
    with clock.at(clock.now() + UPLOAD_KEPT * 2):
        forget_uploads()
    assert db.session.scalar(select(PocketUpload)) is None
    assert db.session.scalar(select(PocketPiece)) is None
