"""The composite indices: the arithmetic, the rules for what is missing, groups, what is kept, the pages."""

import datetime as dt
import importlib.util
import math
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import delete, select, update

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.index import method
from citizen_app.metrics.index.comparing import Placed, groups_of, sensitivity_of, standings_of
from citizen_app.metrics.index.goalposts import FILE, GOALPOSTS, INDICES, read_goalposts
from citizen_app.metrics.index.method import Part, Rules, Scored, Seen, drawn_of, index_of, joined
from citizen_app.metrics.index.queries import city_groups, indices_of
from citizen_app.metrics.index.stored import class_of, keep_all, period_of, standings
from citizen_app.metrics.intervals import wilson
from citizen_app.metrics.jobs import follow_the_log
from citizen_app.metrics.models import MetricCursor, MetricIndex, MetricSum
from citizen_app.metrics.periods import Period
from citizen_app.metrics.verifying import verify_ward
from citizen_app.wards.models import Ward
from tests.support.client import StrictClient
from tests.support.queries import count_queries

RULES = Rules()
HOME = "/p/26743-ben-thanh/chi-so"


def share(code: str, theme: str, **fields: object) -> Part:
    known = {"worst": 0.0, "best": 1.0, "minimum": 5, "if_missing": "left_out", **fields}
    return Part(code, theme, "share", **known)  # type: ignore[arg-type]


PARTS = (
    share("A", "know"),
    share("B", "know", if_missing="worst"),
    share("C", "check"),
    share("D", "check", worst=0.5, best=0.0),
)
SEEN = {"A": Seen(60, 100), "B": Seen(80, 100), "C": Seen(90, 100), "D": Seen(10, 100)}


def index(seen: dict[str, Seen], seed: str = "x") -> method.Index:
    return index_of(PARTS, seen, seed=seed, rules=RULES)


def test_the_index_is_what_a_reader_works_out_by_hand() -> None:
    found = index(SEEN)
    assert found.themes == {"know": pytest.approx(70), "check": pytest.approx(85)}
    # 10 + 0.9 * 70 = 73 and 10 + 0.9 * 85 = 86.5; their geometric mean, laid back on 0 to 100.
    assert found.value == pytest.approx((math.sqrt(73 * 86.5) - 10) / 0.9)
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < found.value < found.high


def test_the_ends_of_the_scale_are_reached_and_a_zero_hurts_without_wiping_out() -> None:
    themes = dict.fromkeys("abcde", 80.0)
    assert joined(dict.fromkeys("abcde", 100.0), RULES) == pytest.approx(100)
    assert joined(dict.fromkeys("abcde", 0.0), RULES) == pytest.approx(0)
    assert joined(themes | {"e": 0.0}, RULES) == pytest.approx(48.7, abs=0.1)
    assert joined(themes | {"e": 1.0}, RULES) > joined(themes | {"e": 0.0}, RULES)


def test_the_same_sums_give_the_same_interval_and_other_seeds_nearly_the_same() -> None:
    assert index(SEEN) == index(SEEN)
    one, other = index(SEEN, "x"), index(SEEN, "y")
    assert one.value == other.value and one.low != other.low
    assert one.low == pytest.approx(other.low, abs=1.5)


def test_more_cases_make_it_surer() -> None:
    def width(found: method.Index) -> float:
        return (found.high or 0) - (found.low or 0)

    more = {code: Seen(100 * seen.num, 100 * seen.den) for code, seen in SEEN.items()}
    assert width(index(more)) < width(index(SEEN)) / 5


def test_what_is_missing_is_left_out_or_counts_as_the_worst() -> None:
    without_a = index(SEEN | {"A": Seen(3, 4)})  # below its minimum
    assert without_a.themes["know"] == pytest.approx(80)
    without_b = index(SEEN | {"B": Seen(0, 0)})
    assert without_b.themes["know"] == pytest.approx(30)
    assert [one.state for one in without_b.parts] == ["measured", "worst", "measured", "measured"]
    lacking = index(SEEN | {"C": Seen(0, 0), "D": Seen(0, 0)})
    assert (lacking.value, lacking.low, lacking.lacking) == (None, None, ("check",))


def test_a_theme_that_is_settled_is_nought_and_not_unknown() -> None:
    held = Part("H", "discuss", "count", 0, 1, 0, "left_out", settles=True)
    parts = (*PARTS, held, share("I", "discuss"), share("J", "discuss"))
    not_held = index_of(parts, SEEN | {"H": Seen(0, 0)}, seed="x", rules=RULES)
    assert not_held.themes["discuss"] == 0 and not_held.value is not None
    once = index_of(parts, SEEN | {"H": Seen(1, 0)}, seed="x", rules=RULES)
    assert once.lacking == ("discuss",)  # held, but nothing of it is known


