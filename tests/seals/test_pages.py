"""The page of seals, its files for machines, the newest head on slips and mails, and the alarm."""

import datetime as dt
import json
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.permissions import Role
from citizen_app.seals import jobs
from citizen_app.seals.commands import seal_new_events
from citizen_app.seals.models import SealCheck
from citizen_app.seals.queries import health, short_head
from citizen_app.seals.slips import check_slip, proof_of_slip
from citizen_app.wards.models import Ward
from tests.seals.conftest import MORNING
from tests.seals.tampering import add_events, heads, tamper
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.queries import count_queries

PAGE = "/minh-bach/niem-phong"


def test_before_the_first_seal(client: StrictClient) -> None:
    assert "Chưa có dấu niêm phong nào" in client.get(PAGE).words
    assert client.get(f"{PAGE}.txt").text == ""
    assert json.loads(client.get(f"{PAGE}.json").text)["days"] == []
    client.get(f"{PAGE}.atom")


def test_the_head_of_each_day(sealed: list[int], client: StrictClient) -> None:
    with clock.at(MORNING + dt.timedelta(days=2, hours=1)):
        add_events(1)
        seal_new_events()
    newest = heads()
    page = client.get(PAGE)
    assert [text.split()[0] for text in page.texts("tbody tr")] == [
        "04/11/2026",
        "03/11/2026",
        "02/11/2026",
    ]
    assert short_head(newest[3]) in page.words and short_head(newest[2]) not in page.words
    lines = client.get(f"{PAGE}.txt").text.splitlines()
    assert lines[0] == f"4 2026-11-04 {newest[3]}" and len(lines) == 3
    assert newest[3] in client.get(f"{PAGE}.atom").text


def test_pages_are_cached_and_never_stale(sealed: list[int], client: StrictClient) -> None:
    first = client.get(PAGE)
    with count_queries(at_most=2):
        assert client.get(PAGE).data == first.data
    add_events(1)
    seal_new_events()
    assert client.get(PAGE).data != first.data


def test_the_page_asks_a_fixed_number_of_queries(sealed: list[int], client: StrictClient) -> None:
    with count_queries(at_most=6):
        client.get(PAGE)


def test_a_stranger_recomputes_everything(
    sealed: list[int], ward: Ward, client: StrictClient, tmp_path: pathlib.Path
) -> None:
    """With nothing but what the site gives out, and Python as it comes."""
    sent = factories.send(ward)
    seal_new_events()
    months = [
        link.removeprefix("http://localhost") for link in read(client, f"{PAGE}.json")["months"]
    ]
    paths = [f"{PAGE}/kiem-tra.py", *months, f"{PAGE}.txt", f"{PAGE}.json"]
    names = []
    for number, path in enumerate(paths):
        file = tmp_path / f"{number}-{path.rsplit('/')[-1]}"
        file.write_bytes(client.get(path).data)
        names.append(str(file))
    proof = tmp_path / "proof.json"
    proof.write_text(
        json.dumps(proof_of_slip(sent.report, check_slip(sent.report), for_sender=True))
    )
    done = recompute(names[0], *names[1:], str(proof))
    assert (done.returncode, done.stdout) == (0, f"all good: 4 seals in {len(names)} files agree\n")
    text = (tmp_path / names[1]).read_text("utf-8")
    changed = re.sub(r'("sealed_at": ?"2026)', r"\g<1>0", text, count=1)
    (tmp_path / names[1]).write_text(changed)
    assert recompute(names[0], *names[1:]).returncode == 1


