"""The tables of a large set and which values of a story go into which column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from citizen_app.core.events import Event
from citizen_app.core.search import SearchEntry
from citizen_app.demo.bulk_story import Answered, Story, Told
from citizen_app.demo.bulk_words import Matter, Said
from citizen_app.demo.bulk_writing import BATCH, Writer
from citizen_app.feedback.commands.indexing import staff_tag, ward_tag
from citizen_app.feedback.models import (
    Answer,
    AnswerDraft,
    AnswerVersion,
    Judgement,
    Message,
    Report,
    ReportContact,
    Support,
)

COLUMNS: dict[type[Any], str] = {
    Report: "id code idempotency_digest pin_digest ward_id holder_ward_id channel kind category_id text"
    " title public_text place public_place neighbourhood_id privacy_asked is_restricted support_count"
    " visibility state fixed version department_id handler_id sent_at received_at published_at"
    " closed_at due_at due_basis merged_into_id forwarded_to decision_text refusal_ground",
    ReportContact: "report_id name email phone",
    Answer: "id report_id author_id approver_id signed_by body return_reason is_fixed drafted_at"
    " approved_at published_at",
    AnswerDraft: "answer_id body by_id at",
    AnswerVersion: "answer_id body by_id at",
    Judgement: "answer_id solved satisfaction reason at",
    Message: "report_id author_id is_from_sender body at",
    Support: "report_id device_digest at",
    Event: "id at ward_id kind subject_type subject_id actor_id actor_role channel facts",
    SearchEntry: "id scope subject_type subject_id exact folded",
}


class Tables:
    """One writer per table, in an order in which each row finds what it refers to."""

    def __init__(self) -> None:
        self.writers = {
            model: Writer(model.__table__, names.split()) for model, names in COLUMNS.items()
        }

    def all(self) -> list[Table]:
        """Return the tables."""
        return [writer.table for writer in self.writers.values()]

    def flush_when_full(self) -> None:
        """Send everything once one table has collected a batch."""
        if any(len(writer.rows) >= BATCH for writer in self.writers.values()):
            self.flush()

    def flush(self) -> None:
        """Send everything."""
        for writer in self.writers.values():
            writer.flush()

    def written(self) -> dict[str, int]:
        """Return how many rows went into each table."""
        return {writer.table.name: writer.written for writer in self.writers.values()}

    def report(
        self,
        story: Story,
        matter: Matter,
        neighbourhood_id: int,
        supporters: int,
        digest: str,
        pin: str,
    ) -> None:
        """Add the report itself."""
        screened = story.received is not None
        text, place = matter.text.text, matter.place.text
        self.writers[Report].add(
            story.id,
            story.code,
            digest,
            pin,
            story.ward.id,
            story.ward.id,
            "web",
            matter.kind,
            story.category_id,
            text,
            matter.title.text[:200],
            text if screened else "",
            place,
            place if screened else "",
            neighbourhood_id,
            story.is_private,
            story.is_private or story.is_sensitive,
            supporters,
            story.visibility,
            story.stage,
            story.fixed,
            story.version,
            story.department,
            story.handler,
            story.sent,
            story.received,
            story.published,
            story.closed,
            story.due,
            json.dumps(story.basis, ensure_ascii=False),
            story.merged_into,
            story.forwarded_to,
            story.decision,
            story.ground,
        )
        if story.question is not None:
            at, body = story.question
            self.writers[Message].add(story.id, story.officer, False, body, at)

    def contact(self, report_id: int, name: str, number: int) -> None:
        """Add how to reach a sender who does not exist."""
        phone = f"0900{number % 1_000_000:06}"
        self.writers[ReportContact].add(report_id, name, f"ba-con-{number}@vidu.vn", phone)

    def support(self, report_id: int, digest: str, at: int) -> None:
        """Add a supporter."""
        self.writers[Support].add(report_id, digest, at)

    def answer(self, story: Story, given: Answered, body: str) -> None:
        """Add an answer with its drafts, its published words and what the sender said of it."""
        self.writers[Answer].add(
            given.id,
            story.id,
            given.author,
            given.approver,
            given.signed_by,
            body,
            given.return_reason,
            given.is_fixed,
            given.drafted,
            given.approved,
            given.published,
        )
        for at in given.drafts:
            self.writers[AnswerDraft].add(given.id, body, given.author, at)
        if given.published is not None:
            self.writers[AnswerVersion].add(given.id, body, given.approver, given.published)
        if given.judged is not None:
            solved, stars, reason, at = given.judged
            self.writers[Judgement].add(given.id, solved, stars, reason, at)

    def event(self, number: int, told: Told, report_id: int, ward_id: int) -> None:
        """Add an event."""
        self.writers[Event].add(
            number,
            told.at,
            ward_id,
            told.kind,
            Report.__tablename__,
            report_id,
            told.actor_id,
            told.role,
            told.channel,
            told.facts,
        )

    def entries(
        self,
        numbers: Iterator[int],
        story: Story,
        matter: Matter,
        names: tuple[str, str],
        answer: Said | None,
    ) -> None:
        """Add what search finds, for each audience what it may read."""
        found_by = Said.of([story.code.replace("-", " ")])
        named = [Said.of([name]) for name in names]
        said = answer or Said("", "", "")
        parts = [found_by, *named, matter.place, matter.title, matter.text, said]
        self._entry(next(numbers), "staff", story.id, staff_tag(story.ward.code), parts)
        if story.visibility == "public" and story.stage != "merged":
            self._entry(next(numbers), "public", story.id, ward_tag(story.ward.code), parts)

    def _entry(self, number: int, scope: str, report_id: int, tag: str, parts: list[Said]) -> None:
        exact = " ".join([tag, *(part.exact for part in parts if part.exact)])
        folded = " ".join([tag, *(part.folded for part in parts if part.folded)])
        self.writers[SearchEntry].add(number, scope, Report.__tablename__, report_id, exact, folded)
