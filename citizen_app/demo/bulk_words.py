"""Words of large made-up sets: a grammar of matters, places and wordings, thrown together by dice.

Every text is made of pieces, and each piece is folded once: so a text comes with what the search index
keeps of it (core.search.entry_texts) at the price of joining strings.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from citizen_app.core.search import entry_texts
from citizen_app.demo.people import DATA


@lru_cache(maxsize=500_000)
def _indexed(piece: str) -> tuple[str, str]:
    return entry_texts([piece])


@dataclass(frozen=True)
class Said:
    """A text with its two forms for the index."""

    text: str
    exact: str
    folded: str

    @classmethod
    def of(cls, pieces: Sequence[str], joiner: str = " ") -> Said:
        """Return pieces joined; none of them may end in the middle of a word."""
        kept = [piece for piece in pieces if piece]
        forms = [_indexed(piece) for piece in kept]
        return cls(
            joiner.join(kept),
            " ".join(form[0] for form in forms if form[0]),
            " ".join(form[1] for form in forms if form[1]),
        )


@dataclass(frozen=True)
class Matter:
    """What one report is about, in all its wordings."""

    kind: str
    title: Said
    text: Said
    place: Said
    done: str


@lru_cache(maxsize=10_000)
def day_text(day: int) -> str:
    """Return dd/mm/yyyy of a day number."""
    return f"{dt.date.fromordinal(day):%d/%m/%Y}"


class Words:
    """The grammar, with dice of its own."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.data: dict[str, Any] = json.loads((DATA / "bulk.json").read_text(encoding="utf-8"))

    def pick(self, name: str) -> str:
        """Return one of the wordings of a name."""
        return str(self.dice.choice(self.data[name]))

    def place(self) -> list[str]:
        """Return the pieces of a place as people say it."""
        dice, street = self.dice, self.dice.choice(self.data["streets"])
        roll = dice.random()
        if roll < 0.35:
            return [f"hẻm {dice.randrange(2, 400)}", street]
        if roll < 0.6:
            return [f"trước số {dice.randrange(1, 600)}", f"đường {street}"]
        if roll < 0.85:
            return [f"gần {dice.choice(self.data['near'])}", f"đường {street}"]
        return ["góc", street, "và", self.dice.choice(self.data["streets"])]

    def matter(self, matter: dict[str, Any]) -> Matter:
        """Return a report's words."""
        dice, where = self.dice, self.place()
        what = dice.choice(matter["what"])
        since = dice.choice(self.data["since"])
        effects = [dice.choice(matter["effects"]) + "."] if dice.random() < 0.8 else []
        wishes = [self.pick("wishes") + "."] if dice.random() < 0.7 else []
        said = [self.pick("openings"), what, "ở", *where, since + ".", *effects, *wishes]
        return Matter(
            matter["kind"],
            Said.of([what, *where]),
            Said.of(said),
            Said.of(where),
            dice.choice(matter["done"]),
        )

    def answer(self, matter: Matter, sent: int, checked: int) -> Said:
        """Return an answer; `sent` and `checked` are day numbers."""
        opening, _, rest = self.pick("answer_open").partition("{day}")
        check, _, checked_rest = self.pick("answer_checked").partition("{day}")
        return Said.of(
            [
                f"{opening}{day_text(sent)}{rest}",
                f"{check}{day_text(checked)}{checked_rest}",
                f"{matter.done}",
                "tại",
                f"{matter.place.text}.",
                self.pick("answer_end"),
            ]
        )

    def name(self) -> str:
        """Return a made-up name."""
        return f"{self.pick('family')} {self.pick('given')}"
