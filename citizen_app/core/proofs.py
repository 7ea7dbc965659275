"""Check the seals of the event log: python kiem-tra.py FILE [FILE ...]

Files are what the site gives out: seals of a month (JSON), the list of heads (text or JSON), the proof
of one slip (JSON). All of them must agree with each other. Python's standard library is all it needs.
This is the very code that the site seals with; the rules, in full:

    canonical   JSON with sorted keys, no spaces, everything beyond ASCII as \\uXXXX
    moments     2026-11-27T08:37:00.123456Z, UTC, always six digits after the point
    event       all columns of its row: actor_id, actor_role, at, channel, facts, id, kind, request_id,
                subject_id, subject_type, ward_id
    shown       its at and kind, and of its facts code and words: all that a proof tells of it
    salts       HMAC-SHA-256(key of the seal, id in decimals): 16 bytes for shown, 16 for whole
    leaf        SHA-256(00, SHA-256("shown" 00, salt, shown), SHA-256("whole" 00, salt, event))
    root        of a Merkle tree over the leaves: SHA-256(01, left, right); an odd one goes up as it is
    head        SHA-256("head" 0A, the seal: caught_up, format, number, previous, root, sealed_at)
    previous    the head before; 64 zeros before the first
    words       SHA-256("words" 00, salt, text in UTF-8): what a report or question said when it was sent
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

FORMAT = "langnghe-1"
NO_HEAD = "0" * 64
SHOWN_FACTS = ("code", "words")
OF_SEAL = ("caught_up", "format", "number", "previous", "root", "sealed_at")
WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str)
HEAD_LINE = re.compile(r"^(\d+)\s+\S+\s+([0-9a-f]{64})$", re.M)


def canonical(value: Any) -> bytes:
    """Return the one way in which a value is written."""
    return WRITER.encode(value).encode("ascii")


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def shown_part(event: dict[str, Any]) -> dict[str, Any]:
    """Return what a proof tells of an event: neither who did it nor what else it holds."""
    facts = event["facts"] if isinstance(event["facts"], dict) else {}
    told = {name: facts[name] for name in SHOWN_FACTS if facts.get(name)}
    return {"at": event["at"], "kind": event["kind"], **told}


def salts_of(key: bytes, event_id: object) -> tuple[bytes, bytes]:
    """Return what keeps an event's digests from being guessed: for the shown part, for the whole."""
    both = hmac.digest(key, str(event_id).encode(), "sha256")
    return both[:16], both[16:]


