"""What the page of a checked slip says of each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class KindWords:
    """`code`: the label of its code; `whole`: what it is when all agrees; `words`: its words' label."""

    code: object
    whole: object
    words: object = ""
    not_sealed: object = ""


KIND_WORDS: dict[str, KindWords] = {
    "PA": KindWords(
        _l("Report code"),
        _l("Filed then, not altered"),
        _l("The sender's words"),
        _l("Not under seal: it was filed before words were sealed"),
    ),
    "CH": KindWords(
        _l("Code of the question"),
        _l("The question is as it was sent"),
        _l("The asker's words"),
        _l("Not under seal: taken down in the room, or sent before words were sealed"),
    ),
    "DK": KindWords(_l("Registration code"), _l("The registration is as it was made")),
}
WORDS_STANDING: dict[str, object] = {
    "same": _l("Just as they were sent"),
    "erased": _l("Erased at the wish of the sender; the seal on the filing remains"),
    "altered": _l("Not those that were sent"),
}
