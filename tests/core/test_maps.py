"""Maps: the ward's outline as a file, and background tiles only where the office names them."""

import pathlib

import pytest
from flask import Flask

from citizen_app.core.web.headers import content_policy
from citizen_app.wards.models import Ward
from config import Settings, SettingsError
from tests.support.client import StrictClient

TILES = "https://ban-do.vidu.vn/{z}/{x}/{y}.png"
KEY = {"SECRET_KEY": "only-for-tests-and-long-enough-to-pass"}


def test_a_wards_outline_is_a_closed_shape_that_browsers_keep(
    ward: Ward, client: StrictClient
) -> None:
    answer = client.get(f"/p/{ward.path_id}/ranh-gioi.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    (feature,) = answer.json["features"]
    for (ring,) in feature["geometry"]["coordinates"]:
        assert ring[0] == ring[-1] and len(ring) > 3
        assert all(106 < lon < 108 and 8 < lat < 12 for lon, lat in ring)
    again = client.get(
        f"/p/{ward.path_id}/ranh-gioi.geojson",
        headers={"If-None-Match": answer.headers["ETag"]},
        status=304,
    )
    assert not again.data


def test_every_ward_of_the_city_has_an_outline(app: Flask, ward: Ward) -> None:
    client = app.test_client()
    for code in ("25747", "26743", "27154", "27664"):
        answer = client.get(f"/p/{code}/ranh-gioi.geojson", follow_redirects=True)
        assert answer.status_code == 200 and answer.json["features"], code


def test_the_policy_lets_in_pictures_of_the_named_host_alone() -> None:
    assert "img-src 'self' data: blob:;" in content_policy(None)
    assert "img-src 'self' data: blob: https://ban-do.vidu.vn;" in content_policy(None, tiles=TILES)


@pytest.mark.parametrize(
    "url",
    [
        "ban-do.vidu.vn/{z}/{x}/{y}.png",
        "https://ban-do.vidu.vn/",
        "https://*/{z}/{x}/{y}.png",
        "https://a.vn; script-src */{z}/{x}/{y}.png",
        "https://a.vn/{z}/{x}/{y}.png; script-src *",
        "https://{s}.a.vn/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}{x}{y}",
    ],
)
def test_an_address_that_would_open_the_policy_stops_the_start(
    tmp_path: pathlib.Path, url: str
) -> None:
    env = KEY | {"INSTANCE_DIR": str(tmp_path), "MAP_TILES_URL": url}
    with pytest.raises(SettingsError, match="MAP_TILES_URL"):
        Settings.from_environment(env)


def test_tiles_are_taken_as_they_are_written(tmp_path: pathlib.Path) -> None:
    env = KEY | {"INSTANCE_DIR": str(tmp_path), "MAP_TILES_URL": TILES, "MAP_TILES_CREDIT": "Sở A"}
    settings = Settings.from_environment(env)
    assert (settings.map_tiles_url, settings.map_tiles_credit) == (TILES, "Sở A")
