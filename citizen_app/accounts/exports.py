"""Everything that is held about a person, for themselves."""

from __future__ import annotations

from typing import Any

from citizen_app.accounts import queries
from citizen_app.accounts.extensions import DATA_EXPORTERS
from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor


def data_of(actor: Actor) -> dict[str, Any]:
    """Return the actor's own data: the account's, then what each feature holds."""
    account = queries.own_account(actor)
    held = {name: export(actor) for name, export in DATA_EXPORTERS.items()}
    return {"account": _account(account), "sign_ins": _sign_ins(account), **held}


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.public_name,
        "created_at": account.created_at.isoformat(),
        "language": account.language,
        "notices": account.notify_by_email,
        "has_password": bool(account.password_hash),
        "contacts": [
            {
                "kind": contact.kind,
                "value": contact.value,
                "verified_at": contact.verified_at.isoformat() if contact.verified_at else None,
            }
            for contact in account.contacts
        ],
        "roles": [
            {
                "role": grant.role,
                "valid_from": grant.valid_from.isoformat(),
                "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
            }
            for grant in account.grants
        ],
    }


def _sign_ins(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "device": sign_in.device,
            "started_at": sign_in.started_at.isoformat(),
            "expires_at": sign_in.expires_at.isoformat(),
        }
        for sign_in in queries.list_sign_ins(account.id)
    ]
