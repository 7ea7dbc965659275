"""Turn a file of official questions and answers (JSON lines) into a table for `flask feedback import`.

python -m bench.official_questions QUESTIONS.jsonl OUT.csv [--ward 26743]

Each line of the input: {"id", "question", "answer", "field", "source"}. The sources give no dates, so
each question gets one: spread over the last year, the same at every run, answered five days later.
"""

import argparse
import csv
import datetime as dt
import json
import pathlib

from citizen_app.feedback.importing import COLUMNS

DAYS = 360


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=pathlib.Path)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--ward", default="26743")
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    today = dt.datetime.now(dt.UTC).replace(hour=2, minute=0, second=0, microsecond=0)
    with options.table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for number, row in enumerate(rows):
            sent = today - dt.timedelta(days=DAYS - number * (DAYS - 10) // len(rows))
            writer.writerow(as_case(row, options.ward, sent))
    print(f"{len(rows)} questions written to {options.table}")


def as_case(row: dict[str, str], ward: str, sent: dt.datetime) -> dict[str, str]:
    """Return one question as a row of the table."""
    return {
        "external_id": row["id"],
        "ward_code": ward,
        "kind": "question",
        "field": row.get("field") or "",
        "title": row["question"][:200],
        "text": row["question"],
        "sent_at": sent.isoformat(),
        "answer": row["answer"],
        "answered_at": (sent + dt.timedelta(days=5)).isoformat(),
        "answered_by": row["source"],
    }


if __name__ == "__main__":
    main()