@pytest.mark.parametrize(("num", "den"), [(5, 5), (0, 12), (30, 50), (70, 100), (995, 1000)])
def test_drawings_of_a_share_spread_as_wide_as_its_interval(num: int, den: int) -> None:
    drawn = sorted(drawn_of(PARTS[0], Seen(num, den), random.Random("x"), 4000))
    low, high = wilson(num / den, den)
    assert drawn[100] == pytest.approx(low, abs=max(0.03, 1.2 / den))
    assert drawn[-101] == pytest.approx(high, abs=max(0.03, 1.2 / den))


def test_drawings_of_medians_and_marks_lie_around_them() -> None:
    days = replace(PARTS[0], kind="days", worst=20, best=5)
    drawn = drawn_of(days, Seen(0, 9, {3: 3, 5: 3, 30: 3}), random.Random("x"), 500)
    assert set(drawn) <= {3, 5, 30} and drawn.count(5) > 200
    marks = replace(PARTS[0], kind="mark", worst=1, best=5)
    for size in (4, 40):
        few = drawn_of(marks, Seen(0, 2 * size, {2: size, 5: size}), random.Random("x"), 500)
        assert 3.3 < sum(few) / 500 < 3.7 and all(2 <= one <= 5 for one in few)


def test_the_method_runs_with_the_standard_library_alone(tmp_path: Path) -> None:
    copy = tmp_path / "method.py"
    copy.write_text(Path(method.__file__).read_text("utf-8"), "utf-8")
    spec = importlib.util.spec_from_file_location("copied_method", copy)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["copied_method"] = module
    spec.loader.exec_module(module)
    parts = [module.Part(*vars(one).values()) for one in PARTS]
    seen = {code: module.Seen(one.num, one.den) for code, one in SEEN.items()}
    found = module.index_of(parts, seen, seed="x", rules=module.Rules())
    mine = index(SEEN)
    assert (found.value, found.low, found.high) == (mine.value, mine.low, mine.high)
    assert "citizen_app" not in copy.read_text("utf-8")


# Groups ------------------------------------------------------------------------------------------------


def test_groups_begin_where_intervals_part() -> None:
    wards = [("a", 80, 75, 85), ("b", 74, 70, 78), ("c", 71, 68, 74), ("d", 60, 50, 70)]
    assert groups_of(wards) == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert groups_of([]) == {}
    wide = [(name, value, 0, 100) for name, value, _low, _high in wards]
    assert set(groups_of(wide).values()) == {1}


def placed(name: str, found: method.Index, half: float) -> Placed:
    assert found.value is not None
    return Placed(name, found.parts, found.value, found.value - half, found.value + half)


def test_standings_say_how_often_other_weights_would_change_them() -> None:
    even = index({"A": Seen(70, 100), "B": Seen(70, 100), "C": Seen(70, 100), "D": Seen(15, 100)})
    low = index({"A": Seen(20, 100), "B": Seen(20, 100), "C": Seen(20, 100), "D": Seen(40, 100)})
    uneven = index({"A": Seen(99, 100), "B": Seen(1, 100), "C": Seen(99, 100), "D": Seen(0, 100)})
    found = standings_of(
        [placed("even", even, 3), placed("low", low, 3), placed("uneven", uneven, 3)],
        seed="x",
        rules=RULES,
    )
    assert (found["even"].groups, found["low"].group) == (found["low"].group, found["low"].groups)
    assert found["low"].same > 0.95 > found["uneven"].same
    for one in found.values():
        assert one.same + one.higher + one.lower == pytest.approx(1)


def test_sensitivity_names_what_the_index_hangs_on() -> None:
    found = sensitivity_of(index(SEEN).parts, seed="x", rules=RULES)
    assert found.arithmetic == pytest.approx(77.5)
    assert set(found.without) == set("ABCD")
    value = index(SEEN).value or 0
    assert found.without["A"] > value > found.without["B"]
    assert found.random[0] < value < found.random[1]
    alone = [Scored("A", "know", 0.5, 50.0, "measured")]
    assert sensitivity_of(alone, seed="x", rules=RULES).without == {"A": 0.0}


# Goalposts ---------------------------------------------------------------------------------------------


