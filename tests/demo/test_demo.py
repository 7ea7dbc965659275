"""The demonstration: complete, never stale, and made of what people could have done."""

import datetime as dt
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.policies import is_late, was_moved
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event, EventHandling
from citizen_app.core.files.models import Attachment
from citizen_app.dialogue.models import Question
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.thresholds import threshold_of
from citizen_app.feedback.models import STATES, Report
from citizen_app.feedback.queries_people import may_read
from citizen_app.metrics.models import MetricIndex
from citizen_app.permissions import STAFF_ROLES
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import calendar_of

REPORTS = 193
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]


def reports() -> list[Report]:
    return list(db.session.scalars(select(Report)))


def test_every_state_is_there_to_be_seen() -> None:
    states = Counter(report.state for report in reports())
    assert sum(states.values()) == REPORTS
    assert set(STATES) == set(states)


def test_every_screen_of_the_later_steps_has_a_case() -> None:
    kinds = set(db.session.scalars(select(Event.kind)))
    assert kinds >= {
        "ReportConfined",
        "ReportForwarded",
        "ReportForwardedWithin",
        "ReportMerged",
        "ExtensionAsked",
        "DueDateExtended",
        "CorrectionDrafted",
        "AnswerCorrected",
        "ReceptionEntered",
        "CommitmentMade",
        "CommitmentStarted",
        "CommitmentDone",
        "CommitmentDateAsked",
        "CommitmentDateChanged",
        "MilestoneAdded",
        "MilestoneMarked",
        "EvidenceAdded",
        "CommitmentConfirmed",
        "CommitmentDisputed",
        "DisputeAnswered",
        "CommitmentReopened",
    }
    assert [r.code for r in reports() if r.open_extension is not None]
    assert {r.confined_to for r in reports()} >= {"", "clerk", "leader", "city"}
    answers = [r.answer for r in reports() if r.state == "approved"]
    moments = [a.publish_at for a in answers if a is not None and a.publish_at is not None]
    assert moments and min(moments) > clock.now()


def test_one_request_binds_its_ward_and_one_is_far_from_it() -> None:
    requests = db.session.scalars(select(DialogueRequest)).all()
    by_state = {one.state: one for one in requests}
    assert Counter(one.state for one in requests) == {"reached": 1, "open": 1, "sent": 1}
    bound, far = by_state["reached"], by_state["open"]
    assert bound.needed is not None and bound.support_count >= bound.needed > 1000
    threshold = threshold_of(far.ward_id)
    assert threshold is not None and threshold.needed is not None
    assert 5 < far.support_count < threshold.needed / 4
    assert bound.hold_by is not None and bound.hold_by > clock.today()


def test_nobody_reads_a_demo_report_about_themselves() -> None:
    about = [report for report in reports() if report.concerns]
    assert len(about) == 2
    for report in about:
        for concern in report.concerns:
            account = db.session.get_one(Account, concern.account_id)
            assert not may_read(account, report)


def test_wards_of_different_kinds_take_reports_and_have_all_their_people() -> None:
    wards = db.session.scalars(select(Ward).where(Ward.is_open)).all()
    assert {w.code for w in wards} == {"26743", "26758", "27154", "27664"}
    for ward in wards:
        held = set(db.session.scalars(select(RoleGrant.role).where(RoleGrant.ward_id == ward.id)))
        assert held >= {"officer", "leader", "clerk"}
    assert set(db.session.scalars(select(RoleGrant.role))) >= {str(role) for role in STAFF_ROLES}


def test_three_similar_wards_are_compared_and_one_has_nobody_to_be_compared_with() -> None:
    """By their real populations: so the pages of groups have something to show on any day of the year."""
    rows = db.session.execute(
        select(Ward.code, MetricIndex).join(MetricIndex, MetricIndex.ward_id == Ward.id)
    ).all()
    compared = {code for code, row in rows if row.standing is not None}
    assert compared == {"26743", "26758", "27154"}
    assert {row.standing["wards"] for _code, row in rows if row.standing is not None} == {3}


def test_the_dates_run_from_sending_to_now() -> None:
    now = clock.now()
    for report in reports():
        moments = [report.sent_at, report.received_at, report.published_at, report.closed_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known) and known[-1] <= now, report.code


def test_limits_end_on_working_days_after_sending() -> None:
    calendar = calendar_of(None)
    for report in reports():
        assert report.due_at is not None and report.due_at > report.sent_at
        day = clock.local_date(report.due_at)
        assert calendar.is_working_day(day)
        assert report.due_at == clock.end_of_day(day)
        # What came on paper counts from the day the paper came.
        begins = dt.date.fromisoformat(report.due_basis["start"])
        begins = min(begins, clock.local_date(report.sent_at))
        assert calendar.working_days_between(begins, day) >= 10


def test_the_log_reads_in_the_order_of_time() -> None:
    moments = list(db.session.scalars(select(Event.at).order_by(Event.id)))
    assert len(moments) > 500
    assert moments == sorted(moments)


def test_nobody_is_owed_a_notice_for_what_never_happened() -> None:
    assert db.session.scalar(select(func.count()).select_from(EventHandling)) == 0


def test_two_people_stand_behind_every_published_answer() -> None:
    answers = [answer for report in reports() for answer in report.answers if answer.published_at]
    assert len(answers) > 40
    assert all(a.author_id and a.approver_id and a.author_id != a.approver_id for a in answers)


def test_sensitive_cases_are_not_public_and_their_photos_neither() -> None:
    sensitive = [r for r in reports() if r.category and r.category.is_sensitive]
    assert sensitive
    assert not [r.code for r in sensitive if r.visibility == "public"]
    ids = {r.id for r in reports() if r.is_restricted}
    open_photos = db.session.scalars(
        select(Attachment.subject_id).where(
            Attachment.is_public, Attachment.subject_type == "report"
        )
    )
    assert not ids & set(open_photos)


def test_loading_again_is_refused_or_does_nothing(app: Flask) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["demo", "load", "--if-empty"]).exit_code == 0
    again = run.invoke(args=["demo", "load"])
    assert again.exit_code == 1 and "loaded already" in again.output
    assert len(reports()) == REPORTS


def test_a_finished_session_has_commitments_in_all_states() -> None:
    made = db.session.scalars(
        select(Commitment).where(Commitment.subject_type == Question.__tablename__)
    ).all()
    assert any(one.state == "done" and one.confirmed_count for one in made)
    assert any(one.state == "done" and one.disputed_count for one in made)
    assert any(one.state == "in_progress" and is_late(one) for one in made)
    assert any(one.state == "not_started" and was_moved(one) for one in made)
