"""What every form has whose texts everybody reads: personal data is masked or kept on purpose first."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request

from citizen_app.core.web.forms import BaseForm
from citizen_app.feedback.checking import Decisions, decisions_of
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.wards.models import Ward

MASK_ALL = "mask_all"


class Checking(BaseForm):
    """A form with a field `personal_data` that lists what was found in the fields named by `checked`.

    `check_for` must have been called, with the ward whose own contacts may be named.
    """

    checked: ClassVar[tuple[str, ...]] = ()
    personal_data: FindingsField
    ward: Ward | None = None
    decisions: Decisions = Decisions({})

    def check_for(self, ward: Ward) -> None:
        """Look for personal data in what stands in the form."""
        self.ward = ward
        if request.method == "POST":
            self.decisions = decisions_of(request.form, mask_all=MASK_ALL in request.form)
        self._look()

    def validate(self, extra_validators: Any = None) -> bool:
        """Take out what is to be masked; after "mask all" the form comes back for a look."""
        assert self.ward is not None
        for name in self.checked:
            self[name].data = self.decisions.apply(self.ward, self[name].data or "")
        self._look()
        return not self.decisions.mask_all and super().validate(extra_validators)

    def _look(self) -> None:
        assert self.ward is not None
        texts = {name: self[name].data or "" for name in self.checked}
        self.personal_data.show(self.ward, texts, self.decisions)
