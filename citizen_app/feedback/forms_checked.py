"""Steps of a case whose texts everybody reads: personal data in them is masked or kept on purpose first."""

from __future__ import annotations

from typing import Any

from citizen_app.feedback.checked import Checking
from citizen_app.feedback.forms_staff import StepForm


class CheckedForm(Checking, StepForm):
    """A step of a case whose texts everybody reads."""

    def offer(self, case: Any) -> None:
        """Look for personal data in what stands in the form."""
        self.check_for(case.report.holder)
