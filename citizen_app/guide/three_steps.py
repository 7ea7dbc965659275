"""Each task in three pictures, for people who would rather look than read."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Step:
    """One picture with one sentence; `picture` is a name among the guide's pictures."""

    picture: str
    text: object


@dataclass(frozen=True)
class Task:
    """A task in three steps, and the help page that says more."""

    code: str
    title: object
    steps: tuple[Step, Step, Step]
    more: str


TASKS = (
    Task(
        "gui",
        _l("Send a report"),
        (
            Step(
                "ba-con-gui-noi-dung", _l("Write what happened and where. Add a photo if you like.")
            ),
            Step("ba-con-gui-lien-he", _l("Leave a phone number, or leave it empty.")),
            Step("ba-con-phieu", _l("Keep the slip with code and PIN: a photo of it is enough.")),
        ),
        "gui-phan-anh",
    ),
    Task(
        "theo-doi",
        _l("Follow a report"),
        (
            Step("ba-con-tra-cuu", _l("Type code and PIN from your slip.")),
            Step("ba-con-dien-bien", _l("See who has it and by when they answer.")),
            Step("ba-con-tra-loi-phuong", _l("If the ward asks you something, reply right there.")),
        ),
        "tra-cuu",
    ),
    Task(
        "danh-gia",
        _l("Judge the answer"),
        (
            Step("ba-con-tra-cuu", _l("Open your report with code and PIN.")),
            Step("ba-con-mot-cau-tra-loi", _l("Read what the ward has done.")),
            Step(
                "ba-con-danh-gia", _l("Say whether it is solved. If not, it goes back to the ward.")
            ),
        ),
        "danh-gia",
    ),
    Task(
        "du-doi-thoai",
        _l("Take part in a dialogue"),
        (
            Step("ba-con-doi-thoai-dang-ky", _l("Open the dialogue and keep a place.")),
            Step("ba-con-hoi-truoc", _l("Send your question beforehand, so that it is prepared.")),
            Step("ba-con-cung-hoi", _l("Or support a question that others have asked.")),
        ),
        "hoi-truoc-doi-thoai",
    ),
)
