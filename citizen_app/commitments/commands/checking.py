"""What everyone will read names nobody, unless somebody says that it stays on purpose."""

from __future__ import annotations

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import find_personal_data
from citizen_app.wards.models import Ward


def refuse_personal_data(ward: Ward, is_checked: bool, **texts: str) -> None:
    """Raise Invalid at the first text with personal data in it; `is_checked`: they stay on purpose."""
    for field, text in texts.items():
        found = find_personal_data(text, (ward.hotline, ward.email))
        if found and not is_checked:
            words = _l(
                "Everyone will read this, and it seems to name somebody: %(what)s. "
                "Take it out, or tick that it stays on purpose.",
                what=", ".join(one.text for one in found),
            )
            raise Invalid(field, words)