def recompute(*parts: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", *parts]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read(client: StrictClient, path: str) -> dict[str, list[str]]:
    return dict(json.loads(client.get(path).text))


@pytest.mark.parametrize("path", ["2026-13", "2026-00", "1999-01", "9999-12"])
def test_months_without_seals(sealed: list[int], client: StrictClient, path: str) -> None:
    client.get(f"{PAGE}/thang/{path}.json", status=404)


def test_the_files_tell_nothing_of_events(sealed: list[int], client: StrictClient) -> None:
    """Neither how many there are nor their numbers: a quiet office stays quiet."""
    month = read(client, f"{PAGE}/thang/2026-11.json")
    assert set(month["seals"][0]) == set(
        "caught_up format head number previous root sealed_at".split()
    )


def test_the_slip_and_the_mail_carry_the_newest_head(
    sealed: list[int], ward: Ward, mails: Callable[[], list[EmailMessage]]
) -> None:
    factories.send(ward, email="an@vidu.example")
    assert short_head(heads()[-1]) in mails()[-1].get_content()


def test_the_footer_leads_here(client: StrictClient, ward: Ward) -> None:
    assert client.get("/").link("Niêm phong sổ nhật ký") == PAGE


def test_the_nightly_comparison_is_noted_and_shown(sealed: list[int], client: StrictClient) -> None:
    with clock.at(MORNING + dt.timedelta(days=4)):
        jobs.verify_newest()
    check = db.session.scalars(select(SealCheck)).one()
    assert (check.is_full, check.event_count) == (False, 8)  # the last three days
    assert (check.fault_count, check.seal_number) == (0, 3)
    assert "không thấy sai khác" in client.get(PAGE).words


def test_a_fault_raises_the_alarm(
    sealed: list[int],
    ward: Ward,
    client: StrictClient,
    mails: Callable[[], list[EmailMessage]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with clock.at(MORNING):
        people.make_staff(Role.SYSTEM_ADMIN, None)
        people.make_staff(Role.WARD_ADMIN, ward)
    tamper("update event set kind = 'x' where id = :one", one=sealed[9])
    with clock.at(MORNING + dt.timedelta(days=2, hours=3)):
        jobs.verify_newest()
        assert health().status == "faults"
        client.get("/health/seals", status=503)
    told = f"event {sealed[9]} was changed after seal 3 (x, ward 2)"
    assert told in caplog.text
    (mail,) = mails()
    assert told in mail.get_content()
    assert "không khớp" in client.get(PAGE).words
    assert (
        db.session.scalars(select(Event.kind).order_by(Event.id.desc())).first() == "LogFaultFound"
    )


def test_health_says_when_nobody_seals_or_compares(app: Flask, client: StrictClient) -> None:
    assert client.get("/health/seals").json["status"] == "ok"
    with clock.at(MORNING):
        add_events(1)
        client.get("/health/seals")
    with clock.at(MORNING + dt.timedelta(hours=4)):
        assert client.get("/health/seals", status=503).json["status"] == "late"
        seal_new_events()
        assert client.get("/health/seals").json == {"checked_at": None, "seal": 1, "status": "ok"}
    with clock.at(MORNING + dt.timedelta(days=3)):
        assert client.get("/health/seals", status=503).json["status"] == "late"
        jobs.verify_newest()
        assert client.get("/health/seals", status=503).json["status"] == "late"
        jobs.seal_events()
        assert client.get("/health/seals").json["status"] == "ok"


def test_the_commands(
    app: Flask, sealed: list[int], client: StrictClient, tmp_path: pathlib.Path
) -> None:
    run = app.test_cli_runner().invoke
    kept = tmp_path / "heads.txt"
    kept.write_text(client.get(f"{PAGE}.txt").text)
    db.session.rollback()
    add_events(2)
    assert run(args=["events", "seal"]).output == "2 events sealed\n"
    good = run(args=["events", "verify", "--head", str(kept), "--head", short_head(heads()[0])])
    assert good.exit_code == 0 and good.output.endswith("4 kept heads compared\nall good\n")
    tamper("delete from event where id = :one", one=sealed[2])
    bad = run(args=["events", "verify"])
    assert bad.exit_code == 1
    assert f"event {sealed[2]} is missing; seal 1 holds it" in bad.output
    assert bad.output.endswith("1 FAULTS\n")
    newest = run(args=["events", "verify", "--newest"])
    assert newest.exit_code == 0 and newest.output.startswith("2 events under 1 seals compared")
    for wrong in ("abc", str(tmp_path / "none.txt")):
        assert run(args=["events", "verify", "--head", wrong]).exit_code == 2
    other = run(args=["events", "verify", "--head", "ab" * 32])
    assert "no seal has the head kept elsewhere" in other.output
    noted = db.session.scalars(select(SealCheck.fault_count).order_by(SealCheck.id)).all()
    assert noted == [1, 0]  # comparisons with kept heads are told to whoever asked
