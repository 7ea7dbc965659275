"""Full text search, the same on both engines: with diacritics first, without as well.

Each text is kept twice: as written (one normal form) and folded (no diacritics, đ included). SQLite
keeps an FTS5 table beside `search_entry`, filled by triggers; PostgreSQL keeps generated tsvector
columns. Both come with the first migrations. The engines only fetch; the order is ours: each way of
matching in turn, from the strictest, the newest entry first. So both find the same, and a search
costs the same among a thousand texts and among a million.

An entry is written in the transaction of the change itself: a page's cache key is the ward's last
event, so what the page shows must be complete when that event is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, BigId, db
from citizen_app.core.nearness import Nearness
from citizen_app.core.spelling import ways_to_mend
from citizen_app.core.text import fold, words

MOST_WORDS = 12
MOST_FOUND = 200
SHORT = 2
# Of those that share words with a text, so many are looked at in each round.
CANDIDATES = 300
# Words of a mistyped search that must still occur, and how much of a search a near match shares.
NEAR_ENOUGH = 0.45


class SearchEntry(Base):
    """What can be found of one thing by one audience (`scope`: public or staff)."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_subject", "subject_type", "subject_id", "scope", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    scope: Mapped[str] = mapped_column(String(10))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    exact: Mapped[str]
    folded: Mapped[str]


def entry_texts(texts: Iterable[str], tag: str = "") -> tuple[str, str]:
    """Return what an entry keeps of some texts: as written, and folded."""
    exact = " ".join([tag, *words(" ".join(texts))]).strip()
    return exact, fold(exact)


def index(subject: Any, scope: str, texts: list[str], tag: str = "") -> None:
    """Put one thing into the index, replacing what was there.

    `tag` (a ward's, say) becomes a word of its own, so that the index itself narrows a search to it.
    """
    exact, folded = entry_texts(texts, tag)
    insert = sqlite.insert if _is_sqlite() else postgresql.insert
    row = insert(SearchEntry).values(
        scope=scope,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        exact=exact,
        folded=folded,
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["subject_type", "subject_id", "scope"],
            set_={"exact": row.excluded.exact, "folded": row.excluded.folded},
        )
    )


def remove(subject: Any, scope: str | None = None) -> None:
    """Take one thing out of the index."""
    query = delete(SearchEntry).where(
        SearchEntry.subject_type == subject.__tablename__, SearchEntry.subject_id == subject.id
    )
    db.session.execute(query if scope is None else query.where(SearchEntry.scope == scope))


@dataclass(frozen=True)
class Corner:
    """Where to search: one audience's entries of one kind; `tags` narrow it to some wards (any of them)."""

    scope: str
    subject_type: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What was found, the best first; `is_near`: nothing matched as typed, these come near."""

    ids: Sequence[int]
    is_near: bool = False

    def select(self) -> Select[Any, Any]:
        """Return the same as a select of (subject_id, rank), lower rank first."""
        return _as_select(self.ids)


def matching(query: str, scope: str, subject_type: str, tag: str = "") -> Select[Any, Any]:
    """Return a select of (subject_id, rank) for what a person typed, lower rank first.

    `tag` may name several tags, with spaces between them.
    """
    return find(query, Corner(scope, subject_type, tuple(tag.split()))).select()


def find(query: str, corner: Corner) -> Found:
    """Find what a person typed: every word, as written before folded, whole before its beginning.

    Where nothing has all the words, misspelt ones are mended; else what shares the most with it.
    """
    terms = words(query)[:MOST_WORDS]
    if not terms:
        return Found(())
    found = dict.fromkeys(_in_order(_whole_words(terms), corner))
    if len(found) < MOST_FOUND:
        found |= dict.fromkeys(_in_order(_beginnings(terms), corner))
    if found:
        return Found(list(found)[:MOST_FOUND])
    return Found(_misspelt(terms, corner) or _partly(query, corner), is_near=True)


def resembling(text: str, corner: Corner) -> list[tuple[int, float]]:
    """Return (subject_id, nearness 0 to 1) of what shares words with a text, the nearest first.

    Unlike `find`, not every word must be there: people say the same thing in other words. Looked at
    are the newest that share two neighbouring words, those that share a word where these are few, and
    the newest that share what the first ones show to be rare.
    """
    nearness = Nearness(text)
    if not nearness.words:
        return []
    syntax = _syntax()
    both = [syntax.all([syntax.word(a), syntax.word(b)]) for a, b in nearness.pairs]
    said = [syntax.all([syntax.word(w) for w in phrase]) for phrase in nearness.other_phrases]
    seen = _texts(syntax.any(both + said), corner) if both or said else {}
    if len(seen) < CANDIDATES:
        seen |= _texts(syntax.any([syntax.word(word) for word in nearness.words]), corner)
    if len(seen) >= CANDIDATES:
        rare = nearness.rarest(seen.values())
        seen |= _texts(syntax.any([syntax.word(word) for word in rare]), corner) if rare else {}
    return nearness.rank(seen)


# How each engine writes a search ----------------------------------------------------------------------


class _Fts5:
    """SQLite's way: "word"* AND ("a" OR "b")."""

    def word(self, word: str, *, begins: bool = False) -> str:
        return '"' + word.replace('"', '""') + '"' + ("*" if begins else "")

    def phrase(self, terms: Sequence[str]) -> str:
        return self.word(" ".join(terms))

    def all(self, parts: Sequence[str]) -> str:
        return "(" + " AND ".join(parts) + ")"

    def any(self, parts: Sequence[str]) -> str:
        return "(" + " OR ".join(parts) + ")"


class _Tsquery:
    """PostgreSQL's way: 'word':* & ('a' | 'b')."""

    def word(self, word: str, *, begins: bool = False) -> str:
        quoted = word.replace("'", "''").replace("\\", "\\\\")
        return f"'{quoted}'" + (":*" if begins else "")

    def phrase(self, terms: Sequence[str]) -> str:
        return "(" + " <-> ".join(self.word(term) for term in terms) + ")"

    def all(self, parts: Sequence[str]) -> str:
        return "(" + " & ".join(parts) + ")"

    def any(self, parts: Sequence[str]) -> str:
        return "(" + " | ".join(parts) + ")"


Syntax = _Fts5 | _Tsquery
FTS = Table("search_fts", Base.metadata, Column("rowid", BigInteger), info={"virtual": True})


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _syntax() -> Syntax:
    return _Fts5() if _is_sqlite() else _Tsquery()


def _begins(word: str) -> bool:
    # The beginnings of a word of one or two letters would be half of the language ("ma" -> "mat").
    return len(word) > SHORT


Way = tuple[str, str]  # the column, and what the engine reads


def _whole_words(terms: Sequence[str]) -> list[Way]:
    """Return the ways to match all words as a whole, the strictest first."""
    syntax = _syntax()
    plain = [fold(term) for term in terms]
    ways = [
        ("exact", syntax.phrase(terms)),
        ("exact", syntax.all([syntax.word(term) for term in terms])),
        ("folded", syntax.phrase(plain)),
        ("folded", syntax.all([syntax.word(term) for term in plain])),
    ]
    return ways if len(terms) > 1 else ways[::2]


def _beginnings(terms: Sequence[str]) -> list[Way]:
    """Return the way to match the beginnings of words."""
    syntax = _syntax()
    plain = [fold(term) for term in terms]
    if not any(map(_begins, plain)):
        return []
    return [("folded", syntax.all([syntax.word(t, begins=_begins(t)) for t in plain]))]


def _misspelt(terms: Sequence[str], corner: Corner) -> list[int]:
    """Return what has all words once those that may be misspelt are read as what they may have been."""
    syntax = _syntax()
    meant = []
    for term in map(fold, terms):
        ways = [syntax.word(way) for way in ways_to_mend(term)]
        meant.append(syntax.any([syntax.word(term, begins=_begins(term)), *ways]))
    return _in_order([("folded", syntax.all(meant))], corner)


def _partly(query: str, corner: Corner) -> list[int]:
    """Return what shares a good part of the words."""
    near = resembling(query, corner)
    return [number for number, nearness in near if nearness >= NEAR_ENOUGH][:MOST_FOUND]


# Fetching ---------------------------------------------------------------------------------------------


def _newest(query: Any, way: Way, corner: Corner, most: int, *, is_broad: bool = False) -> Any:
    """Return a select of entries with the newest ones that match, within a corner.

    `is_broad`: so many match that a walk from the newest entry on soon has enough.
    """
    column, part = way
    if corner.tags:
        syntax = _syntax()
        part = syntax.all([syntax.any([syntax.word(tag) for tag in corner.tags]), part])
    query = query.where(
        SearchEntry.scope == corner.scope, SearchEntry.subject_type == corner.subject_type
    )
    if _is_sqlite():
        asked: Any = bindparam(None, f"{column} : {part}")
        query = query.select_from(FTS).join(SearchEntry, SearchEntry.id == FTS.c.rowid)
        query = query.where(literal_column("search_fts").op("MATCH")(asked))
        return query.order_by(FTS.c.rowid.desc()).limit(most)
    vector: ColumnElement[Any] = literal_column(f"search_entry.{column}_vector")
    query = query.where(vector.op("@@")(func.to_tsquery("simple", part)))
    # Not by the bare column where few may match: the planner would read all entries from the newest on,
    # in the hope that so many match soon, and rare words would cost a walk through everything.
    newest = SearchEntry.id if is_broad else SearchEntry.id + 0
    return query.order_by(newest.desc()).limit(most)


def _in_order(ways: Sequence[Way], corner: Corner) -> list[int]:
    """Return what matches in one of the ways, those of the first way first.

    The others are asked, all in one question, only where the strictest did not find enough: so common
    words cost no more than rare ones.
    """
    found = dict.fromkeys(_each(ways[:1], corner))
    if len(found) < MOST_FOUND:
        found |= dict.fromkeys(_each(ways[1:], corner))
    return list(found)


def _each(ways: Sequence[Way], corner: Corner) -> list[int]:
    """Ask for several ways at once; what a stricter one found comes first, then the newest."""
    if not ways:
        return []
    parts: list[Any] = []
    for place, way in enumerate(ways):
        columns = select(literal(place).label("way"), SearchEntry.id, SearchEntry.subject_id)
        parts.append(select(_newest(columns, way, corner, MOST_FOUND).subquery()))
    rows = db.session.execute(union_all(*parts))
    return [row[2] for row in sorted(rows, key=lambda row: (row[0], -row[1]))]


def _texts(part: str, corner: Corner) -> dict[int, tuple[str, str]]:
    """Return the newest entries that match: subject_id -> (exact, folded)."""
    columns = select(SearchEntry.subject_id, SearchEntry.exact, SearchEntry.folded)
    query = _newest(columns, ("folded", part), corner, CANDIDATES, is_broad=True)
    rows = db.session.execute(query)
    return {row[0]: (row[1], row[2]) for row in rows}


def _as_select(ids: Sequence[int]) -> Select[Any, Any]:
    """Return ids in their order as a select of (subject_id, rank)."""
    if _is_sqlite():
        each = func.json_each(bindparam(None, json.dumps(list(ids)))).table_valued("value", "key")
        return select(each.c.value.label("subject_id"), each.c.key.label("rank"))
    array = bindparam(None, list(ids), type_=postgresql.ARRAY(BigInteger))
    rows = func.unnest(array).table_valued("value", with_ordinality="rank").render_derived()
    return select(rows.c.value.label("subject_id"), rows.c.rank.label("rank"))
