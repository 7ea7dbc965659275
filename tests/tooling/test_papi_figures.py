"""The figures of the release are what the tool makes of the published ones."""

import csv
import pathlib

import pytest

import papi_figures
from citizen_app.metrics.papi.reference import DATA

PROVINCES = ("Ho Chi Minh City", "Binh Duong", "Ba Ria - Vung Tau", "Hanoi", "Ha Giang")


def parts_table(year: int, **columns: list[float]) -> list[dict[str, str]]:
    """A published table: a row per province."""
    return [
        {"year": str(year), "province_en": province}
        | {column: "" if values[n] < 0 else str(values[n]) for column, values in columns.items()}
        for n, province in enumerate(PROVINCES)
    ]


def test_sums_leave_out_who_lacks_a_part() -> None:
    table = parts_table(2024, SC11=[1, 1, 1, 2, 2], SC12=[1, -1, 1, 1, 2], SC21=[3, 3, 3, 3, 3])
    scores = papi_figures.with_sums(papi_figures.parts_of_year(table, 2024))
    assert scores["1"] == {
        "Ho Chi Minh City": 2,
        "Ba Ria - Vung Tau": 2,
        "Hanoi": 3,
        "Ha Giang": 4,
    }
    assert scores["total"]["Ha Giang"] == 7
    assert "Binh Duong" not in scores["total"] and scores["2"]["Binh Duong"] == 3


def test_a_summary_has_the_places_and_how_the_provinces_lie() -> None:
    scores = dict(zip(PROVINCES, [1.0, 2.0, 3.0, 4.0, 5.0], strict=True))
    del scores["Binh Duong"]
    row = papi_figures.summary(scores)
    assert row["hcmc"] == "1.0000" and row["binh_duong"] == ""
    assert (row["low"], row["median"], row["high"], row["n"]) == ("1.0000", "3.5000", "5.0000", "4")


def test_moves_of_all_provinces_are_found() -> None:
    before = parts_table(2020, SC11=[1, 1.1, 1.2, 1.3, 1.4], SC12=[1, 2, 3, 4, 5])
    after = parts_table(2021, SC11=[2, 2.1, 2.2, 2.3, 2.4], SC12=[1, 2.2, 3, 4, 4.9])
    found = list(papi_figures.moves(before + after))
    assert [line.split(":")[0] for line in found] == ["2021 1.1"]


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [("0%-100%", ("share", "0", "1")), ("1-4 điểm", ("points", "1", "4"))],
)
def test_units_are_read_off_the_scale(scale: str, wanted: tuple[str, str, str]) -> None:
    assert papi_figures.unit_of({"code": "1.1.1", "name_en": "x", "scale": scale}) == wanted


def test_an_unknown_scale_stops_the_tool() -> None:
    with pytest.raises(SystemExit):
        papi_figures.unit_of({"code": "1.1.1", "name_en": "x", "scale": "?"})


@pytest.mark.parametrize("name", ["scores.csv", "items.csv"])
def test_the_files_of_the_release_have_the_columns_of_the_tool(name: str) -> None:
    with (pathlib.Path(DATA) / name).open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or []
    known = {
        "scores.csv": ["year", "code", *papi_figures.summary(dict.fromkeys(PROVINCES, 1.0))],
        "items.csv": ["code", "unit", "scale_low", "scale_high", "hcmc", "low", "median", "high"],
    }
    assert columns[: len(known[name])] == known[name]
