"""Asking the site's own search and its similar cases, in its own tables, and counting what is right."""

import contextlib
import dataclasses
import datetime as dt
import json
import os
import pathlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import flask_migrate
from sqlalchemy import select

from citizen_app import create_app
from citizen_app.core import clock, search
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.core.events import without_handlers
from citizen_app.core.text import fold
from citizen_app.feedback import queries_list
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.taking_over import import_row
from citizen_app.feedback.importing import Row
from citizen_app.feedback.models import Report
from citizen_app.feedback.similar import similar_public
from citizen_app.wards.models import Ward
from config import ROOT, Settings

TOPICS, OFFICIAL, ASKED = (
    "ward_service_paraphrase_groups.jsonl",
    "gov_qa_official.jsonl",
    "dvc_faq_questions.jsonl",
)
SOURCE = "bench"
HITS = 5
Write = Callable[[str], str]
WAYS: dict[str, Write] = {"with diacritics": str, "without": fold}


@dataclass
class Result:
    """A share of good answers, what it should be, and the questions that were missed."""

    name: str
    asked: int
    good: int
    aim: float
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.good / self.asked


@contextlib.contextmanager
def empty_site() -> Iterator[Ward]:
    """A site with the city's wards and no reports, on DATABASE_URL or a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/search.sqlite"
        settings = Settings.from_environment(
            {"DATABASE_URL": url, "INSTANCE_DIR": folder, "SECRET_KEY": "only-to-measure" * 3}
        )
        app = create_app(dataclasses.replace(settings, testing=True))
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            loaded = app.test_cli_runner().invoke(args=["wards", "load", "--province", "79"])
            assert loaded.exit_code == 0, loaded.output
            ward = db.session.scalars(select(Ward).where(Ward.code == "26743")).one()
            ward.is_open = True
            db.session.commit()
            yield ward
            db.session.remove()
            db.engine.dispose()


def measure(texts: pathlib.Path, ward: Ward) -> list[Result]:
    """Return every figure; the texts are put into the ward as published cases and stay there."""
    return [*similar_topics(texts, ward), *same_answers(texts, ward)]


def similar_topics(texts: pathlib.Path, ward: Ward) -> list[Result]:
    """Ask each wording of a topic while only its others are indexed: is the topic among the five?"""
    groups = read(texts / TOPICS)
    for group in groups:
        for number, question in enumerate(group["questions"]):
            publish(ward, f"{group['group']}|{number}", question, group["answer"])
    cases = reports()
    results = []
    for name, written in WAYS.items():
        result = Result(f"topic among {HITS} similar cases, {name}", 0, 0, 0.91)
        for number in range(max(len(group["questions"]) for group in groups)):
            asked = {
                group["group"]: group["questions"][number]
                for group in groups
                if number < len(group["questions"])
            }
            with left_out([cases[f"{group}|{number}"] for group in asked]):
                ask(ward, asked, written, result)
        results.append(result)
    forget(cases.values())
    return results


def ask(ward: Ward, asked: dict[str, str], written: Write, result: Result) -> None:
    for group, question in asked.items():
        found = similar_public(ward, written(question), most=HITS)
        hit = group in {str(report.external_id).split("|")[0] for report in found}
        result.asked += 1
        result.good += hit
        if not hit:
            result.missed.append(written(question))


@contextlib.contextmanager
def left_out(cases: Sequence[Report]) -> Iterator[None]:
    """Take cases out of the index for a while."""
    for case in cases:
        search.remove(case, "public")
    yield
    for case in cases:
        index_report(case)
    db.session.commit()


def same_answers(texts: pathlib.Path, ward: Ward) -> list[Result]:
    """Ask with and without diacritics: is the first answer the same? By search and by similar cases."""
    official = read(texts / OFFICIAL)
    for row in official:
        publish(ward, row["id"], row["question"], row["answer"])
    own = [(row["question"], fold(row["question"])) for row in official]
    others = [(row["text"], row["no_diacritics"]) for row in read(texts / ASKED)]
    results = [
        same_first("same first answer, search, official questions", own, searched(ward)),
        same_first("same first answer, search, other questions", others, searched(ward)),
        same_first("same first answer, similar, official questions", own, similar(ward)),
        # Their answers are not among the texts: several weak matches compete, so there is no aim.
        same_first("same first answer, similar, other questions", others, similar(ward), aim=0),
    ]
    forget(reports().values())
    return results


def searched(ward: Ward) -> Callable[[str], Sequence[Report]]:
    return lambda typed: (
        queries_list.list_public(ward, queries_list.PublicFilter(q=typed)).page.rows
    )


def similar(ward: Ward) -> Callable[[str], Sequence[Report]]:
    return lambda typed: similar_public(ward, typed, most=1)


def same_first(
    name: str,
    pairs: list[tuple[str, str]],
    find: Callable[[str], Sequence[Report]],
    aim: float = 0.95,
) -> Result:
    result = Result(name, 0, 0, aim)
    for marked, plain in pairs:
        first, second = find(marked), find(plain)
        same = first[:1] == second[:1]
        result.asked += 1
        result.good += same
        if not same:
            result.missed.append(marked)
    return result


def read(path: pathlib.Path) -> list[dict[str, object]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def publish(ward: Ward, key: str, question: str, answer: str) -> None:
    """Take over a question with its answer as the import does."""
    sent = clock.now() - dt.timedelta(days=30)
    row = Row(
        number=0,
        external_id=key[:80],
        ward_code=ward.code,
        kind="question",
        field="",
        title=question[:200],
        text=question,
        place="",
        neighbourhood="",
        sent_at=sent,
        answer=answer,
        answered_at=sent + dt.timedelta(days=5),
        answered_by="UBND phường",
    )
    with without_handlers():
        import_row(SYSTEM, row, source=SOURCE)


def reports() -> dict[str, Report]:
    db.session.commit()
    rows = db.session.scalars(select(Report).where(Report.external_source == SOURCE))
    return {str(report.external_id): report for report in rows}


def forget(cases: Iterable[Report]) -> None:
    """Take measured cases out of the index, so that they do not stand in the next one's way."""
    for case in cases:
        search.remove(case)
    db.session.commit()
