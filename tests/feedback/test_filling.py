"""Texts to start from: filled in once, gaps seen, offered where they fit."""

import pytest

from citizen_app.core.db import db
from citizen_app.feedback import filling
from citizen_app.wards.models import AnswerTemplate, Ward
from tests.support import factories
from tests.support.factories import Team


def test_places_are_filled_from_the_case(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    values = filling.values_of(report, None)
    text = filling.fill("UBND {ward}, mã {code}, {department}, {sent_at}: {unknown}", values)
    assert text.startswith(f"UBND phường Bến Thành, mã {report.code}, ")
    assert filling.gaps_in(text) == ["{unknown}"]


def test_a_value_is_never_read_as_a_template() -> None:
    text = filling.fill("{department} trả lời", {"department": "{code}", "code": "PA-1"})
    assert text == "{code} trả lời"
    assert filling.gaps_in(text) == ["{code}"]  # and it shows


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Ngày …/…/…, đội đã … xong.", ["…/…/…", "…"]),
        ("Nơi nộp: ........", ["........"]),
        ("Xong ngày 12/03/2026... cảm ơn.", []),
        ("Ghi {tên người} vào đây", ["{tên người}"]),
        ("{" * 5000, []),
    ],
)
def test_gaps_are_seen(text: str, gaps: list[str]) -> None:
    assert filling.gaps_in(text) == gaps


def test_marks_are_safe_html() -> None:
    marked = filling.with_gaps_marked("<b>x</b> {<i>} …")
    assert str(marked) == "&lt;b&gt;x&lt;/b&gt; <mark>{&lt;i&gt;}</mark> <mark>…</mark>"


def test_texts_for_the_field_and_the_state_come_first_and_others_are_left_out(
    ward: Ward, team: Team
) -> None:
    light, waste = factories.category("chieu-sang"), factories.category("xa-rac")
    report = factories.send(ward, category=light).report
    factories.bring_to(report, team, "in_progress")

    def text(code: str, **fields: object) -> AnswerTemplate:
        made = AnswerTemplate(code=code, title=code, body="x", for_state="", **fields)
        db.session.add(made)
        db.session.flush()
        return made

    any_case, parent = text("chung"), text("nhom", category_id=light.parent_id)
    own, other = text("den", category_id=light.id), text("rac", category_id=waste.id)
    reopened = text("mo-lai")
    reopened.for_state = "reopened"
    offered = filling.fitting([any_case, parent, own, other, reopened], report)
    assert [one.code for one in offered] == ["den", "nhom", "chung"]
