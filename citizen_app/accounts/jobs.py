"""What is cleared away every night: codes nobody needs, sessions long over, counted tries."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from citizen_app.accounts.models import OneTimeCode, SignIn
from citizen_app.core import clock, limits
from citizen_app.core.db import db, transaction
from citizen_app.core.jobs import scheduled

CODES_KEPT = dt.timedelta(days=1)
SIGN_INS_KEPT = dt.timedelta(days=30)


@scheduled(hour="19", minute="10")
def clear_away() -> None:
    """Delete what has no use any more; codes hold contacts of people who never came back."""
    now = clock.now()
    with transaction():
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < now - CODES_KEPT))
        db.session.execute(delete(SignIn).where(SignIn.expires_at < now - SIGN_INS_KEPT))
        limits.forget_old()
