"""Files and their dictionary agree in every format, and travel as files should."""

import csv
import hashlib
import io
import json

import duckdb
import pytest

from citizen_app.opendata import store
from citizen_app.opendata.dictionary import DICTIONARY, TYPES, as_data
from citizen_app.opendata.writing import OF_CITY
from tests.support.client import StrictClient
from tests.support.queries import count_queries

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]
SQL = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "decimal": "DOUBLE",
    "yes_no": "BOOLEAN",
    "day": "DATE",
    "month": "DATE",
}


@pytest.fixture
def version() -> store.Version:
    found = store.newest()
    assert found is not None
    return found


def test_every_file_holds_the_columns_of_the_dictionary_and_no_others(
    version: store.Version,
) -> None:
    assert len(version.wards) == 4
    for dataset in DICTIONARY.datasets.values():
        for ward in ("", *version.wards):
            files = version.of(dataset.name, ward)
            assert set(files) == ({"csv", "json", "parquet"} if files else set())
            if not files:
                assert ward and dataset.name in OF_CITY
                continue
            as_text = read_csv(version, files["csv"]["name"])
            as_json = json.loads((version.folder / files["json"]["name"]).read_text("utf-8"))
            engine = duckdb.connect()
            path = str(version.folder / files["parquet"]["name"])
            shape = engine.execute("describe from read_parquet(?)", [path]).fetchall()
            assert [(row[0], row[1]) for row in shape] == [
                (column.name, SQL[column.type]) for column in dataset.columns
            ]
            in_parquet = len(engine.execute("from read_parquet(?)", [path]).fetchall())
            assert len(as_text) == len(as_json) == in_parquet == files["csv"]["rows"]
            for row, other in zip(as_text, as_json, strict=True):
                assert tuple(row) == tuple(other) == dataset.names
                assert [same(value) for value in other.values()] == list(row.values())


def read_csv(version: store.Version, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((version.folder / name).read_text("utf-8-sig"))))


def same(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def test_no_other_code_comes_than_those_of_the_lists(version: store.Version) -> None:
    used: dict[str, set[str]] = {}
    for dataset in DICTIONARY.datasets.values():
        rows = read_csv(version, f"{dataset.name}.csv")
        for column in dataset.columns:
            assert column.type in TYPES
            if column.codes:
                used.setdefault(column.codes, set()).update(row[column.name] for row in rows)
    for name, values in used.items():
        assert values - {""} <= DICTIONARY.code_lists[name].keys(), name
    assert used.keys() == DICTIONARY.code_lists.keys()


def test_the_demonstration_has_rows_in_every_table(version: store.Version) -> None:
    empty = [name for name in DICTIONARY.datasets if version.of(name)["csv"]["rows"] == 0]
    assert empty == []


def test_the_manifest_names_every_file_with_its_checksum(version: store.Version) -> None:
    named = {one["name"]: one for one in version.manifest["files"]}
    there = {
        p.relative_to(version.folder).as_posix() for p in version.folder.rglob("*") if p.is_file()
    }
    assert there == {*named, store.MANIFEST}
    for name, one in named.items():
        data = (version.folder / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
    kept = json.loads((version.folder / "dictionary.json").read_text("utf-8"))
    assert kept == as_data()


def test_a_file_travels_whole_in_part_or_not_at_all(
    client: StrictClient, version: store.Version
) -> None:
    address = f"/du-lieu-mo/{version.name}/cases.csv"
    data = (version.folder / "cases.csv").read_bytes()
    whole = client.get(address)
    assert whole.data == data and whole.mimetype == "text/csv"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000"
    assert whole.headers["X-Robots-Tag"] == "noindex"
    assert "langnghe-all-cases-" in whole.headers["Content-Disposition"]
    tag = whole.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}, status=304).data == b""
    part = client.get(address, headers={"Range": "bytes=100-199", "If-Range": tag}, status=206)
    assert part.data == data[100:200]
    for answer in (whole, part):
        answer.close()
    newest = client.get("/du-lieu-mo/moi-nhat/26743/answers.parquet", status=302)
    assert newest.headers["Location"].endswith(f"/{version.name}/26743/answers.parquet")
    for wrong in ("../secret-key", "%2e%2e/secret-key", "x.csv", "26743", "..%2f..%2fsecret-key"):
        client.get(f"/du-lieu-mo/{version.name}/{wrong}", status={404, 308})
    client.get("/du-lieu-mo/2001-01-01", status=404)
    client.get("/du-lieu-mo/..", status=404)


def test_pages_and_catalogue(client: StrictClient, version: store.Version) -> None:
    with count_queries(at_most=4):
        page = client.get("/du-lieu-mo")
    assert "Dữ liệu mở" in page.heading and "CC-BY-4.0" in page.words
    assert "python recompute.py ." in page.words
    assert "Bến Thành" in client.get("/du-lieu-mo?phuong=26743").heading
    for typed in ("00000", "<b>", "26743'"):
        assert client.get("/du-lieu-mo", query_string={"phuong": typed}).heading == "Dữ liệu mở"
    columns = client.get("/du-lieu-mo/tu-dien")
    for dataset in DICTIONARY.datasets.values():
        for column in dataset.columns:
            assert column.about.vi in columns.words
    found = client.get("/du-lieu-mo/dcat.jsonld")
    assert found.mimetype == "application/ld+json"
    catalogue = json.loads(found.data)
    assert catalogue["@type"] == "dcat:Catalog"
    sets = {one["dct:identifier"]: one for one in catalogue["dcat:dataset"]}
    assert sets.keys() == DICTIONARY.datasets.keys()
    for one in sets.values():
        assert len(one["dcat:distribution"]) == 3
        for needed in ("dct:title", "dct:description", "dct:license", "dct:publisher"):
            assert one[needed]
    program = client.get("/du-lieu-mo/recompute.py")
    assert program.data == (version.folder / "recompute.py").read_bytes()
