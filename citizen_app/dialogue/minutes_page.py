"""What pages of minutes show: a body with its words, signatories with what they said, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Response

from citizen_app.core.exports.letters import letter_docx, letter_pdf
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.minutes_body import outcomes_of
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_minutes import (
    Minutes,
    MinutesVersion,
    Signature,
    SignerRole,
    Verdict,
)
from citizen_app.dialogue.papers_results import Said, minutes_letter
from citizen_app.dialogue.words import FORM_LABELS, KIND_LABELS
from citizen_app.dialogue.words_minutes import (
    NOT_ANSWERED,
    OUTCOME_COLOURS,
    OUTCOME_LABELS,
    signer_label,
)

WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_NAME = "bien-ban"


def body_view(body: dict[str, Any]) -> dict[str, Any]:
    """Return a body with moments, days and labels as templates need them."""
    known, counts = grounds(), outcomes_of(body)
    return {
        **body,
        "began_at": dt.datetime.fromisoformat(body["began_at"]),
        "ended_at": dt.datetime.fromisoformat(body["ended_at"]),
        "kind": KIND_LABELS[body["kind"]],
        "form": FORM_LABELS[body["form"]],
        "refused": [(known[code], n) for code, n in body["refused"] if code in known],
        "questions": [_question(one) for one in body["questions"]],
        "outcomes": [
            (label, counts[key], OUTCOME_COLOURS.get(key, "withdrawn"))
            for key, label in (*OUTCOME_LABELS.items(), ("", NOT_ANSWERED))
            if counts.get(key)
        ],
    }


def _question(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "due_on": dt.date.fromisoformat(one["due_on"]) if one["due_on"] else None,
        "label": OUTCOME_LABELS.get(one["outcome"], NOT_ANSWERED),
        "colour": OUTCOME_COLOURS.get(one["outcome"], "withdrawn"),
    }


def signer_rows(minutes: Minutes) -> list[dict[str, Any]]:
    """Return who signs now, with what they said to the newest version."""
    newest = minutes.newest
    return [
        {
            "signer": signer,
            "label": signer_label(signer.role),
            "signature": policies.signature_of(signer, newest),
        }
        for signer in minutes.signing
    ]


def signatures_of(version: MinutesVersion) -> list[dict[str, Any]]:
    """Return what was said to a version, for everyone: residents who sign are not named."""
    return [
        {
            "label": signer_label(one.signer.role),
            "name": public_name(one),
            "verdict": one.verdict,
            "at": one.at,
        }
        for one in version.signatures
    ]


def public_name(signature: Signature) -> str:
    """Return the name of who signed, unless they are residents."""
    signer = signature.signer
    return "" if signer.role == SignerRole.RESIDENT else signer.name


def objections_of(minutes: Minutes, upto: int) -> list[dict[str, Any]]:
    """Return the objections to a version and to those before it, as everyone reads them."""
    return [
        {
            "label": signer_label(one.signer.role),
            "number": version.number,
            "text": one.public_text,
        }
        for version in minutes.versions
        if version.number <= upto
        for one in version.signatures
        if one.verdict == Verdict.OBJECTED and one.public_text
    ]


def minutes_file(
    session: Session, body: dict[str, Any], said: Sequence[Said], version: Any, ending: str
) -> Response:
    """Return minutes as .docx or PDF; `version` None is the draft."""
    number, digest = (version.number, version.digest) if version is not None else (0, "")
    letter = minutes_letter(session, body, said, number=number, digest=digest)
    is_word = ending == "docx"
    content = letter_docx(letter) if is_word else letter_pdf(letter)
    response = Response(content, mimetype=WORD_FILE if is_word else "application/pdf")
    name = f"{FILE_NAME}-{session.code}-{number or 'nhap'}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def said_inside(minutes: Minutes, version: MinutesVersion | None) -> list[Said]:
    """Return the signature blocks for staff: every name, and who has not signed yet."""
    rows = []
    for signer in minutes.signing:
        one = policies.signature_of(signer, version)
        rows.append(
            Said(
                role=signer.role,
                name=signer.name,
                verdict=one.verdict if one else "",
                at=one.at if one else None,
                text=one.text if one else "",
            )
        )
    return rows


def said_in_public(version: MinutesVersion) -> list[Said]:
    """Return the signature blocks for everyone."""
    return [
        Said(
            role=one.signer.role,
            name=public_name(one),
            verdict=one.verdict,
            at=one.at,
            text=one.public_text,
        )
        for one in version.signatures
    ]
