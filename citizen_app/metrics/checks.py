"""Verifications of a ward's figures, and what differed, as everybody may read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import iso_date_text, local_name, ngettext
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.index.words import INDEX_LABELS
from citizen_app.metrics.models import MetricCheck
from citizen_app.wards.models import Ward

SHOWN = 14


def last_check(ward: Ward) -> MetricCheck | None:
    """Return the last comparison of a ward's figures with its events."""
    return next(iter(list_checks(ward, 1)), None)


def list_checks(ward: Ward, most: int = SHOWN) -> Sequence[MetricCheck]:
    """Return the last comparisons, the newest first."""
    query = select(MetricCheck).where(MetricCheck.ward_id == ward.id)
    return db.session.scalars(query.order_by(MetricCheck.id.desc()).limit(most)).all()


def told_differences(check: MetricCheck) -> list[str]:
    """Return what differed in words: which figure and month, how many reports; never which report.

    A neighbourhood or department is not named either: with a small one it would point at few people.
    """
    things: Counter[str] = Counter()
    sums, indices = set[tuple[str, str]](), set[str]()
    for one in check.differences:
        if one[-1] in {"told", "gone"}:
            things[one[0]] += 1
        elif one[-1] == "index":
            indices.add(one[0])
        elif one[-1] == "month":
            sums.add((one[0], one[4]))
        else:
            sums.add((one[0], f"{one[4]}-01"))
    lines = [_thing_words(kind, count) for kind, count in sorted(things.items())]
    lines += [_sum_words(code, month) for code, month in sorted(sums)]
    return lines + [
        _("The index “%(name)s” differs from its figures.", name=INDEX_LABELS.get(name, name))
        for name in sorted(indices)
    ]


def _thing_words(kind: str, count: int) -> str:
    if kind.startswith("report"):
        return ngettext(
            "%(num)s report adds to the figures otherwise than what happened to it says.",
            "%(num)s reports add to the figures otherwise than what happened to them says.",
            count,
        )
    return ngettext(
        "%(num)s other thing adds to the figures otherwise than what happened to it says.",
        "%(num)s other things add to the figures otherwise than what happened to them says.",
        count,
    )


def _sum_words(code: str, month: str) -> str:
    indicator = CATALOGUE.get(code)
    name = local_name(indicator) if indicator is not None else code
    return _(
        "%(name)s, month %(month)s: the sum differs.", name=name, month=iso_date_text(month)[3:]
    )
