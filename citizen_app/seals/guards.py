"""Whether the database still refuses to change the log and its seals.

Seals prove what happened; triggers hinder it. Whoever rules the database can drop them, which is worth
an alarm before anything is changed.
"""

from __future__ import annotations

from sqlalchemy import text

from citizen_app.core.db import db

SQLITE = {
    name: table
    for table in ("event", "event_seal")
    for name in (f"{table}_no_update", f"{table}_no_delete")
}
POSTGRESQL = {
    name: table
    for table in ("event", "event_seal")
    for name in (f"{table}_no_change", f"{table}_no_truncate")
}
OF_SQLITE = text("select name, sql from sqlite_master where type = 'trigger'")
# 'O' and 'A' fire for everybody; the function must still refuse.
OF_POSTGRESQL = text(
    "select t.tgname, p.prosrc from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
    " where not t.tgisinternal and t.tgenabled in ('O', 'A')"
)


def missing_guards() -> list[str]:
    """Return the names of triggers that are gone, switched off or made harmless."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    found = {
        name: body.lower()
        for name, body in db.session.execute(OF_SQLITE if is_sqlite else OF_POSTGRESQL)
    }
    refusal = "raise(abort" if is_sqlite else "raise exception"
    wanted = SQLITE if is_sqlite else POSTGRESQL
    return [name for name in sorted(wanted) if refusal not in found.get(name, "")]
