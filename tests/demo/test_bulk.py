"""A large set in small: its rows are what the commands would have left, and the pages open on it."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.core import clock, ids, search
from citizen_app.core.db import db
from citizen_app.core.events import KINDS, Event, EventHandling
from citizen_app.demo.bulk import bulk_code
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.models import STATES, Report, Support
from citizen_app.feedback.queries_list import PublicFilter, list_public
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Role
from citizen_app.wards.deadlines import compute_due
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import StrictClient

REPORTS, WARDS = 1500, 4
# A case is in these for hours only: a small set may catch none there.
SHORT_LIVED = {"screening", "approved", "returned", "reopened"}
# One load serves all tests here.
pytestmark = pytest.mark.xdist_group("bulk")


@pytest.fixture
def bulk(app: Flask, writes) -> Iterator[None]:  # type: ignore[no-untyped-def]
    writes.whole = True
    args = ["demo", "load", "--wards", str(WARDS), "--reports", str(REPORTS)]
    loaded = app.test_cli_runner().invoke(args=args)
    assert loaded.exit_code == 0, loaded.output
    assert "rows per second" in loaded.output
    db.session.rollback()
    yield


def reports() -> list[Report]:
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def test_the_rows_are_what_the_commands_would_have_left(bulk: None) -> None:
    rows = reports()
    assert len(rows) == REPORTS
    check_states(rows)
    check_events(rows)
    check_limits(rows)
    check_visibility_and_search(rows)
    check_answers(rows)
    assert db.session.scalar(select(func.count()).select_from(EventHandling)) == 0


def check_states(rows: list[Report]) -> None:
    states = Counter(row.state for row in rows)
    assert set(STATES) - set(states) <= SHORT_LIVED
    assert states["closed"] > REPORTS / 2
    sizes = Counter(row.holder_ward_id for row in rows)
    assert len(sizes) == WARDS and max(sizes.values()) > 2 * min(sizes.values())
    assert len({row.text for row in rows}) > 0.97 * REPORTS
    assert all(ids.parse_code("PA", row.code) == row.code for row in rows)


def check_events(rows: list[Report]) -> None:
    query = select(Event).where(Event.subject_type == "report").order_by(Event.id)
    log = db.session.scalars(query).all()
    moments = [event.at for event in log]
    assert moments == sorted(moments) and moments[-1] <= clock.now()
    told: dict[int, list[str]] = {}
    for event in log:
        assert set(event.facts) == set(KINDS[event.kind].__dataclass_fields__), event.kind
        told.setdefault(event.subject_id, []).append(event.kind)
    # The log alone, read with the workflow's table, leads to the state that the row shows.
    by_event = {t.event: t for t in machine.transitions.values() if t.target}
    by_event["ReportForwarded"] = machine.transitions["forward_outside"]
    for row in rows:
        kinds = told[row.id]
        assert kinds[:2] == ["ReportSubmitted", "DueDateSet"]
        moved = [by_event[kind] for kind in kinds if kind in by_event]
        state = "received"
        for step in moved:
            assert state in step.sources, (row.code, kinds)
            state = str(step.target)
        assert state == row.state, (row.code, kinds)
        assert row.version > len(moved)


def check_limits(rows: list[Report]) -> None:
    for row in rows[::40]:
        again = any("reopened" in json.dumps(e.facts) for e in events_of(row, "DueDateSet"))
        start = dt.date.fromisoformat(row.due_basis["start"])
        due = compute_due(row.holder_ward_id, "answer", row.kind, clock.start_of_day(start))
        assert due is not None and row.due_at == due.at
        rests = {"rests": row.due_basis["rests"]} if "rests" in row.due_basis else {}
        assert row.due_basis == {**due.basis, **rests}
        assert (start == clock.local_date(row.sent_at)) != again


def events_of(row: Report, kind: str) -> list[Event]:
    query = select(Event).where(Event.subject_type == "report", Event.subject_id == row.id)
    return list(db.session.scalars(query.where(Event.kind == kind)))


def check_visibility_and_search(rows: list[Report]) -> None:
    kept = {
        (entry.scope, entry.subject_id): (entry.exact, entry.folded)
        for entry in db.session.scalars(select(search.SearchEntry))
    }
    expected = {("staff", row.id) for row in rows}
    expected |= {("public", row.id) for row in rows if policies.is_public(row)}
    assert set(kept) == expected
    for row in rows:
        if row.is_restricted:
            assert not policies.is_public(row)
        assert (row.visibility == "public") <= bool(row.public_text)
    some = rows[::30]
    for row in some:
        index_report(row)
    db.session.flush()
    for entry in db.session.scalars(
        select(search.SearchEntry).where(search.SearchEntry.subject_id.in_([r.id for r in some]))
    ):
        was = kept[entry.scope, entry.subject_id]
        assert (sorted(was[0].split()), sorted(was[1].split())) == (
            sorted(entry.exact.split()),
            sorted(entry.folded.split()),
        )
    db.session.rollback()


def check_answers(rows: list[Report]) -> None:
    answers = [answer for row in rows for answer in row.answers]
    published = [answer for answer in answers if answer.published_at]
    assert len(published) > REPORTS / 2
    assert all(a.approver_id and a.approver_id != a.author_id for a in published)
    assert all(len(a.versions) == 1 and a.versions[0].body == a.body for a in published)
    assert {a.judgement.solved for a in published if a.judgement} == {"yes", "partly", "no"}
    counts = dict(
        db.session.execute(
            select(Support.report_id, func.count()).group_by(Support.report_id)
        ).all()
    )
    assert {row.id: row.support_count for row in rows if row.support_count} == counts
    for row in rows:
        if row.state == "published":
            assert row.answer is not None and row.answer.published_at == row.published_at


def test_pages_and_search_work_on_it(bulk: None, app: Flask, new_client) -> None:  # type: ignore[no-untyped-def]
    ward = largest_ward()
    client: StrictClient = new_client()
    for path in ("", "phan-anh", "phan-anh?q=den+duong", "phan-anh/qua-han"):
        assert client.get(f"/p/{ward.path_id}/{path}").status_code == 200
    found = list_public(ward, PublicFilter(q="đèn đường tắt")).page.rows
    assert found
    assert client.get(f"/p/{ward.path_id}/phan-anh/{found[0].code}").status_code == 200
    leader = db.session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.LEADER, RoleGrant.ward_id == ward.id)
    ).first()
    assert leader is not None
    browser = people.browser_of(app, leader)
    assert browser.get("/can-bo/?xem=phuong").status_code == 200
    assert browser.get(f"/can-bo/phan-anh/{found[0].code}").status_code == 200


def largest_ward() -> Ward:
    query = select(Report.holder_ward_id).group_by(Report.holder_ward_id)
    ward_id = db.session.scalars(query.order_by(func.count().desc())).first()
    return db.session.get_one(Ward, ward_id)


def test_it_goes_only_into_a_database_without_reports_unless_told(bulk: None, app: Flask) -> None:
    run = app.test_cli_runner()
    again = run.invoke(args=["demo", "load", "--wards", "1", "--reports", "20"])
    assert again.exit_code == 1 and "reports already" in again.output
    more = run.invoke(args=["demo", "load", "--wards", "1", "--reports", "20", "--add"])
    assert more.exit_code == 0, more.output
    assert len(reports()) == REPORTS + 20


def test_the_indexes_and_triggers_stand_again_afterwards(app: Flask, writes) -> None:  # type: ignore[no-untyped-def]
    writes.whole = True
    if db.engine.dialect.name == "sqlite":
        asked = "select type || name || sql from sqlite_master where sql is not null"
    else:
        asked = "select indexdef from pg_indexes where schemaname = current_schema()"
    before = _standing(asked)
    db.session.rollback()
    loaded = app.test_cli_runner().invoke(args=["demo", "load", "--wards", "1", "--reports", "30"])
    assert loaded.exit_code == 0, loaded.output
    assert _standing(asked) == before


def _standing(asked: str) -> set[str]:
    """What stands. PostgreSQL writes the casts of a part index elsewhere when it reads it again."""
    casts = re.compile(r"::character varying|::text|\[\]|[()]")
    return {casts.sub("", written) for written in db.session.scalars(text(asked))}


def test_the_same_numbers_make_the_same_set() -> None:
    codes = [bulk_code(number) for number in range(1, 5000)]
    assert len(set(codes)) == len(codes)
    assert codes == [bulk_code(number) for number in range(1, 5000)]
