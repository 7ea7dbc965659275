"""How many statements a block sends to the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

HOUSEKEEPING = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|SET |SAVEPOINT|RELEASE)", re.I)


@dataclass
class Statements:
    """The statements seen so far; transaction control and settings are left out."""

    all: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.all)

    @property
    def writes(self) -> list[str]:
        return [s for s in self.all if re.match(r"\s*(INSERT|UPDATE|DELETE|MERGE)", s, re.I)]

    def __str__(self) -> str:
        return f"{self.count} statements:\n" + "\n".join(
            " ".join(s.split())[:200] for s in self.all
        )


@contextmanager
def count_queries(at_most: int | None = None) -> Iterator[Statements]:
    """Collect the statements of the block; fail when there are more than `at_most`."""
    seen = Statements()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not HOUSEKEEPING.match(statement):
            seen.all.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert at_most is None or seen.count <= at_most, f"at most {at_most} allowed, {seen}"
