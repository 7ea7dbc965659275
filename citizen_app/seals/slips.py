"""Whether what a slip stands for is under seal: filed then, not altered since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from citizen_app.core import ids, proofs
from citizen_app.core.db import db
from citizen_app.feedback.models import Report, SentWords
from citizen_app.feedback.policies import publicly_visible
from citizen_app.seals.log_rows import EventRow, rows_of
from citizen_app.seals.models import Seal, place_in, written_moment
from citizen_app.seals.queries import seals_of

FILED = ("ReportSubmitted", "ReportImported")
A_MINUTE = dt.timedelta(minutes=1)


class Standing(StrEnum):
    """What the seals say of a case."""

    WAITING = "waiting"
    WHOLE = "whole"
    ALTERED = "altered"


class Words(StrEnum):
    """What they say of the sender's words."""

    SAME = "same"
    ERASED = "erased"
    NOT_SEALED = "not_sealed"
    ALTERED = "altered"


@dataclass(frozen=True)
class SlipCheck:
    """What was found: the seal that the filing is under, and whether later steps wait for theirs."""

    standing: Standing
    words: Words
    filed_at: dt.datetime | None = None
    was_imported: bool = False
    seal: Seal | None = None
    steps_wait: bool = False
    filed: EventRow | None = None


def find_public(code: str) -> Report | None:
    """Return the case with a code as typed when everybody may read it.

    One question, the same for a case that is kept private and for one that does not exist.
    """
    parsed = ids.parse_code("PA", code)
    if parsed is None:
        return None
    return db.session.scalar(select(Report).where(Report.code == parsed, publicly_visible()))


def check_slip(report: Report) -> SlipCheck:
    """Compare what the log holds of a case with its seals, and the case with its log."""
    rows = rows_of(Report.__tablename__, report.id)
    filed = next((row for row in rows if row["kind"] in FILED), None)
    words = _words_of(report, filed)
    if filed is None:
        return SlipCheck(Standing.ALTERED, words)
    seals = seals_of([row["id"] for row in rows])
    seal = seals.get(filed["id"])
    altered = (
        not _agrees(report, filed)
        or words is Words.ALTERED
        or any(not _is_under(row, seals[row["id"]]) for row in rows if row["id"] in seals)
    )
    standing = Standing.WHOLE if seal else Standing.WAITING
    return SlipCheck(
        standing=Standing.ALTERED if altered else standing,
        words=words,
        filed_at=report.sent_at,
        was_imported=filed["kind"] == "ReportImported",
        seal=seal,
        steps_wait=any(row["id"] not in seals for row in rows),
        filed=filed,
    )


def _agrees(report: Report, filed: EventRow) -> bool:
    """Return whether code and time of the case are those that were filed."""
    facts = filed["facts"] if isinstance(filed["facts"], dict) else {}
    near = (written_moment(report.sent_at + side) for side in (-A_MINUTE, A_MINUTE))
    earliest, latest = near
    return facts.get("code") == report.code and earliest <= str(filed["at"]) <= latest


def _is_under(row: EventRow, seal: Seal) -> bool:
    leaves, place = seal.leaf_list, place_in(seal.ids, row["id"])
    if place is None or place >= len(leaves) or leaves[place] != proofs.leaf_of(seal.key, row):
        return False
    of_seal = seal.record
    return proofs.root_of(leaves).hex() == seal.root and proofs.head_of(of_seal) == seal.head


def _words_of(report: Report, filed: EventRow | None) -> Words:
    facts = filed["facts"] if filed is not None and isinstance(filed["facts"], dict) else {}
    digest = facts.get("words")
    if not digest:
        return Words.NOT_SEALED
    kept = db.session.get(SentWords, report.id)
    if kept is None:
        return Words.ERASED
    same = proofs.words_digest(kept.salt, report.text) == digest
    return Words.SAME if same else Words.ALTERED


def proof_of_slip(report: Report, check: SlipCheck, *, for_sender: bool) -> dict[str, Any] | None:
    """Return the proof that a case was filed, for whoever checks it elsewhere; None without a seal.

    The sender's holds their own words too; nobody's holds anything of other events.
    """
    seal, filed = check.seal, check.filed
    place = place_in(seal.ids, filed["id"]) if seal is not None and filed is not None else None
    if seal is None or filed is None or place is None:
        return None
    proof = proofs.proof_of(seal.key, filed, seal.leaf_list, place, seal.record)
    kept = db.session.get(SentWords, report.id) if for_sender else None
    if kept is not None and check.words is Words.SAME:
        proof["words"] = {"salt": kept.salt, "text": report.text}
    return proof
