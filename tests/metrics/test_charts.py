"""Where things are drawn: coordinates worked out by hand."""

import pytest

from citizen_app.metrics.charts.bars import bar
from citizen_app.metrics.charts.line import Layout, LineChart, Point, line_chart
from citizen_app.metrics.charts.scale import Scale, decimals, ticks
from citizen_app.metrics.charts.strip import StripLayout, position_strip

# A plot of 100 x 100: x from 22 to 98 (12 px in from both sides), y from 110 (below) to 10.
PLAIN = Layout("plain", 120, 130, left=10, right=10, top=10, bottom=20, label_room=30, most_ticks=5)


def text(value: float, places: int) -> str:
    return f"{value:.{places}f}"


def point(
    year: int, value: float | None, low: float = 0, middle: float = 2, high: float = 4
) -> Point:
    return Point(year, value, low, middle, high)


def chart(*points: Point, breaks: set[int] | None = None) -> LineChart:
    return line_chart(points, breaks=breaks or set(), layout=PLAIN, text=text)


def test_a_scale_goes_either_way_and_stays_inside() -> None:
    assert Scale(0, 4, 110, 10).at(1) == 85
    assert Scale(0, 4, 110, 10).at(5) == 10
    assert Scale(0, 4, 110, 10).at(-1) == 110
    assert Scale(0, 3, 0, 100).at(1) == 33.3


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0, 4, 5, (0, 1, 2, 3, 4)),
        (0.388, 0.611, 5, (0.3, 0.4, 0.5, 0.6, 0.7)),
        (31.7, 48.8, 6, (30, 35, 40, 45, 50)),
        (3.6, 6.8, 5, (3, 4, 5, 6, 7)),
        (0, 1, 2, (0, 1)),
        (4.9, 5.1, 5, (4.9, 4.95, 5, 5.05, 5.1)),
    ],
)
def test_ticks_are_round_and_enclose(
    low: float, high: float, most: int, wanted: tuple[float, ...]
) -> None:
    assert ticks(low, high, most) == pytest.approx(wanted)


@pytest.mark.parametrize("low", [0.0, 0.34, 1.02, 3.69, 38.97])
@pytest.mark.parametrize("width", [0.011, 0.3, 1.0, 3.3, 27.0])
@pytest.mark.parametrize("most", [3, 5, 7])
def test_ticks_never_lose_a_value(low: float, width: float, most: int) -> None:
    found = ticks(low, low + width, most)
    assert 2 <= len(found) <= most
    assert found[0] <= low + 1e-9 and found[-1] >= low + width - 1e-9


def test_an_axis_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError):
        ticks(1, 1)


def test_decimals_tell_ticks_apart() -> None:
    assert decimals((0, 1, 2)) == 0
    assert decimals((0.25, 0.5, 0.75)) == 2
    assert decimals((1.0, 1.5)) == 1


def test_a_line_goes_through_its_points() -> None:
    drawn = chart(point(2020, 1), point(2021, 3), point(2022, 4))
    assert drawn.lines == ("22,85 60,35 98,10",)
    assert drawn.middles == ("22,60 60,60 98,60",)
    assert drawn.bands == ("22,10 60,10 98,10 98,110 60,110 22,110",)
    assert drawn.dots == ((22, 85), (60, 35), (98, 10))
    assert [(tick.at, tick.text) for tick in drawn.y_ticks] == [
        (110, "0"),
        (85, "1"),
        (60, "2"),
        (35, "3"),
        (10, "4"),
    ]
    assert drawn.breaks == ()


def test_nothing_is_drawn_across_a_break() -> None:
    drawn = chart(
        point(2020, 1), point(2021, 2), point(2022, 3), point(2023, 4), breaks={2022, 2010, 2030}
    )
    assert drawn.lines == ("22,85 47.3,60", "72.7,35 98,10")
    assert len(drawn.bands) == len(drawn.middles) == 2
    assert drawn.breaks == (60.0,), "half-way, and only breaks between the years shown"
    assert [tick.text for tick in drawn.x_ticks if tick.strong] == []
    # There was no room for the year of the break: ends come first.
    assert [tick.text for tick in drawn.x_ticks] == ["2020", "2023"]


def test_the_year_of_a_break_is_labelled_before_others() -> None:
    points = [point(year, 2) for year in range(2011, 2015)]
    wide = Layout("wide", 220, 130, 10, 10, 10, 20, label_room=60, most_ticks=5)
    drawn = line_chart(points, breaks={2013}, layout=wide, text=text)
    # 2012 would have as much room, but 2013 is where the measure changed; 58.7 px are too few for both.
    assert [tick.text for tick in drawn.x_ticks] == ["2011", "2014"]
    roomy = Layout("roomy", 220, 130, 10, 10, 10, 20, label_room=58, most_ticks=5)
    drawn = line_chart(points, breaks={2013}, layout=roomy, text=text)
    assert [(tick.text, tick.strong) for tick in drawn.x_ticks] == [
        ("2011", False),
        ("2012", False),
        ("2013", True),
        ("2014", False),
    ]


