"""The rules of seals, worked out a second time from their description, and attacked by dice."""

import copy
import hashlib
import hmac
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.core import proofs
from citizen_app.core.proofs import climb, leaf_of, path_of, problems_of_chain, root_of

KEY = bytes(range(32))
EVENT = {
    "actor_id": 7,
    "actor_role": "clerk",
    "at": "2026-11-27T08:37:00.123456Z",
    "channel": "web",
    "facts": {"code": "PA-7K3M-9QXD", "words": "ab" * 32, "photo_count": 2, "nơi": "chợ"},
    "id": 12,
    "kind": "ReportSubmitted",
    "request_id": "r",
    "subject_id": 3,
    "subject_type": "report",
    "ward_id": 1,
}
LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def test_a_leaf_is_what_the_description_says() -> None:
    salt = hmac.new(KEY, b"12", hashlib.sha256).digest()
    shown = (
        '{"at":"2026-11-27T08:37:00.123456Z","code":"PA-7K3M-9QXD","kind":"ReportSubmitted",'
        f'"words":"{"ab" * 32}"}}'
    )
    whole = (
        '{"actor_id":7,"actor_role":"clerk","at":"2026-11-27T08:37:00.123456Z","channel":"web",'
        '"facts":{"code":"PA-7K3M-9QXD","n\\u01a1i":"ch\\u1ee3","photo_count":2,'
        f'"words":"{"ab" * 32}"}},"id":12,"kind":"ReportSubmitted","request_id":"r",'
        '"subject_id":3,"subject_type":"report","ward_id":1}'
    )
    expected = sha(
        b"\0",
        sha(b"shown\0", salt[:16], shown.encode()),
        sha(b"whole\0", salt[16:], whole.encode()),
    )
    assert leaf_of(KEY, EVENT) == expected


def test_a_root_and_a_head_are_what_the_description_says() -> None:
    a, b, c = (bytes([number]) * 32 for number in (1, 2, 3))
    assert root_of([a]) == a
    assert root_of([a, b, c]) == sha(b"\1", sha(b"\1", a, b), c)
    seal = make_seal(1, proofs.NO_HEAD)
    written = json.dumps(
        {name: seal[name] for name in sorted(seal) if name != "head"}, separators=(",", ":")
    )
    assert seal["head"] == sha(b"head\n", written.encode()).hex()


def make_seal(number: int, previous: str) -> dict[str, object]:
    seal: dict[str, object] = {
        "caught_up": True,
        "format": proofs.FORMAT,
        "number": number,
        "previous": previous,
        "root": f"{number:064x}",
        "sealed_at": "2026-11-27T09:07:00.000000Z",
    }
    return {**seal, "head": proofs.head_of(seal)}


def chain_of(count: int) -> list[dict[str, object]]:
    seals: list[dict[str, object]] = []
    for number in range(1, count + 1):
        seals.append(make_seal(number, str(seals[-1]["head"]) if seals else proofs.NO_HEAD))
    return seals


@given(LEAVES, st.data())
def test_each_leaf_climbs_to_the_root_and_no_other_does(
    leaves: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(leaves, place)
    assert climb(leaves[place], path) == root_of(leaves)
    other = bytes([leaves[place][0] ^ 1]) + leaves[place][1:]
    assert climb(other, path) != root_of(leaves)


@given(LEAVES, st.data())
def test_any_change_of_the_leaves_changes_the_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    changed = list(leaves)
    place = data.draw(st.integers(0, len(leaves) - 1))
    match data.draw(st.sampled_from(["change", "remove", "insert", "swap"])):
        case "change":
            changed[place] = bytes([leaves[place][0] ^ 1]) + leaves[place][1:]
        case "remove":
            del changed[place]
        case "insert":
            changed.insert(place, b"\7" * 32)
        case "swap":
            other = data.draw(st.integers(0, len(leaves) - 1))
            changed[place], changed[other] = changed[other], changed[place]
    if changed and changed != leaves:
        assert root_of(changed) != root_of(leaves)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-9, 2**40), st.text(max_size=8))


