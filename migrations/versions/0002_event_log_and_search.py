"""Close the event log against changes; build the full text search.

Revision: 0002, after 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE_UP = (
    """create trigger event_no_update before update on event
       begin select raise(abort, 'event rows are never changed'); end""",
    """create trigger event_no_delete before delete on event
       begin select raise(abort, 'event rows are never removed'); end""",
    """create virtual table search_fts using fts5(exact, folded, content='search_entry',
       content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """create trigger search_entry_in after insert on search_entry begin
       insert into search_fts(rowid, exact, folded) values (new.id, new.exact, new.folded); end""",
    """create trigger search_entry_out after delete on search_entry begin
       insert into search_fts(search_fts, rowid, exact, folded)
       values ('delete', old.id, old.exact, old.folded); end""",
    """create trigger search_entry_anew after update on search_entry begin
       insert into search_fts(search_fts, rowid, exact, folded)
       values ('delete', old.id, old.exact, old.folded);
       insert into search_fts(rowid, exact, folded) values (new.id, new.exact, new.folded); end""",
    # Rows that were there before (after a way down and up again).
    "insert into search_fts(search_fts) values ('rebuild')",
)
SQLITE_DOWN = (
    "drop trigger search_entry_anew",
    "drop trigger search_entry_out",
    "drop trigger search_entry_in",
    "drop table search_fts",
    "drop trigger event_no_delete",
    "drop trigger event_no_update",
)
POSTGRESQL_UP = (
    """create function event_is_closed() returns trigger language plpgsql as $$
       begin raise exception 'event rows are never changed or removed'; end $$""",
    """create trigger event_no_change before update or delete on event
       for each row execute function event_is_closed()""",
    """create trigger event_no_truncate before truncate on event
       for each statement execute function event_is_closed()""",
    """alter table search_entry
       add column exact_vector tsvector generated always as (to_tsvector('simple', exact)) stored,
       add column folded_vector tsvector generated always as (to_tsvector('simple', folded)) stored""",
    "create index ix_search_entry_exact_vector on search_entry using gin (exact_vector)",
    "create index ix_search_entry_folded_vector on search_entry using gin (folded_vector)",
)
POSTGRESQL_DOWN = (
    "drop index ix_search_entry_folded_vector",
    "drop index ix_search_entry_exact_vector",
    "alter table search_entry drop column exact_vector, drop column folded_vector",
    "drop trigger event_no_truncate on event",
    "drop trigger event_no_change on event",
    "drop function event_is_closed()",
)


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    _run(SQLITE_UP if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_UP)


def downgrade() -> None:
    _run(SQLITE_DOWN if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DOWN)
