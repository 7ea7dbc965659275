"""Whatever somebody changes in the log or its seals by hand is found, and named."""

import datetime as dt
import tracemalloc
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.seals.commands import seal_hour, seal_new_events
from citizen_app.seals.guards import missing_guards
from citizen_app.seals.models import Seal
from citizen_app.seals.verifying import KeptHead, verify_log
from citizen_app.wards.models import Ward
from tests.seals.conftest import MORNING
from tests.seals.tampering import add_events, an_event, faults_of, found, heads, tamper
from tests.support import factories, people

COPY = (
    "insert into event ({id}at, ward_id, kind, subject_type, subject_id, actor_id, actor_role,"
    " channel, facts, request_id) select {value}at, ward_id, kind, subject_type, subject_id,"
    " actor_id, actor_role, channel, facts, request_id from event where id = :one"
)


def test_an_honest_log_has_no_faults(sealed: list[int]) -> None:
    findings = verify_log()
    assert faults_of(findings) == []
    assert (findings.seal_count, findings.event_count, findings.waiting) == (3, 12, 0)


CHANGES = {
    "at": "'2026-11-03 01:00:00.000001+00'",
    "ward_id": "77",
    "kind": "'SomethingElse'",
    "subject_type": "'report'",
    "subject_id": "subject_id + 1",
    "actor_id": "9",
    "actor_role": "'clerk'",
    "channel": "'web'",
    "request_id": "'r'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_found(sealed: list[int], column: str) -> None:
    value = CHANGES[column]
    if db.engine.dialect.name == "sqlite":
        value = value.replace("+00", "")
    tamper(f"update event set {column} = {value} where id = :one", one=sealed[5])
    assert found() == [("changed", sealed[5])]


FACTS = {
    "a value": '{"what": "thử", "old": null, "new": 3, "parts": [1, true, "ă"]}',
    "true for one": '{"what": "thử", "old": null, "new": 2, "parts": [true, true, "ă"]}',
    "one more": '{"what": "thử", "old": null, "new": 2, "parts": [1, true, "ă"], "x": null}',
    "a name twice": '{"what": "x", "what": "thử", "old": null, "new": 2, "parts": [1, true, "ă"]}',
    "emptied": "{}",
}


@pytest.mark.parametrize("name", FACTS)
def test_changed_facts_are_found(sealed: list[int], name: str) -> None:
    tamper("update event set facts = :facts where id = :one", one=sealed[5], facts=FACTS[name])
    assert found() == [("changed", sealed[5])]


@pytest.mark.parametrize(
    "what",
    [
        "no moment",
        "'not json'",
        "x'00ff'",
        "cast(x'c3' as text)",
        "cast(facts as blob)",
    ],
)
def test_what_cannot_even_be_read_is_found(sealed: list[int], what: str) -> None:
    if db.engine.dialect.name != "sqlite":
        tamper("update event set at = 'infinity' where id = :one", one=sealed[5])
    elif what == "no moment":
        tamper("update event set at = 'gestern' where id = :one", one=sealed[5])
    else:
        tamper(f"update event set facts = {what} where id = :one", one=sealed[5])
    assert found() == [("changed", sealed[5])]


@pytest.mark.parametrize("place", [0, 3, 5, 11])
def test_a_removed_event_is_found(sealed: list[int], place: int) -> None:
    tamper("delete from event where id = :one", one=sealed[place])
    assert found() == [("missing", sealed[place])]


def test_an_event_put_in_between_is_found(sealed: list[int]) -> None:
    """With a number below the first, and with one that a removed event had left."""
    tamper(
        "delete from event where id = :last",
        COPY.format(id="id, ", value=":last, "),
        one=sealed[0],
        last=sealed[9],
    )
    assert found() == [("changed", sealed[9])]
    tamper(COPY.format(id="id, ", value="-5, "), one=sealed[0])
    assert ("inserted", -5) in found()


def test_an_event_with_another_number_is_missing_and_put_in(sealed: list[int]) -> None:
    tamper("update event set id = -7 where id = :one", one=sealed[0])
    assert sorted(found()) == [("inserted", -7), ("missing", sealed[0])]


def test_two_events_that_change_places_are_found(sealed: list[int]) -> None:
    a, b = sealed[1], sealed[2]
    tamper(
        "update event set id = -1 where id = :a",
        "update event set id = :a where id = :b",
        "update event set id = :b where id = -1",
        a=a,
        b=b,
    )
    assert found() == [("changed", a), ("changed", b)]


def test_an_event_dated_back_is_found_before_and_after_it_is_sealed(sealed: list[int]) -> None:
    with clock.at(MORNING):  # two seals have gone over that morning
        (forged,) = add_events(1)
    assert found() == [("dated_back", forged)]
    with clock.at(MORNING + dt.timedelta(days=3)):
        seal_new_events()
    assert found() == [("dated_back", forged)]


def test_cases_that_were_taken_over_keep_their_dates(sealed: list[int]) -> None:
    with transaction(), clock.at(MORNING - dt.timedelta(days=400)):
        event = an_event(1)
        event.channel = "import"
        db.session.add(event)
    seal_new_events()
    findings = verify_log()
    assert (faults_of(findings), findings.taken_over) == ([], 1)


def test_a_history_sealed_in_several_runs_is_not_dated_back(app: Flask) -> None:
    """The first sealing of an old log takes long and may be interrupted."""
    with clock.at(MORNING):
        add_events(6)
    for day in (1, 2, 3):
        with clock.at(MORNING + dt.timedelta(days=day)):
            seal_new_events(most=2) if day == 1 else seal_new_events()
    assert found() == []


SEAL_CHANGES = {
    "root = '" + "0" * 64 + "'": [("seal_changed", 2), ("seal_changed", 2)],
    "sealed_at = '2026-11-03 05:00:00.000000'": [("seal_changed", 2)],
    "day = '2026-10-02'": [("seal_changed", 2)],
    "last_id = last_id + 1": [("seal_changed", 2)],
    "event_count = 3": [("seal_changed", 2)],
}


@pytest.mark.parametrize("change", SEAL_CHANGES)
def test_a_changed_seal_is_found(sealed: list[int], change: str) -> None:
    tamper(f"update event_seal set {change} where number = 2")
    assert found() == SEAL_CHANGES[change]


@pytest.mark.parametrize(
    "change", ["leaves = substr(leaves, 1, 96)", "key = leaves", "ids = '[[1,2]]'"]
)
def test_a_seal_whose_inside_was_changed_is_found(sealed: list[int], change: str) -> None:
    tamper(f"update event_seal set {change} where number = 2")
    assert found()


def test_the_leaf_of_a_quiet_hour_cannot_become_an_event(sealed: list[int]) -> None:
    seal_hour()
    with clock.at(MORNING + dt.timedelta(days=2, hours=1)):
        (forged,) = add_events(1)
    tamper(
        "update event_seal set ids = :ids, event_count = 1, first_id = :one, last_id = :one where number = 4",
        ids=f"[[{forged}, {forged}]]",
        one=forged,
    )
    assert found() == [("changed", forged)]


def test_a_removed_seal_is_found(sealed: list[int]) -> None:
    tamper("delete from event_seal where number = 2")
    assert ("seal_missing", 3) in found()


def test_a_seal_that_is_dated_back_is_found(sealed: list[int]) -> None:
    with clock.at(MORNING + dt.timedelta(days=1)):
        add_events(1)
        seal_new_events()
    assert ("seal_dated_back", 4) in found()


def rewrite_history(sealed: list[int]) -> None:
    """Forge as well as it goes: change an old event, then seal everything anew with the old times."""
    moments = db.session.execute(select(Seal.number, Seal.sealed_at)).all()
    tamper(
        "update event set kind = 'SomethingElse' where id = :one",
        "delete from event_seal",
        one=sealed[1],
    )
    for _number, at in sorted(moments):
        with clock.at(at):
            seal_new_events(most=4)
    # The forger's seals even say that each had caught up; only heads kept elsewhere can tell.


def test_a_whole_chain_made_anew_is_found_by_a_head_kept_elsewhere(sealed: list[int]) -> None:
    before = heads()
    rewrite_history(sealed)
    assert found() == []
    kept = [KeptHead(before[1], 2)]
    assert faults_of(verify_log(kept=kept)) == [("head_differs", 2)]
    assert faults_of(verify_log(kept=[KeptHead(before[2][:20])])) == [("head_unknown", None)]


def test_a_log_cut_off_at_the_end_is_found_by_a_head_kept_elsewhere(sealed: list[int]) -> None:
    before = heads()
    tamper(
        "delete from event where id > :one",
        "delete from event_seal where number = 3",
        one=sealed[7],
    )
    assert found() == []
    assert faults_of(verify_log(kept=[KeptHead(before[2], 3)])) == [("head_unknown", 3)]
    assert faults_of(verify_log(kept=[KeptHead(before[1], 2)])) == []


def test_the_newest_part_alone(sealed: list[int]) -> None:
    """Old events are left to the full comparison; the chain of all seals is not."""
    tamper("update event set kind = 'x' where id in (:old, :new)", old=sealed[0], new=sealed[11])
    findings = verify_log(from_number=3)
    assert faults_of(findings) == [("changed", sealed[11])]
    assert (findings.is_full, findings.event_count) == (False, 4)
    tamper("update event_seal set root = :root where number = 1", root="0" * 64)
    assert ("seal_changed", 1) in faults_of(verify_log(from_number=3))


def test_open_doors_of_the_database_are_noticed(app: Flask) -> None:
    assert missing_guards() == []
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("drop trigger event_no_update"))
        expected = ["event_no_update"]
    else:
        db.session.execute(text("alter table event disable trigger event_no_change"))
        db.session.execute(
            text(
                "create or replace function event_seal_is_closed() returns trigger"
                " language plpgsql as $$ begin return new; end $$"
            )
        )
        expected = ["event_no_change", "event_seal_no_change", "event_seal_no_truncate"]
    db.session.commit()
    assert missing_guards() == expected
    assert faults_of(verify_log(guards=missing_guards())) == [("unguarded", None)] * len(expected)


