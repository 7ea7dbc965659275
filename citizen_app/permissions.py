"""Who may do what: one list of permissions, one map from roles. /quan-tri/quyen shows this very map."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l


class Permission(StrEnum):
    """Everything that staff may be allowed to do, `scope:action`, in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    CALENDAR_EDIT = "calendar:edit"
    COMMITMENT_KEEP = "commitment:keep"
    COMMITMENT_REDATE = "commitment:redate"
    COMMITMENT_REVIEW = "commitment:review"
    DIALOGUE_ANNOUNCE = "dialogue:announce"
    DIALOGUE_MODERATE = "dialogue:moderate"
    DIALOGUE_PLAN = "dialogue:plan"
    DIALOGUE_PREPARE = "dialogue:prepare"
    DIALOGUE_RUN = "dialogue:run"
    DIALOGUE_SUPERVISE = "dialogue:supervise"
    EVENT_READ = "event:read"
    FIGURES_READ = "figures:read"
    FIGURES_REPORT = "figures:report"
    HELP_KEEP = "help:keep"
    KIOSK_KEEP = "kiosk:keep"
    PAPER_KEEP = "paper:keep"
    REPORT_ANSWER = "report:answer"
    REPORT_APPROVE = "report:approve"
    REPORT_ASSIGN = "report:assign"
    REPORT_CONFINE = "report:confine"
    REPORT_CORRECT = "report:correct"
    REPORT_EXPORT = "report:export"
    REPORT_EXTEND = "report:extend"
    REPORT_FORWARD = "report:forward"
    REPORT_MERGE = "report:merge"
    REPORT_NOTE = "report:note"
    REPORT_ON_BEHALF = "report:on_behalf"
    REPORT_READ = "report:read"
    REPORT_READ_ACCUSED = "report:read_accused"
    REPORT_READ_CONTACT = "report:read_contact"
    REPORT_READ_DENUNCIATION = "report:read_denunciation"
    REPORT_READ_PRIVATE = "report:read_private"
    REPORT_RECEIVE = "report:receive"
    REPORT_REFUSE = "report:refuse"
    REPORT_REGISTER = "report:register"
    REPORT_REOPEN = "report:reopen"
    ROLE_READ = "role:read"
    SURVEY_RUN = "survey:run"
    TEAM_MANAGE = "team:manage"
    TEAM_SUPERVISE = "team:supervise"
    WARD_SETTINGS = "ward:settings"


class Role(StrEnum):
    """The roles of the field; a person may hold several, each in a ward or in the whole city."""

    RESIDENT = "resident"
    HELPER = "helper"
    OFFICER = "officer"
    LEADER = "leader"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    WARD_ADMIN = "ward_admin"
    ANALYST = "analyst"
    SYSTEM_ADMIN = "system_admin"
    CITY_INSPECTOR = "city_inspector"


P = Permission
HANDLING = {P.REPORT_READ, P.REPORT_NOTE, P.REPORT_EXPORT}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset(),
    Role.HELPER: frozenset({P.REPORT_ON_BEHALF}),
    Role.OFFICER: frozenset(
        HANDLING
        | {
            P.COMMITMENT_KEEP,
            P.DIALOGUE_PREPARE,
            P.REPORT_ANSWER,
            P.REPORT_ASSIGN,
            P.REPORT_FORWARD,
            P.REPORT_READ_CONTACT,
            P.REPORT_RECEIVE,
        }
        | {P.REPORT_MERGE}
    ),
    Role.LEADER: frozenset(
        HANDLING
        | {P.REPORT_APPROVE, P.REPORT_ASSIGN, P.REPORT_CORRECT, P.REPORT_EXTEND, P.REPORT_FORWARD}
        | {
            P.REPORT_READ_CONTACT,
            P.REPORT_READ_PRIVATE,
            P.REPORT_READ_ACCUSED,
            P.REPORT_CONFINE,
            P.REPORT_REGISTER,
            P.REPORT_REFUSE,
            P.REPORT_REOPEN,
            P.COMMITMENT_KEEP,
            P.COMMITMENT_REDATE,
            P.COMMITMENT_REVIEW,
            P.DIALOGUE_ANNOUNCE,
            P.DIALOGUE_PLAN,
            P.DIALOGUE_MODERATE,
            P.DIALOGUE_PREPARE,
            P.DIALOGUE_RUN,
            P.EVENT_READ,
            P.FIGURES_READ,
            P.FIGURES_REPORT,
            P.SURVEY_RUN,
            P.HELP_KEEP,
            P.PAPER_KEEP,
            P.TEAM_MANAGE,
            P.TEAM_SUPERVISE,
        }
    ),
    Role.CLERK: frozenset(
        HANDLING
        | {P.REPORT_RECEIVE, P.REPORT_ASSIGN, P.REPORT_FORWARD, P.REPORT_REFUSE, P.REPORT_MERGE}
        | {P.REPORT_ON_BEHALF, P.REPORT_READ_CONTACT, P.REPORT_READ_PRIVATE}
        | {P.REPORT_CONFINE, P.REPORT_READ_DENUNCIATION, P.REPORT_REGISTER, P.DIALOGUE_PLAN}
        | {P.DIALOGUE_MODERATE, P.DIALOGUE_PREPARE, P.DIALOGUE_RUN}
        | {P.SURVEY_RUN, P.PAPER_KEEP, P.KIOSK_KEEP, P.HELP_KEEP, P.TEAM_SUPERVISE}
    ),
    # Law 10/2022 art. 86-87: they follow and supervise how reports are handled; they write no answers
    # and are shown no contact data.
    Role.SUPERVISOR: frozenset(
        {P.REPORT_READ, P.EVENT_READ, P.FIGURES_READ, P.ROLE_READ, P.DIALOGUE_SUPERVISE}
    ),
    Role.WARD_ADMIN: frozenset(
        {P.WARD_SETTINGS, P.ACCOUNT_MANAGE, P.CALENDAR_EDIT, P.ROLE_READ, P.EVENT_READ}
        | {P.KIOSK_KEEP, P.TEAM_MANAGE, P.TEAM_SUPERVISE}
    ),
    Role.ANALYST: frozenset({P.ROLE_READ}),
    # Above the wards, for reports about their leaders: the accused does not judge.
    Role.CITY_INSPECTOR: frozenset(
        HANDLING
        | {P.REPORT_READ_ACCUSED, P.REPORT_CONFINE}
        | {P.REPORT_RECEIVE, P.REPORT_ASSIGN, P.REPORT_FORWARD, P.REPORT_REFUSE, P.REPORT_REOPEN}
        | {P.REPORT_ANSWER, P.REPORT_APPROVE, P.REPORT_CORRECT, P.REPORT_EXTEND}
    ),
    Role.SYSTEM_ADMIN: frozenset({P.ACCOUNT_MANAGE, P.CALENDAR_EDIT, P.ROLE_READ, P.WARD_SETTINGS}),
}

