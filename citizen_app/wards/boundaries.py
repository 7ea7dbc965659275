"""Which ward a point lies in, from simplified boundaries (data/README.md names their source)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
Ring = list[list[float]]


@lru_cache(maxsize=4)
def rings_of(province: str) -> dict[str, list[Ring]]:
    """Return the rings of each ward of a province by code; empty where none are known."""
    path = DATA / f"boundaries_{province}.json"
    if not path.exists():
        return {}
    kept: dict[str, list[Ring]] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def outline_of(code: str, province: str = "79") -> dict[str, object]:
    """Return a ward's outline as GeoJSON (RFC 7946: longitude first); no features where none is known.

    A ward of several parts (islands) has several rings.
    """
    rings = rings_of(province).get(code, [])
    shape = {"type": "MultiPolygon", "coordinates": [[_closed(ring)] for ring in rings]}
    feature = {"type": "Feature", "properties": {"code": code}, "geometry": shape}
    return {"type": "FeatureCollection", "features": [feature] if rings else []}


def _closed(ring: Ring) -> Ring:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def ward_code_at(lat: float, lon: float, province: str = "79") -> str | None:
    """Return the code of the ward that holds a point, or None."""
    for code, rings in rings_of(province).items():
        if sum(_crosses(ring, lat, lon) for ring in rings) % 2:
            return code
    return None


def _crosses(ring: Ring, lat: float, lon: float) -> int:
    """Return how often a ray to the east crosses the ring."""
    count = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            count += 1
    return count