def test_a_year_between_two_breaks_stands_alone() -> None:
    drawn = chart(point(2020, 1), point(2021, 2), point(2022, 3), breaks={2021, 2022})
    assert drawn.lines == (), "a single year has a dot and no line"
    assert drawn.dots == ((22, 85), (60, 60), (98, 35))
    assert drawn.bands[1] == "56,10 64,10 64,110 56,110"
    assert drawn.middles[1] == "56,60 64,60"


def test_a_year_that_was_not_published_leaves_a_gap_in_the_line_only() -> None:
    drawn = chart(point(2019, 1), point(2020, 2), point(2021, None), point(2022, 3))
    assert drawn.lines == ("22,85 47.3,60",)
    assert len(drawn.dots) == 3
    assert len(drawn.bands) == 1


def test_missing_years_are_a_gap() -> None:
    drawn = chart(point(2018, 1), point(2019, 1), point(2021, 2), point(2022, 2))
    assert len(drawn.lines) == len(drawn.bands) == 2


def test_the_newest_value_is_written_where_the_line_does_not_pass() -> None:
    rising = chart(point(2020, 1), point(2021, 2)).last
    assert rising is not None
    assert (rising.text, rising.x, rising.y, rising.text_y) == ("2.00", 98, 60, 50)
    falling = chart(point(2020, 3), point(2021, 2)).last
    assert falling is not None and falling.text_y == 80
    # No room below: the axis and its years stand there.
    low = chart(point(2020, 3), point(2021, 0)).last
    assert low is not None and low.text_y == 100
    unknown = chart(point(2020, 1), point(2021, None)).last
    assert unknown is not None and unknown.x == 22
    assert chart(point(2020, None), point(2021, None)).last is None


def test_a_chart_of_one_year_or_of_equal_values_is_drawn() -> None:
    drawn = chart(point(2024, 2))
    assert drawn.dots and drawn.bands
    flat = chart(point(2023, 2, 2, 2, 2), point(2024, 2, 2, 2, 2))
    assert flat.y_ticks[0].text == "2.00"
    with pytest.raises(ValueError):
        chart()


def test_a_trend_without_others_has_a_line_and_no_band() -> None:
    points = [Point(n, value, label=f"T{n}") for n, value in ((1, 0.5), (2, 0.75), (3, 0.5))]
    drawn = line_chart(points, breaks=(), layout=PLAIN, text=text, ends=(0, 1))
    assert drawn.bands == drawn.middles == ()
    assert drawn.lines == ("22,60 60,35 98,60",)
    assert [tick.text for tick in drawn.y_ticks] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert [tick.text for tick in drawn.x_ticks] == ["T1", "T2", "T3"]


def test_a_range_that_is_not_known_throughout_is_not_drawn() -> None:
    drawn = chart(Point(2020, 1, 0, 2, 4), Point(2021, 2, None, 2, 4), Point(2022, 3, 0, None, 4))
    assert drawn.bands == ()
    assert drawn.middles == ("22,60 60,60",)


def test_a_strip_places_the_value_between_lowest_and_highest() -> None:
    layout = StripLayout("plain", 420, 74, 10, 38)
    strip = position_strip(3, low=0, q1=1, middle=2, q3=3, high=4, layout=layout)
    assert (strip.start, strip.q1, strip.middle, strip.q3, strip.end) == (10, 110, 210, 310, 410)
    assert (strip.value, strip.value_label) == (310, 310)


def test_labels_of_a_strip_stay_inside_and_clear_of_the_ends() -> None:
    layout = StripLayout("plain", 420, 74, 10, 38)
    strip = position_strip(0, low=0, q1=3.7, middle=3.8, q3=3.9, high=4, layout=layout)
    assert (strip.value, strip.value_label) == (10, 46)
    assert strip.middle == 390 and strip.middle_label == 330
    nothing = position_strip(None, low=0, q1=1, middle=2, q3=3, high=4, layout=layout)
    assert nothing.value is None and nothing.value_label is None
    with pytest.raises(ValueError):
        position_strip(1, low=1, q1=1, middle=1, q3=1, high=1, layout=layout)


def test_a_bar_is_as_long_as_its_share() -> None:
    assert bar(0.5, mark=0.25).length == 150
    assert bar(0.5, mark=0.25).mark == 75
    assert bar(30, most=40).length == 225
    assert bar(0, mark=0).mark == 1.5 and bar(1, mark=1).mark == 298.5
    assert bar(0.2).mark is None
    for value in (-0.1, 1.1):
        with pytest.raises(ValueError):
            bar(value)