# Roles that come in through the staff door.
STAFF_ROLES = tuple(role for role in Role if role not in {Role.RESIDENT, Role.HELPER})

ROLE_LABELS: dict[Role, object] = {
    Role.RESIDENT: _l("Resident"),
    Role.HELPER: _l("Community digital team member"),
    Role.OFFICER: _l("Handling officer"),
    Role.LEADER: _l("Leader"),
    Role.CLERK: _l("Reception clerk"),
    Role.SUPERVISOR: _l("Supervisor (Fatherland Front, People's Council)"),
    Role.WARD_ADMIN: _l("Ward administrator"),
    Role.ANALYST: _l("City analyst"),
    Role.SYSTEM_ADMIN: _l("System administrator"),
    Role.CITY_INSPECTOR: _l("City inspector (reports about officials)"),
}

PERMISSION_LABELS: dict[Permission, object] = {
    P.ACCOUNT_MANAGE: _l("Invite staff, give and end roles"),
    P.CALENDAR_EDIT: _l("Edit the working calendar"),
    P.DIALOGUE_ANNOUNCE: _l("Publish, change or call off the notice of a dialogue"),
    P.DIALOGUE_PLAN: _l("Plan a dialogue with the people"),
    P.DIALOGUE_MODERATE: _l("Decide which questions a dialogue shows"),
    P.DIALOGUE_PREPARE: _l("Prepare answers for a dialogue"),
    P.DIALOGUE_RUN: _l("Run a dialogue and write its minutes"),
    P.DIALOGUE_SUPERVISE: _l("Decide objections to questions that are not shown"),
    P.EVENT_READ: _l("Read the activity log"),
    P.FIGURES_READ: _l("See what changed in the figures, why, and who answers for it"),
    P.FIGURES_REPORT: _l("Make the quarterly report of figures"),
    P.HELP_KEEP: _l("Keep the log of visits and training, and see what people could not do"),
    P.KIOSK_KEEP: _l("Set up the screen in the hall"),
    P.PAPER_KEEP: _l("Order, hand out and block paper booklets, and check their sheets"),
    P.COMMITMENT_KEEP: _l("Report on a commitment"),
    P.COMMITMENT_REDATE: _l("Approve a new date for a commitment"),
    P.COMMITMENT_REVIEW: _l("Answer disputes over a commitment, and reopen it"),
    P.REPORT_ANSWER: _l("Draft an answer"),
    P.REPORT_APPROVE: _l("Approve, return and publish an answer"),
    P.REPORT_ASSIGN: _l("Assign a case"),
    P.REPORT_CONFINE: _l("Mark whom a report is about, so that they do not handle it"),
    P.REPORT_CORRECT: _l("Correct a published answer"),
    P.REPORT_EXPORT: _l("Export lists of cases"),
    P.REPORT_EXTEND: _l("Extend a limit, with the reason"),
    P.REPORT_FORWARD: _l("Forward a case to another body"),
    P.REPORT_MERGE: _l("Merge cases about the same thing"),
    P.REPORT_NOTE: _l("Write internal notes"),
    P.REPORT_ON_BEHALF: _l("Send a report on behalf of a resident"),
    P.REPORT_READ: _l("Read the ward's cases"),
    P.REPORT_READ_ACCUSED: _l("Read reports about people of the ward"),
    P.REPORT_READ_DENUNCIATION: _l("Read what looks like a denunciation"),
    P.REPORT_READ_CONTACT: _l("See the sender's name and contact"),
    P.REPORT_READ_PRIVATE: _l("Read private cases"),
    P.REPORT_RECEIVE: _l("Receive and screen a report"),
    P.REPORT_REGISTER: _l("Export the register of receptions"),
    P.REPORT_REFUSE: _l("Refuse a report, with the ground"),
    P.REPORT_REOPEN: _l("Reopen a case"),
    P.ROLE_READ: _l("See who may do what"),
    P.SURVEY_RUN: _l("Plan, open and close the short survey"),
    P.TEAM_MANAGE: _l("Set up community digital teams and their members"),
    P.TEAM_SUPERVISE: _l("See what the community digital teams do, and how consent was given"),
    P.WARD_SETTINGS: _l("Change the ward's settings"),
}


def permissions_of(role: str) -> frozenset[str]:
    """Return what a role allows."""
    return frozenset(str(permission) for permission in ROLE_PERMISSIONS[Role(role)])
