"""Planning a session, and changing the plan while nobody outside knows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue.events import DialoguePlanChanged, DialoguePlanned
from citizen_app.dialogue.models import AgendaItem, Form, Session, Topic
from citizen_app.dialogue.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Department, Neighbourhood, Ward

PREFIX = "DT"
LONGEST = dt.timedelta(days=2)
FIELDS = (
    *("kind", "form", "title", "about", "place", "link", "starts_at", "ends_at"),
    *("questions_until", "chair", "co_chair", "secretary_id", "capacity"),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is settled of a session. Times are aware moments; agenda lines are (minutes, title)."""

    kind: str
    form: str
    title: str
    about: str = ""
    place: str = ""
    link: str = ""
    starts_at: dt.datetime
    ends_at: dt.datetime
    questions_until: dt.datetime
    chair: str
    co_chair: str = ""
    secretary_id: int | None = None
    capacity: int | None = None
    topics: Sequence[str] = field(default_factory=tuple)
    agenda: Sequence[tuple[int, str]] = field(default_factory=tuple)
    departments: Sequence[Department] = field(default_factory=tuple)
    clusters: Sequence[Neighbourhood] = field(default_factory=tuple)


def plan_session(actor: Actor, ward: Ward, plan: Plan) -> Session:
    """Store a new plan; nobody outside the ward's staff sees it."""
    authorize(actor, Permission.DIALOGUE_PLAN, ward.id)
    lock_wards([ward.id])
    check_plan(ward.id, plan)
    session = Session(code=ids.new_code(PREFIX), ward_id=ward.id, state="planned")
    settle(session, plan)
    db.session.add(session)
    db.session.flush()
    fact = DialoguePlanned(session.code, session.kind, session.starts_at.isoformat())
    record(fact, actor=actor, ward_id=ward.id, subject=session)
    return session


def change_plan(
    actor: Actor, session: Session, plan: Plan, *, version: int | None = None
) -> Session:
    """Change a plan that was not announced yet."""
    lock_wards([session.ward_id])
    check_version(session, version)
    check_plan(session.ward_id, plan)
    machine.apply(actor, session, "change_plan")
    fact = DialoguePlanChanged(settle(session, plan))
    db.session.flush()
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return session


def check_plan(ward_id: int, plan: Plan) -> None:
    """Raise Invalid where the parts of a plan do not fit together."""
    if plan.starts_at <= clock.now():
        raise Invalid("day", _l("This moment has passed. Please choose a later day."))
    if plan.ends_at <= plan.starts_at or plan.ends_at - plan.starts_at > LONGEST:
        raise Invalid("ends", _l("The end must come after the beginning."))
    if plan.questions_until > plan.ends_at:
        raise Invalid(
            "questions_until", _l("Questions cannot be sent after the session has ended.")
        )
    if plan.form != Form.ONLINE and not plan.place.strip():
        raise Invalid("place", _l("Please say where people meet."))
    if plan.form != Form.IN_PERSON and not plan.link.startswith("https://"):
        raise Invalid("link", _l("Please give the address of the online room, with https://"))
    places = [d.ward_id for d in plan.departments] + [n.ward_id for n in plan.clusters]
    if set(places) - {ward_id}:
        raise Invalid("departments", _l("This does not belong to the ward."))


def settle(session: Session, plan: Plan) -> list[str]:
    """Store a plan in a session; return the names of the parts that changed."""
    wanted = {name: getattr(plan, name) for name in FIELDS}
    wanted |= {n: nfc(v).strip() for n, v in wanted.items() if isinstance(v, str)}
    changed = [name for name, value in wanted.items() if getattr(session, name) != value]
    for name, value in wanted.items():
        setattr(session, name, value)
    lists: dict[str, list[object]] = {
        "topics": [topic.title for topic in session.topics],
        "agenda": [(item.minutes, item.title) for item in session.agenda],
        "departments": list(session.departments),
        "clusters": list(session.clusters),
    }
    changed += [name for name, before in lists.items() if before != list(getattr(plan, name))]
    if "topics" in changed:
        session.topics = [Topic(position=n, title=t) for n, t in enumerate(plan.topics)]
    if "agenda" in changed:
        session.agenda = [
            AgendaItem(position=n, minutes=minutes, title=title)
            for n, (minutes, title) in enumerate(plan.agenda)
        ]
    session.departments, session.clusters = list(plan.departments), list(plan.clusters)
    return changed