def test_erasing_a_person_breaks_no_seal(ward: Ward) -> None:
    resident = people.as_actor(people.make_resident("Trần Thị Bảy"))
    sent = factories.send(ward, by=resident, name="Trần Thị Bảy", phone="0901234567")
    seal_new_events()
    erase_report_data(resident, sent.report)
    factories.store()
    seal_new_events()
    assert found() == []


KINDS = ("change", "remove", "insert", "date_back")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_single_change_is_found(sealed: list[int], data: st.DataObject) -> None:
    """Thrown by dice: any event, any column, any other value; then all as it was."""
    one = data.draw(st.sampled_from(sealed))
    before = stored(one)
    kind = data.draw(st.sampled_from(KINDS))
    undo = ["delete from event where id = :one", put_back(before)]
    values: dict[str, Any] = {**before, "one": one}
    if kind == "change":
        column = data.draw(st.sampled_from([c for c in before if c not in ("id", "at")]))
        tamper(
            f"update event set {column} = :new where id = :one",
            one=one,
            new=other(before, column, data),
        )
    elif kind == "remove":
        tamper("delete from event where id = :one", one=one)
    elif kind == "insert":
        number = data.draw(st.integers(-(2**40), 0))
        tamper(COPY.format(id="id, ", value=f"{number}, "), one=one)
        undo.append(f"delete from event where id = {number}")
    else:
        shift = data.draw(st.integers(1, 10**9))
        tamper(
            "update event set at = :new where id = :one", one=one, new=shifted(before["at"], shift)
        )
    faults = found()
    tamper(*undo, **values)
    assert faults, kind
    assert found() == []