def digests_of(key: bytes, event: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the digests of the shown part and of the whole event."""
    for_shown, for_whole = salts_of(key, event["id"])
    shown = _sha256(b"shown\0", for_shown, canonical(shown_part(event)))
    return shown, _sha256(b"whole\0", for_whole, canonical(event))


def leaf_of(key: bytes, event: dict[str, Any]) -> bytes:
    """Return an event's leaf."""
    return _sha256(b"\0", *digests_of(key, event))


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    above = [_sha256(b"\1", *level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over at least one leaf."""
    level = leaves
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def path_of(leaves: Sequence[bytes], place: int) -> list[list[str]]:
    """Return what leads from a leaf to the root: the side of each neighbour, and its hash."""
    path, level = [], leaves
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            side = "left" if neighbour < place else "right"
            path.append([side, level[neighbour].hex()])
        level, place = _level_above(level), place // 2
    return path


def climb(leaf: bytes, path: Iterable[Sequence[str]]) -> bytes:
    """Return the root to which a leaf belongs."""
    for side, written in path:
        other = bytes.fromhex(written)
        leaf = _sha256(b"\1", other, leaf) if side == "left" else _sha256(b"\1", leaf, other)
    return leaf


def head_of(seal: dict[str, Any]) -> str:
    """Return the head of a seal."""
    return _sha256(b"head\n", canonical({name: seal[name] for name in OF_SEAL})).hex()


def words_digest(salt: str, text: str) -> str:
    """Return the digest of what somebody wrote; `salt` in hex."""
    return _sha256(b"words\0", bytes.fromhex(salt), text.encode()).hex()


def proof_of(
    key: bytes, event: dict[str, Any], leaves: Sequence[bytes], place: int, seal: dict[str, Any]
) -> dict[str, Any]:
    """Return the proof that an event is under a seal, without any other event."""
    return {
        "format": FORMAT,
        "event": shown_part(event),
        "salt": salts_of(key, event["id"])[0].hex(),
        "whole": digests_of(key, event)[1].hex(),
        "path": path_of(leaves, place),
        "seal": seal,
    }


def problems_of_proof(proof: dict[str, Any]) -> list[str]:
    """Return what is wrong with a proof in itself."""
    seal, shown = proof["seal"], proof["event"]
    first = _sha256(b"shown\0", bytes.fromhex(proof["salt"]), canonical(shown))
    leaf = _sha256(b"\0", first, bytes.fromhex(proof["whole"]))
    problems = []
    if climb(leaf, proof["path"]).hex() != seal["root"]:
        problems.append("the event does not lead to the root of its seal")
    if head_of(seal) != seal["head"]:
        problems.append(f"the head of seal {seal['number']} is not that of its contents")
    words = proof.get("words")
    if words and words_digest(words["salt"], words["text"]) != shown.get("words"):
        problems.append("the words are not those that were sent")
    return problems


def problems_of_chain(seals: Iterable[dict[str, Any]]) -> list[str]:
    """Return what is wrong with seals that follow each other."""
    problems: list[str] = []
    before: dict[str, Any] | None = None
    for seal in sorted(seals, key=lambda one: int(one["number"])):
        name = f"seal {seal['number']}"
        if head_of(seal) != seal["head"]:
            problems.append(f"{name}: its head is not that of its contents")
        if seal["number"] == 1 and seal["previous"] != NO_HEAD:
            problems.append(f"{name}: something stood before the first seal")
        if before is not None and seal["number"] != before["number"] + 1:
            problems.append(f"{name}: seals are missing between {before['number']} and it")
        elif before is not None and seal["previous"] != before["head"]:
            problems.append(f"{name}: it does not continue seal {before['number']}")
        before = seal
    return problems


def heads_in(text: str) -> list[tuple[int, str]]:
    """Return (number of the seal, head) of all that a file of the site names, in its order."""
    try:
        found: list[tuple[int, str]] = []
        _collect(json.loads(text), found)
    except ValueError:
        found = [(int(number), head) for number, head in HEAD_LINE.findall(text)]
    return found


def _collect(value: Any, found: list[tuple[int, str]]) -> None:
    if isinstance(value, dict):
        number, head = value.get("number"), value.get("head")
        if isinstance(number, int) and isinstance(head, str):
            found.append((number, head))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _collect(one, found)


def check_files(texts: dict[str, str]) -> list[str]:
    """Return what is wrong with files of the site, each in itself and all together."""
    problems: list[str] = []
    seals: dict[int, dict[str, Any]] = {}
    known: dict[int, tuple[str, str]] = {}
    for name, text in texts.items():
        for number, head in heads_in(text):
            other, there = known.setdefault(number, (head, name))
            if other != head:
                problems.append(f"{name}: seal {number} has another head than in {there}")
        content = json.loads(text) if text.lstrip().startswith("{") else {}
        seals |= {seal["number"]: seal for seal in content.get("seals", [])}
        if "path" in content:
            problems += [f"{name}: {problem}" for problem in problems_of_proof(content)]
    return problems + problems_of_chain(seals.values())


def main(names: Sequence[str]) -> int:
    """Check the named files; return 0 when all of them agree."""
    if not names:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    texts = {}
    for name in names:
        with open(name, encoding="utf-8") as file:
            texts[name] = file.read()
    problems = check_files(texts)
    numbers = {number for text in texts.values() for number, _head in heads_in(text)}
    for line in problems or [f"all good: {len(numbers)} seals in {len(names)} files agree"]:
        sys.stdout.write(line + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
