"""What other sites show of a public case when somebody shares its address, and what search engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.text import shorten
from citizen_app.core.web.addresses import whole_address
from citizen_app.feedback.models import Answer, Report

DESCRIPTION = 160
Answers = Sequence[tuple[Answer, Sequence[Attachment]]]


@dataclass(frozen=True)
class Preview:
    """A title, a few words, an address and perhaps a picture; `data` is schema.org's QAPage or None."""

    title: str
    description: str
    url: str
    image: str
    data: dict[str, Any] | None


def preview_of(report: Report, photos: Sequence[Attachment], answers: Answers) -> Preview:
    """Return the preview of a case that everyone may read, from what everyone may read of it."""
    url = whole_address("feedback.case", ward=report.holder, code=report.code)
    newest = answers[-1][0] if answers else None
    told = newest.body if newest is not None else report.public_text
    after = [a for _, evidence in reversed(answers) for a in evidence]
    pictures = [a for a in [*after, *photos] if a.kind != AttachmentKind.DOCUMENT and a.is_public]
    image = whole_address("feedback.photo", token=pictures[0].token, size="lon") if pictures else ""
    return Preview(
        report.title,
        shorten(told, DESCRIPTION),
        url,
        image,
        _question_and_answer(report, newest, url),
    )


def _question_and_answer(report: Report, answer: Answer | None, url: str) -> dict[str, Any] | None:
    """Return the case as schema.org/QAPage; nobody's name but the office's stands in it."""
    if answer is None or answer.published_at is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": report.title,
            "text": report.public_text,
            "dateCreated": report.sent_at.isoformat(),
            "answerCount": 1,
            "upvoteCount": report.support_count,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": answer.body,
                "dateCreated": answer.published_at.isoformat(),
                "url": url,
                "author": {"@type": "GovernmentOrganization", "name": report.holder.office_name},
            },
        },
    }
