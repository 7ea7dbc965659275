"""Reading what sending needs: drafts, answers that may do instead, and who would read what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from citizen_app.accounts.models import RoleGrant
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.text import fold, words
from citizen_app.feedback.models import Answer, Draft, Report
from citizen_app.feedback.similar import similar_public
from citizen_app.permissions import Role
from citizen_app.wards.models import Category, Department, Ward

# Words (folded) that are in every report and tell nothing.
EVERYWHERE = frozenset(
    "toi chung ong cac cua khong duoc dang nay nha duong phuong hem khu pho cho voi trong nguoi lam"
    " bi ba de la co va o ra di rat nhieu ngay qua roi con nen thi kinh mong nghi xin".split()
)
# How alike two texts must be. In one field a few words are enough; else it takes pairs of neighbouring
# words, which people repeat about the same thing.
LEAST_WORDS = 3
LEAST_PAIRS = 3
LEAST_SHARE = 0.25


@dataclass(frozen=True)
class Near:
    """A public case that may make a new one needless, with what was answered ("" while it is open)."""

    report: Report
    answer: str


def find_draft(digest: str) -> Draft | None:
    """Return the draft with a token's digest, or None; whoever changes it holds it alone (PostgreSQL)."""
    return db.session.scalar(select(Draft).where(Draft.token_digest == digest))


def hold_draft(draft: Draft) -> Draft:
    """Return the draft as it is now, held until the end of this request: two clicks send it once."""
    query = select(Draft).where(Draft.id == draft.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def has_clerk_in(department: Department) -> bool:
    """Return whether a reception clerk works in the department."""
    now = clock.now()
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    RoleGrant.role == Role.CLERK,
                    RoleGrant.department_id == department.id,
                    RoleGrant.valid_from <= now,
                    or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
                )
            )
        )
    )


def near_cases(ward: Ward, text: str, *, category: Category | None = None) -> list[Near]:
    """Return up to five public cases of the ward that seem to be about the same; often none."""
    found = similar_public(ward, text, category=category, most=5)
    near = [report for report in found if is_near(text, report, category)]
    answers = _answers_of(near)
    return [Near(report, answers.get(report.id, "")) for report in near]


def is_near(text: str, report: Report, category: Category | None = None) -> bool:
    """Return whether a text and a case say the same thing in part: the ranking alone never says "none"."""
    typed, told = _said(text), _said(f"{report.title}\n{report.public_text}")
    if category is not None and report.category_id == category.id:
        return len(set(typed) & set(told) - EVERYWHERE) >= LEAST_WORDS
    pairs = _pairs(typed)
    shared = len(pairs & _pairs(told))
    return shared >= LEAST_PAIRS and shared >= LEAST_SHARE * len(pairs)


def _said(text: str) -> list[str]:
    return [fold(word) for word in words(text)]


def _pairs(said: list[str]) -> frozenset[tuple[str, str]]:
    return frozenset(
        pair for pair in zip(said, said[1:], strict=False) if not EVERYWHERE.issuperset(pair)
    )


def _answers_of(reports: Sequence[Report]) -> dict[int, str]:
    """Return the newest published answer of each case, in one question."""
    if not reports:
        return {}
    rows = db.session.execute(
        select(Answer.report_id, Answer.body)
        .where(Answer.report_id.in_([r.id for r in reports]), Answer.published_at.is_not(None))
        .order_by(Answer.id)
    )
    return {row.report_id: row.body for row in rows}