def test_goalposts_have_reasons_and_counters() -> None:
    for name in INDICES:
        for part in GOALPOSTS.parts[name]:
            assert GOALPOSTS.reasons[name][part.code].endswith("."), part.code
            assert part.minimum >= CATALOGUE[part.code].minimum or part.kind == "count"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("code: K5, worst: 0, best: 1", "code: K5, worst: 1, best: 0"), "against its direction"),
        (("code: T6, worst", "code: K1, worst"), "not measured"),
        (("theme: do, worst", "theme: dance, worst"), "strange theme"),
        (("code: K5", "code: T1"), "against|differ"),
    ],
)
def test_goalposts_that_do_not_fit_the_catalogue_are_refused(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    wrong = tmp_path / "goalposts.yaml"
    text = FILE.read_text("utf-8").replace(*change, 1)
    assert yaml.safe_load(text)
    wrong.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=says):
        read_goalposts(wrong)


# Kept, verified, shown ---------------------------------------------------------------------------------


def test_similar_wards_are_of_a_kind_and_a_size(app: Flask) -> None:
    wards = db.session.scalars(select(Ward).where(Ward.province_code == "79")).all()
    classes: dict[tuple[str, int], int] = {}
    for one in wards:
        key = class_of(one)
        classes[key] = classes.get(key, 0) + 1
    assert sum(classes.values()) == 168
    assert {unit for unit, _band in classes} == {"phuong", "xa"}
    assert sum(count for count in classes.values() if count >= 10) >= 150


@pytest.fixture
def kept(demo: None) -> None:
    follow_all()
    keep_all()


in_demo = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("kept")]


class TestInTheDemonstration:
    pytestmark = in_demo

    def test_indices_are_kept_once_and_agree_with_the_sums(self) -> None:
        assert keep_all() == 0
        rows = db.session.scalars(select(MetricIndex)).all()
        wards = db.session.scalars(select(Ward).where(Ward.is_open)).all()
        assert len(rows) == 2 * len(wards)
        assert any(row.value is not None for row in rows)
        for ward in wards:
            assert verify_ward(ward.id).mismatches == 0
        assert all(row.standing == standing for row, standing in standings())

    def test_a_kept_index_that_was_changed_is_found(self) -> None:
        ward_id = db.session.scalars(select(MetricIndex.ward_id)).first()
        assert ward_id is not None
        with transaction():
            db.session.execute(update(MetricIndex).values(value=99.0))
        check = verify_ward(ward_id)
        assert check.mismatches == 2 and check.differences[0][-1] == "index"
        with transaction():
            db.session.execute(delete(MetricIndex))
        assert keep_all() > 0 and verify_ward(ward_id).mismatches == 0

    def test_a_new_definition_tells_everything_anew(self) -> None:
        with transaction():
            db.session.execute(update(MetricCursor).values(definitions="older"))
            db.session.execute(update(MetricSum).values(num=MetricSum.num + 1))
        follow_the_log()
        for ward_id in db.session.scalars(select(MetricCursor.ward_id)).all():
            assert verify_ward(ward_id).mismatches == 0

    def test_on_a_new_day_all_are_worked_out_anew(self) -> None:
        with clock.at(clock.now() + dt.timedelta(days=1)):
            assert keep_all() > 0 and keep_all() == 0

    def test_the_pages_say_what_it_is_made_of(self, client: StrictClient) -> None:
        page = client.get(f"{HOME}/tong-hop")
        assert "Đây không phải điểm PAPI" in page.words
        for part in GOALPOSTS.parts["democracy"]:
            assert CATALOGUE[part.code].name in page.words
        assert len(page.all("main svg[role=img]")) in {2, 4}
        assert "Nhìn chung" in client.get(HOME).words
        assert "Nhìn chung" not in client.get(f"{HOME}?ky=2026-Q3").words
        method_page = client.get("/chi-so/tong-hop")
        assert GOALPOSTS.reasons["democracy"]["A26"] in method_page.words

    def test_they_ask_few_questions(self, client: StrictClient) -> None:
        with count_queries(at_most=5):
            client.get(f"{HOME}/tong-hop")
        with count_queries(at_most=7):
            client.get(f"{HOME}/tong-hop?ky=2025")

    def test_another_year_is_worked_out_and_a_quarter_is_not(self) -> None:
        ward = db.session.scalars(select(Ward).where(Ward.code == "26743")).one()
        assert len(indices_of(ward, Period.year(dt.date(2025, 1, 1)))) == 2
        assert indices_of(ward, Period.quarter(clock.today())) == []
        assert indices_of(ward, period_of(clock.today()))[0].at is not None

    def test_the_city_reads_all_wards_with_one_question(self) -> None:
        with count_queries(at_most=1):
            classes = city_groups("democracy")
        names = [one.ward.code for c in classes for g in [*c.groups, c.apart] for one in g]
        assert len(names) == len(set(names)) == 4