@given(st.sampled_from(sorted(EVENT)), VALUES)
def test_any_other_value_of_any_column_gives_another_leaf(column: str, value: object) -> None:
    changed = {**EVENT, column: value}
    # True and 1 are the same to Python, not to the log.
    same = proofs.canonical(changed) == proofs.canonical(EVENT)
    assert same or leaf_of(KEY, changed) != leaf_of(KEY, EVENT)


def test_a_proof_tells_of_an_event_neither_who_nor_what_else() -> None:
    leaves = [leaf_of(KEY, EVENT), b"\1" * 32]
    seal = {**make_seal(1, proofs.NO_HEAD), "root": root_of(leaves).hex()}
    seal["head"] = proofs.head_of(seal)
    proof = proofs.proof_of(KEY, EVENT, leaves, 0, seal)
    assert proofs.problems_of_proof(proof) == []
    written = json.dumps(proof)
    for told in ("clerk", "actor", "photo_count", "request", "subject", "ward", KEY.hex()):
        assert told not in written
    assert salts_hidden(written)


def salts_hidden(written: str) -> bool:
    """The salt of the whole stays unknown: with it the rest could be guessed."""
    for_shown, for_whole = proofs.salts_of(KEY, 12)
    return for_shown.hex() in written and for_whole.hex() not in written


@pytest.mark.parametrize("part", ["at", "code", "kind", "words"])
def test_a_proof_whose_event_was_changed_is_refused(part: str) -> None:
    leaves = [leaf_of(KEY, EVENT), b"\1" * 32]
    seal = {**make_seal(1, proofs.NO_HEAD), "root": root_of(leaves).hex()}
    seal["head"] = proofs.head_of(seal)
    proof = copy.deepcopy(proofs.proof_of(KEY, EVENT, leaves, 0, seal))
    proof["event"][part] = "khác"
    assert proofs.problems_of_proof(proof)


def test_a_chain_says_where_it_breaks() -> None:
    seals = chain_of(5)
    assert problems_of_chain(seals) == []
    changed = copy.deepcopy(seals)
    changed[2]["root"] = "f" * 64
    assert problems_of_chain(changed) == ["seal 3: its head is not that of its contents"]
    changed[2]["head"] = proofs.head_of(changed[2])
    assert problems_of_chain(changed) == ["seal 4: it does not continue seal 3"]
    assert problems_of_chain(seals[:2] + seals[3:]) == [
        "seal 4: seals are missing between 2 and it"
    ]


def test_files_of_two_places_must_agree() -> None:
    seals = chain_of(3)
    month = json.dumps({"seals": seals})
    kept = f"3 2026-11-27 {seals[2]['head']}\n"
    assert proofs.check_files({"month": month, "kept": kept}) == []
    other = f"3 2026-11-27 {'0' * 64}\n"
    assert proofs.check_files({"month": month, "kept": other}) == [
        "kept: seal 3 has another head than in month"
    ]


def test_the_program_stands_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Started without the project around it, with the standard library alone."""
    folder = tmp_path_factory.mktemp("elsewhere")
    program, month = folder / "kiem-tra.py", folder / "2026-11.json"
    with open(proofs.__file__, encoding="utf-8") as source:
        program.write_text(source.read(), "utf-8")
    seals = chain_of(3)
    month.write_text(json.dumps({"seals": seals}), "utf-8")
    assert run(program, month) == (0, "all good: 3 seals in 1 files agree\n")
    seals[1]["sealed_at"] = "2026-11-01T00:00:00.000000Z"
    month.write_text(json.dumps({"seals": seals}), "utf-8")
    assert run(program, month) == (1, "seal 2: its head is not that of its contents\n")


def run(*parts: object) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", *map(str, parts)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout
