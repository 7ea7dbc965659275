"""Full text search, the same on both engines: with diacritics first, without as well.

Each text is kept twice: as written (one normal form) and folded (no diacritics, đ included). A query
must match folded; what also matches as written ranks higher. SQLite keeps an FTS5 table beside
`search_entry`, filled by triggers; PostgreSQL keeps generated tsvector columns. Both come with the
first migration.

An entry is written in the transaction of the change itself: a page's cache key is the ward's last
event, so what the page shows must be complete when that event is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Select,
    String,
    Table,
    delete,
    false,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, BigId, db
from citizen_app.core.text import fold, words

MOST_WORDS = 12
MOST_COMPARED = 40
SHORT = 2


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


def index(subject: Any, scope: str, texts: list[str], tag: str = "") -> None:
    """Put one thing into the index, replacing what was there.

    `tag` (a ward's, say) becomes a word of its own, so that the index itself narrows a search to it.
    """
    remove(subject, scope)
    exact = " ".join([tag, *words(" ".join(texts))]).strip()
    db.session.add(
        SearchEntry(
            scope=scope,
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            exact=exact,
            folded=fold(exact),
        )
    )
    db.session.flush()


def remove(subject: Any, scope: str | None = None) -> None:
    """Take one thing out of the index."""
    query = delete(SearchEntry).where(
        SearchEntry.subject_type == subject.__tablename__, SearchEntry.subject_id == subject.id
    )
    db.session.execute(query if scope is None else query.where(SearchEntry.scope == scope))


def matching(query: str, scope: str, subject_type: str, tag: str = "") -> Select[Any, Any]:
    """Return a select of (subject_id, rank) for what a person typed, lower rank first."""
    terms = words(query)[:MOST_WORDS]
    if not terms:
        nothing: Select[Any, Any] = select(
            SearchEntry.subject_id, literal_column("0").label("rank")
        )
        return nothing.where(false())
    build = _sqlite if db.engine.dialect.name == "sqlite" else _postgresql
    return build(terms, tag).where(
        SearchEntry.scope == scope, SearchEntry.subject_type == subject_type
    )


FTS = Table("search_fts", Base.metadata, Column("rowid", BigInteger), info={"virtual": True})


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _prefixed(word: str) -> str:
    # A star behind a word of one or two letters would match half of the language ("ma" -> "mat").
    return _quoted(word) + ("*" if len(word) > SHORT else "")


def resembling(text: str, scope: str, subject_type: str, tag: str = "") -> Select[Any, Any]:
    """Return a select of (subject_id, rank) of what shares words with a text, the nearest first.

    Unlike `matching`, not every word must be there: people say the same thing in other words.
    """
    terms = list(dict.fromkeys(fold(word) for word in words(text) if len(word) > SHORT))
    terms = terms[:MOST_COMPARED]
    if not terms:
        return matching("", scope, subject_type)
    build = _sqlite_near if db.engine.dialect.name == "sqlite" else _postgresql_near
    return build(terms, tag).where(
        SearchEntry.scope == scope, SearchEntry.subject_type == subject_type
    )


def _sqlite_near(terms: list[str], tag: str) -> Select[Any, Any]:
    match = "folded : (" + " OR ".join(_quoted(term) for term in terms) + ")"
    if tag:
        match = f"({match}) AND (folded : {_quoted(tag)})"
    rank: ColumnElement[float] = literal_column("bm25(search_fts, 0.0, 1.0)", type_=None)
    return (
        select(SearchEntry.subject_id, rank.label("rank"))
        .select_from(FTS)
        .join(SearchEntry, SearchEntry.id == FTS.c.rowid)
        .where(text("search_fts MATCH :match").bindparams(match=match))
    )


def _postgresql_near(terms: list[str], tag: str) -> Select[Any, Any]:
    folded_column: ColumnElement[Any] = literal_column("search_entry.folded_vector")
    lexemes = " | ".join("'" + term.replace("'", "''") + "'" for term in terms)
    wanted = func.to_tsquery("simple", f"({lexemes}) & '{tag}'" if tag else lexemes)
    rank = -func.ts_rank(folded_column, wanted)
    return select(SearchEntry.subject_id, rank.label("rank")).where(folded_column.op("@@")(wanted))


def _sqlite(terms: list[str], tag: str) -> Select[Any, Any]:
    needed = [_prefixed(fold(t)) for t in terms] + ([_quoted(tag)] if tag else [])
    loose = "(folded : (" + " AND ".join(needed) + "))"
    strict = "(exact : (" + " OR ".join(_quoted(t) for t in terms) + "))"
    match = f"{loose} OR ({strict} AND {loose})"
    rank: ColumnElement[float] = literal_column("bm25(search_fts, 10.0, 1.0)", type_=None)
    return (
        select(SearchEntry.subject_id, rank.label("rank"))
        .select_from(FTS)
        .join(SearchEntry, SearchEntry.id == FTS.c.rowid)
        .where(text("search_fts MATCH :match").bindparams(match=match))
    )


def _postgresql(terms: list[str], tag: str) -> Select[Any, Any]:
    def tsquery(parts: list[str], joiner: str) -> Any:
        lexemes = ["'" + p.replace("'", "''").replace("\\", "\\\\") + "'" for p in parts]
        starred = [
            x + (":*" if len(p) > SHORT and joiner == " & " else "")
            for x, p in zip(lexemes, parts, strict=True)
        ]
        return func.to_tsquery("simple", joiner.join(starred))

    folded_column: ColumnElement[Any] = literal_column("search_entry.folded_vector")
    exact_column: ColumnElement[Any] = literal_column("search_entry.exact_vector")
    needed = [fold(t) for t in terms] + ([tag] if tag else [])
    loose, strict = tsquery(needed, " & "), tsquery(terms, " | ")
    rank = -(func.ts_rank(folded_column, loose) + 10 * func.ts_rank(exact_column, strict))
    return select(SearchEntry.subject_id, rank.label("rank")).where(folded_column.op("@@")(loose))
