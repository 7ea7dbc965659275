"""Once a sender has a case's personal data erased, the picture of its sheet goes as well."""

from __future__ import annotations

from citizen_app.core.events import Event, handles
from citizen_app.core.files.attachments import remove_attachments
from citizen_app.feedback.events import PersonalDataErased
from citizen_app.paper import queries


@handles(PersonalDataErased)
def erase_paper(event: Event) -> None:
    """Remove the picture; the number and who entered it stay."""
    sheet = queries.sheet_of_report(event.subject_id)
    if sheet is not None:
        remove_attachments(sheet)
