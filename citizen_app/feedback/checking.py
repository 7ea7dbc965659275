"""The check of what becomes public: personal data and abuse found, how it is masked, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import force_locale
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import Finding, count_kinds, find_personal_data, mask, undecided
from citizen_app.feedback.abuse import find_abuse
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward

FINDING_LABELS: dict[str, object] = {
    "phone": _l("phone number"),
    "email": _l("e-mail address"),
    "id_number": _l("identity number"),
    "plate": _l("number plate"),
    "address": _l("name with a house number"),
    "abuse": _l("abusive words"),
}
MASK, KEEP = "mask", "keep"
FIELD = "finding-"


def findings_in(ward: Ward, *texts: str) -> list[Finding]:
    """Return what looks like personal data or abuse, text after text; the office's own contacts are none."""
    allowed = (ward.hotline, ward.email)
    return [found for text in texts for found in _findings_in(text, allowed)]


def _findings_in(text: str, allowed: Iterable[str]) -> list[Finding]:
    found = find_personal_data(text, allowed)
    abuse = (
        word
        for word in find_abuse(text)
        if not any(one.start < word.end and word.start < one.end for one in found)
    )
    return sorted([*found, *abuse], key=lambda one: one.start)


def mask_word(kind: str) -> str:
    """Return what stands for something that was taken out; texts of wards are Vietnamese."""
    with force_locale("vi"):
        return str(FINDING_LABELS[kind])


@dataclass(frozen=True)
class Decisions:
    """What was decided about findings, by their key: MASK or KEEP."""

    by_key: Mapping[str, str]
    mask_all: bool = False

    @property
    def kept(self) -> frozenset[str]:
        """Return the keys of what stays on purpose."""
        return frozenset(key for key, choice in self.by_key.items() if choice == KEEP)

    def apply(self, ward: Ward, text: str) -> str:
        """Return the text without what is to be masked."""
        found = [one for one in findings_in(ward, text) if self._masks(one)]
        return mask(text, found, mask_word)

    def _masks(self, finding: Finding) -> bool:
        return self.mask_all or self.by_key.get(finding.key) == MASK


def decisions_of(form: Mapping[str, str], *, mask_all: bool = False) -> Decisions:
    """Return what a posted form says about findings."""
    chosen = {
        name.removeprefix(FIELD): value
        for name, value in form.items()
        if name.startswith(FIELD) and value in (MASK, KEEP)
    }
    return Decisions(chosen, mask_all)


def kept_already(report: Report) -> Decisions:
    """Return what the published answer names: it was kept on purpose, or a correction takes it out."""
    answer = report.published_answer
    found = findings_in(report.holder, answer.body) if answer is not None else []
    return Decisions({one.key: KEEP for one in found})


def still_open(ward: Ward, kept: Collection[str], *texts: str) -> list[Finding]:
    """Return the findings about which nobody has decided."""
    return undecided(findings_in(ward, *texts), kept)


def refuse_undecided(ward: Ward, kept: Collection[str], *texts: str) -> None:
    """Raise Invalid while nobody has decided about personal data in what others will read."""
    if still_open(ward, kept, *texts):
        raise Invalid(
            "personal_data", _l("Decide about each thing that was found: mask it or keep it.")
        )


def one_of_each(findings: Iterable[Finding]) -> list[Finding]:
    """Return each thing found once, however often it stands in the text."""
    return list({one.key: one for one in findings}.values())


def counts_of(
    before: Iterable[Finding], after: Iterable[Finding]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many of each kind were taken out, and how many were left in on purpose."""
    had, has = count_kinds(before), count_kinds(after)
    taken = {kind: n - has.get(kind, 0) for kind, n in had.items() if n > has.get(kind, 0)}
    return taken, has


def marked_text(ward: Ward, text: str, kept: Collection[str] = ()) -> Markup:
    """Return a text as safe HTML with each undecided finding marked."""
    out, at = Markup(""), 0
    for one in undecided(findings_in(ward, text), kept):
        out += escape(text[at : one.start]) + Markup("<mark>{}</mark>").format(one.text)
        at = one.end
    return out + escape(text[at:])
