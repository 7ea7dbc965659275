"""Whether what a slip stands for is under seal: filed then, not altered since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from citizen_app.core import proofs
from citizen_app.seals.kinds import kind_of
from citizen_app.seals.log_rows import EventRow, rows_of
from citizen_app.seals.models import Seal, place_in, written_moment
from citizen_app.seals.queries import seals_of

A_MINUTE = dt.timedelta(minutes=1)


class Standing(StrEnum):
    """What the seals say of what a slip stands for."""

    WAITING = "waiting"
    WHOLE = "whole"
    ALTERED = "altered"


class Words(StrEnum):
    """What they say of the sender's words; NONE where the kind has none."""

    NONE = "none"
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


def check_slip(thing: Any) -> SlipCheck:
    """Compare what the log holds of a thing with its seals, and the thing with its log."""
    kind = kind_of(thing)
    rows = rows_of(thing.__tablename__, thing.id)
    filed = next((row for row in rows if row["kind"] in kind.filed), None)
    words = _words_of(thing, filed)
    if filed is None:
        return SlipCheck(Standing.ALTERED, words)
    seals = seals_of([row["id"] for row in rows])
    seal = seals.get(filed["id"])
    altered = (
        not _agrees(thing, filed)
        or words is Words.ALTERED
        or any(not _is_under(row, seals[row["id"]]) for row in rows if row["id"] in seals)
    )
    standing = Standing.WHOLE if seal else Standing.WAITING
    return SlipCheck(
        standing=Standing.ALTERED if altered else standing,
        words=words,
        filed_at=kind.sent_at(thing),
        was_imported=filed["kind"] == "ReportImported",
        seal=seal,
        steps_wait=any(row["id"] not in seals for row in rows),
        filed=filed,
    )


def _facts(filed: EventRow | None) -> dict[str, Any]:
    return filed["facts"] if filed is not None and isinstance(filed["facts"], dict) else {}


def _agrees(thing: Any, filed: EventRow) -> bool:
    """Return whether code and time of the thing, and what else is kept of it, are those that were filed."""
    kind, facts = kind_of(thing), _facts(filed)
    sent_at = kind.sent_at(thing)
    earliest, latest = (written_moment(sent_at + side) for side in (-A_MINUTE, A_MINUTE))
    in_time = earliest <= str(filed["at"]) <= latest
    return facts.get("code") == thing.code and in_time and kind.agrees(thing, facts)


def _is_under(row: EventRow, seal: Seal) -> bool:
    leaves, place = seal.leaf_list, place_in(seal.ids, row["id"])
    if place is None or place >= len(leaves) or leaves[place] != proofs.leaf_of(seal.key, row):
        return False
    of_seal = seal.record
    return proofs.root_of(leaves).hex() == seal.root and proofs.head_of(of_seal) == seal.head


def _words_of(thing: Any, filed: EventRow | None) -> Words:
    salt_of, digest = kind_of(thing).salt_of, _facts(filed).get("words")
    if salt_of is None:
        return Words.NONE
    if not digest:
        return Words.NOT_SEALED
    salt = salt_of(thing)
    if salt is None:
        return Words.ERASED
    return Words.SAME if proofs.words_digest(salt, thing.text) == digest else Words.ALTERED


def proof_of_slip(thing: Any, check: SlipCheck, *, for_sender: bool) -> dict[str, Any] | None:
    """Return the proof that a thing was filed, for whoever checks it elsewhere; None without a seal.

    The sender's holds their own words too; nobody's holds anything of other events.
    """
    seal, filed = check.seal, check.filed
    place = place_in(seal.ids, filed["id"]) if seal is not None and filed is not None else None
    if seal is None or filed is None or place is None:
        return None
    proof = proofs.proof_of(seal.key, filed, seal.leaf_list, place, seal.record)
    salt_of = kind_of(thing).salt_of
    salt = salt_of(thing) if salt_of is not None and for_sender else None
    if salt is not None and check.words is Words.SAME:
        proof["words"] = {"salt": salt, "text": thing.text}
    return proof