def stored(event_id: int) -> dict[str, Any]:
    names = [column.name for column in Event.__table__.columns]
    facts = "cast(facts as text) as facts"
    asked = ", ".join(facts if name == "facts" else name for name in names)
    row = db.session.execute(text(f"select {asked} from event where id = :one"), {"one": event_id})
    return dict(row.mappings().one())


def put_back(row: dict[str, Any]) -> str:
    names = ", ".join(row)
    marks = ", ".join(
        "cast(:facts as json)" if n == "facts" and db.engine.dialect.name != "sqlite" else f":{n}"
        for n in row
    )
    return f"insert into event ({names}) values ({marks})"


def other(before: dict[str, Any], column: str, data: st.DataObject) -> Any:
    if column == "facts":
        return data.draw(st.sampled_from(sorted(FACTS.values()) + ['{"what": 1}', "[]"]))
    number = column in ("ward_id", "subject_id", "actor_id")
    values: st.SearchStrategy[Any] = (
        st.integers(1, 10**6) if number else st.text("abcăx", max_size=9)
    )
    return data.draw(values.filter(lambda value: value != before[column]))


def shifted(at: Any, microseconds: int) -> Any:
    if isinstance(at, dt.datetime):
        return at - dt.timedelta(microseconds=microseconds)
    moment = dt.datetime.fromisoformat(at) - dt.timedelta(microseconds=microseconds)
    return moment.isoformat(sep=" ", timespec="microseconds")


def test_memory_does_not_grow_with_the_log(app: Flask) -> None:
    def peak_of_comparing() -> int:
        tracemalloc.start()
        assert found() == []
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    add_events(800)
    seal_new_events(most=200)
    small = peak_of_comparing()
    add_events(3200)
    seal_new_events(most=200)
    assert peak_of_comparing() < small * 2  # five times the log; what differs is the list of seals


@pytest.mark.xdist_group("demo")
def test_the_demonstration_is_sealed_and_agrees(demo: None) -> None:
    findings = verify_log()
    assert (faults_of(findings), findings.waiting) == ([], 0)
    assert findings.event_count > 500
