"""A question's page for everyone: from asking to what was done."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from citizen_app.core.access import public
from citizen_app.core.actor import Actor
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.dialogue import queries
from citizen_app.dialogue.queries.thread import get_for_thread, thread_of
from citizen_app.dialogue.routes_public import bp
from citizen_app.dialogue.thread_words import (
    OUTCOME_LABELS,
    next_words,
    promise_words,
    stage_of,
)


@bp.get("/p/<ward:ward>/doi-thoai/<code>/cau-hoi/<qcode>")
@public
@cached_page
def thread(ward: Any, code: str, qcode: str) -> Any:
    """Show what became of a question; one that was joined to another leads there."""
    held = queries.get_public(ward, code)
    question = get_for_thread(held, qcode)
    if (held.code, question.code) != (code, qcode):
        here = url_for("dialogue.thread", ward=ward, code=held.code, qcode=question.code)
        return redirect(here)
    return render_template(
        "dialogue/thread.html",
        ward=ward,
        session=held,
        question=question,
        address=whole_address(
            "dialogue.thread", ward=ward.path_id, code=held.code, qcode=question.code
        ),
        **thread_parts(Actor(), question),
    )


def thread_parts(reader: Actor, question: Any) -> dict[str, Any]:
    """Return what the five stages on a page need."""
    told = thread_of(reader, question)
    return {
        "thread": told,
        "stage": stage_of(told),
        "next_words": next_words(told),
        "promise_words": promise_words,
        "outcome_labels": OUTCOME_LABELS,
    }
