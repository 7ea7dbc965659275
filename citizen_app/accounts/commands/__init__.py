"""Everything that changes accounts, sign-ins, roles and second factors."""

from __future__ import annotations

from citizen_app.accounts.commands.codes import (
    SentCode,
    confirm_contact,
    sign_in_with_code,
    start_adding_contact,
    start_code_sign_in,
    start_sign_up,
)
from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.accounts.commands.invitations import (
    accept_invitation,
    invite_staff,
    renew_invitation,
)
from citizen_app.accounts.commands.opening import create_account, disable_account, enable_account
from citizen_app.accounts.commands.profile import (
    change_name,
    change_password,
    remove_contact,
    set_digest,
    set_notices,
)
from citizen_app.accounts.commands.roles import end_role, grant_role
from citizen_app.accounts.commands.second_factor import (
    prove_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_second_factor,
)
from citizen_app.accounts.commands.sign_ins import (
    NewSignIn,
    end_other_sign_ins,
    end_sign_in,
    sign_in_as_demo,
    sign_in_as_demo_helper,
    sign_in_with_password,
    sign_out,
)

__all__ = [
    "NewSignIn",
    "SentCode",
    "accept_invitation",
    "change_name",
    "change_password",
    "confirm_contact",
    "create_account",
    "disable_account",
    "enable_account",
    "end_other_sign_ins",
    "end_role",
    "end_sign_in",
    "erase_account",
    "grant_role",
    "invite_staff",
    "prove_second_factor",
    "remove_contact",
    "remove_second_factor",
    "renew_invitation",
    "renew_recovery_codes",
    "set_digest",
    "set_notices",
    "set_second_factor",
    "sign_in_as_demo",
    "sign_in_as_demo_helper",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out",
    "start_adding_contact",
    "start_code_sign_in",
    "start_sign_up",
]
