"""Texts to start an answer from: a ward may reword the general ones, add to them or hide them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import slug
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import note_added, set_values
from citizen_app.wards.commands.units import MOST_LETTERS_OF_CODE, free_code
from citizen_app.wards.models import AnswerTemplate, Ward
from citizen_app.wards.queries import list_categories


def change_text(
    actor: Actor,
    ward: Ward,
    *,
    code: str = "",
    title: str,
    body: str,
    category: str = "",
    for_state: str = "",
) -> AnswerTemplate:
    """Change a text of the ward, word a general one anew, or (without a code) add one.

    `category` is a field's code, `for_state` a state of a case; empty: offered for all of them.
    """
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    texts = _texts(ward)
    values = {
        "title": title,
        "body": body,
        "category_id": _category_id(ward, category),
        "for_state": for_state,
    }
    if not code:
        return _add(actor, ward, free_code(_code_of(title), {t.code for t in texts}), **values)
    own = next((t for t in texts if t.code == code and t.ward_id is not None), None)
    if own is None:
        _general(texts, code)
        return _add(actor, ward, code, **values)
    set_values(actor, ward, own, title, **values)
    return own


def _category_id(ward: Ward, code: str) -> int | None:
    if not code:
        return None
    found = next((c for c in list_categories(ward.id) if c.code == code), None)
    if found is None:
        raise Invalid("category", _l("Please choose a field of the list."))
    return found.id


def show_text(actor: Actor, ward: Ward, *, code: str, is_active: bool) -> AnswerTemplate:
    """Hide a text from the ward's officers, or show it again."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    texts = _texts(ward)
    own = next((t for t in texts if t.code == code and t.ward_id is not None), None)
    if own is None:
        general = _general(texts, code)
        if is_active:
            return general
        own = _add(
            actor,
            ward,
            code,
            title=general.title,
            body=general.body,
            category_id=general.category_id,
            for_state=general.for_state,
        )
    set_values(actor, ward, own, own.title, is_active=is_active)
    return own


def _texts(ward: Ward) -> list[AnswerTemplate]:
    here = AnswerTemplate.ward_id.is_(None) | (AnswerTemplate.ward_id == ward.id)
    return list(db.session.scalars(select(AnswerTemplate).where(here).order_by(AnswerTemplate.id)))


def _general(texts: list[AnswerTemplate], code: str) -> AnswerTemplate:
    found = next((t for t in texts if t.code == code and t.ward_id is None), None)
    if found is None:
        raise NotFound()
    return found


def _code_of(title: str) -> str:
    code = slug(title)[:MOST_LETTERS_OF_CODE]
    if not code:
        raise Invalid("title", _l("Please use letters in the title."))
    return code


def _add(actor: Actor, ward: Ward, code: str, **values: Any) -> AnswerTemplate:
    text = AnswerTemplate(ward_id=ward.id, code=code, is_active=True, **values)
    note_added(actor, ward, text, text.title)
    return text
