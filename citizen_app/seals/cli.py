"""Commands over the seals; they stand beside the other commands of the event log."""

from __future__ import annotations

import re
from pathlib import Path

import click

from citizen_app.core import proofs
from citizen_app.seals import jobs
from citizen_app.seals.commands import seal_new_events
from citizen_app.seals.queries import SHORT
from citizen_app.seals.telling import lines_of
from citizen_app.seals.verifying import Findings, KeptHead

LEAST = 16
HEX = re.compile(rf"[0-9a-f]{{{LEAST},64}}")


@click.command("seal")
def seal() -> None:
    """Seal what the log has gained, now; the worker does it each hour."""
    click.echo(f"{seal_new_events()} events sealed")


@click.command("verify")
@click.option("--newest", is_flag=True, help="Only the last three days, as each night.")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="FILE|HASH",
    help="A head kept elsewhere, or a file of the site that names heads; may be repeated.",
)
def verify(newest: bool, heads: tuple[str, ...]) -> None:
    """Compare the log with its seals; exit with 1 and say which event was altered."""
    kept = [one for named in heads for one in kept_heads(named)]
    findings = jobs.verify(newest_only=newest, kept=kept)
    for line in lines_of(findings):
        click.echo(line)
    click.echo(_summary(findings, len(kept)))
    if findings.fault_count:
        raise click.exceptions.Exit(1)


def kept_heads(named: str) -> list[KeptHead]:
    """Return the heads that a file names, or the one that was typed (whole, or its beginning)."""
    typed = re.sub(r"[\s-]", "", named).lower()
    if HEX.fullmatch(typed):
        return [KeptHead(typed)]
    path = Path(named)
    if not path.is_file():
        raise click.UsageError(
            f"{named!r} is neither a file nor a head: {LEAST} to 64 digits 0-9, a-f"
            f" (a slip shows {SHORT})"
        )
    found = proofs.heads_in(path.read_text("utf-8"))
    if not found:
        raise click.UsageError(f"{named} names no head")
    return [KeptHead(head, number) for number, head in found]


def _summary(findings: Findings, kept: int) -> str:
    parts = [
        f"{findings.event_count} events under {findings.seal_count} seals compared",
        f"newest seal {findings.seal_number}: {findings.head}",
        f"{findings.waiting} wait for the next seal",
    ]
    if findings.taken_over:
        parts.append(f"{findings.taken_over} came from other systems with their own dates")
    if kept:
        parts.append(f"{kept} kept heads compared")
    outcome = f"{findings.fault_count} FAULTS" if findings.fault_count else "all good"
    return "\n".join([*parts, outcome])
