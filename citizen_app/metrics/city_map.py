"""The city as drawings: each ward's outline as an SVG path, simplified to what a screen can show.

Two drawings: the whole city, and its inner part, where wards are too small to be seen on the first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from citizen_app.wards.boundaries import Ring, rings_of

WIDTH = 560
MARGIN = 6
# Corners nearer to the one before are left out: px of the drawing.
NEAR = 2.4
SMALLEST = 3
# What lies further south than this (Côn Đảo) is drawn nearer, in a corner of its own.
FAR_SOUTH, ISLAND_SHIFT = 9.5, (-0.05, 1.62)


@dataclass(frozen=True)
class Box:
    """A part of the earth, degrees."""

    west: float
    south: float
    east: float
    north: float

    def touches(self, ring: Ring) -> bool:
        """Return whether some corner of a ring lies inside."""
        return any(self.west <= x <= self.east and self.south <= y <= self.north for x, y in ring)


INNER = {"79": Box(106.60, 10.71, 106.81, 10.88)}


@dataclass(frozen=True)
class Drawing:
    """Paths by the ward's code, and the size of the drawing in px."""

    name: str
    width: int
    height: int
    paths: Mapping[str, str]


@lru_cache(maxsize=4)
def drawings_of(province: str) -> tuple[Drawing, ...]:
    """Return the drawings of a province; none where no boundaries are known."""
    rings = {code: [_near(ring) for ring in found] for code, found in rings_of(province).items()}
    if not rings:
        return ()
    points = [point for found in rings.values() for ring in found for point in ring]
    whole = Box(
        min(p[0] for p in points),
        min(p[1] for p in points),
        max(p[0] for p in points),
        max(p[1] for p in points),
    )
    drawings = [_drawing("whole", rings, whole)]
    if province in INNER:
        drawings.append(_drawing("inner", rings, INNER[province]))
    return tuple(drawings)


def _near(ring: Ring) -> Ring:
    """Return a ring; one far out at sea is moved so that the drawing need not hold the sea between."""
    if all(point[1] > FAR_SOUTH for point in ring):
        return ring
    return [[point[0] + ISLAND_SHIFT[0], point[1] + ISLAND_SHIFT[1]] for point in ring]


def _drawing(name: str, rings: Mapping[str, list[Ring]], box: Box) -> Drawing:
    squeeze = math.cos(math.radians((box.north + box.south) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((box.east - box.west) * squeeze)

    def place(point: list[float]) -> tuple[float, float]:
        x = MARGIN + (point[0] - box.west) * squeeze * scale
        return x, MARGIN + (box.north - point[1]) * scale

    paths = {
        code: "".join(
            _path([place(point) for point in ring]) for ring in found if box.touches(ring)
        )
        for code, found in rings.items()
    }
    height = math.ceil(2 * MARGIN + (box.north - box.south) * scale)
    return Drawing(name, WIDTH, height, {code: path for code, path in paths.items() if path})


def _path(points: list[tuple[float, float]]) -> str:
    """Return a closed path with relative steps, "" for what is too small to be seen."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if not kept or math.dist(point, kept[-1]) >= NEAR:
            kept.append(point)
    if len(kept) < SMALLEST:
        return ""
    corners = [(round(x), round(y)) for x, y in kept]
    steps = [
        f"{x - before[0]} {y - before[1]}".replace(" -", "-")
        for before, (x, y) in zip(corners, corners[1:], strict=False)
    ]
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z"
