"""Pictures for the demo data: flat scenes drawn here, so that no real place or person shows.

The same scene, seed and moment (before or after the work) always give the same picture.
"""

from __future__ import annotations

from collections.abc import Callable

from citizen_app.demo.drawing import (
    AWNINGS,
    DARK,
    HEIGHT,
    LEAVES,
    PATH,
    SCALE,
    WIDTH,
    Point,
    Scene,
    clouds,
    scooter,
    street,
    tree,
)
from citizen_app.demo.street_scenes import (
    branch,
    cable,
    flood,
    pothole,
    rubbish,
    sidewalk,
    streetlight,
)


def noise(s: Scene, after: bool) -> None:
    """Loudspeakers in the evening street; after: put away."""
    street(s)
    x = s.dice.uniform(420, 640)
    if after:
        scooter(s, x, 640, s.dice.choice(AWNINGS))
        tree(s, x + 380, 672, 300, 150)
        return
    for side in (x, x + 250):
        corners = [side * SCALE, 460 * SCALE, (side + 130) * SCALE, 670 * SCALE]
        s.draw.rounded_rectangle(corners, 16, (30, 30, 38))
        for y, r in ((508, 34), (602, 50)):
            s.glow(side + 65, y, r, r, (92, 94, 108))
            s.glow(side + 65, y, r / 2, r / 2, (24, 24, 30))
    for ring in range(1, 5):
        for centre, start in ((x - 10, 120), (x + 390, -60)):
            r = 70 * ring
            edge = (centre - r, 555 - r, centre + r, 555 + r)
            s.draw.arc(
                [v * SCALE for v in edge], start, start + 120, (255, 196, 92, 250 - ring * 45), 12
            )
    for bulb in range(0, WIDTH, 64):
        s.glow(bulb, 420, 6, 6, s.dice.choice([(255, 120, 120), (255, 214, 110), (120, 214, 255)]))


def canal(s: Scene, after: bool) -> None:
    """A canal between houses, choked with litter; after: clean."""
    street(s)
    water = (92, 142, 146) if after else (92, 92, 76)
    s.shape([(0, 650), (WIDTH, 650), (WIDTH, HEIGHT), (0, HEIGHT)], water)
    s.box(0, 628, WIDTH, 30, (168, 160, 148))
    for post in range(30, WIDTH, 110):
        s.box(post, 580, 8, 52, (130, 134, 136))
    s.box(0, 588, WIDTH, 6, (130, 134, 136))
    for _ in range(60):
        x, y = s.dice.uniform(-40, WIDTH), s.dice.uniform(672, 950)
        shade = (130, 172, 174) if after else (112, 110, 92)
        s.line([(x, y), (x + s.dice.uniform(40, 150), y)], shade, 3)
    if after:
        s.shape([(420, 800), (900, 800), (840, 858), (480, 858)], (126, 88, 60))
        s.box(470, 812, 380, 8, (160, 118, 80))
        return
    things = [(236, 234, 226), (214, 214, 210), (70, 104, 140), (190, 84, 70), (72, 112, 66)]
    for _ in range(130):
        x, y = s.dice.gauss(640, 300), s.dice.uniform(690, 940)
        size = s.dice.uniform(10, 30)
        s.blob(x, y, size, size * 0.5, s.dice.choice(things))


def ferry(s: Scene, after: bool) -> None:
    """A pier with broken planks and a ferry; after: planks mended."""
    clouds(s)
    s.shape([(0, 470), (WIDTH, 470), (WIDTH, HEIGHT), (0, HEIGHT)], (112, 150, 156))
    for bush in range(-40, WIDTH, 70):
        s.disc(bush, 470, 60, s.dice.uniform(18, 40), s.dice.choice(LEAVES))
    s.box(0, 470, WIDTH, 40, (112, 150, 156))
    for _ in range(70):
        x, y = s.dice.uniform(-40, WIDTH), s.dice.uniform(500, 940)
        s.line([(x, y), (x + s.dice.uniform(40, 150), y)], (150, 184, 186), 3)
    x = s.dice.uniform(90, 200)
    s.shape([(x, 560), (x + 560, 560), (x + 500, 650), (x + 50, 650)], (52, 104, 140))
    s.box(x + 90, 450, 360, 110, (244, 242, 234), 8)
    for pane in range(6):
        s.box(x + 110 + pane * 56, 474, 40, 38, (104, 142, 156), 5)
    s.box(x + 240, 396, 110, 56, (228, 222, 208), 6)
    s.box(x + 20, 572, 520, 10, (232, 198, 104))
    s.line([(x + 400, 452), (x + 400, 360)], (120, 120, 120), 6)
    for plank in range(13):
        y = 690 + plank * 21
        if not after and plank in (4, 5, 9):
            s.shape([(700, y), (780, y + 4), (760, y + 16), (690, y + 14)], (126, 98, 72))
            continue
        wood = (168, 132, 96) if after else (150, 122, 96)
        s.box(660 - plank * 7, y, 520 + plank * 12, 17, wood, 3)
    for post in (670.0, 1160.0):
        s.box(post, 610, 20, 320, (112, 88, 66), 4)
    s.line([(1170, 640), (1280, 620)], (190, 170, 130), 7)


def sign(s: Scene, after: bool) -> None:
    """A road sign hidden by leaves and leaning; after: upright and clear."""
    street(s)
    x, lean = s.dice.uniform(560, 700), 0.0 if after else 46.0
    s.line([(x, 690), (x + lean, 260)], (176, 180, 184), 14)
    s.disc(x + lean, 240, 96, 96, (200, 52, 46))
    s.disc(x + lean, 240, 76, 76, (246, 246, 242))
    s.shape([(x + lean - 14, 290), (x + lean + 14, 290), (x + lean + 14, 216), (x + lean + 40, 216),
             (x + lean, 176), (x + lean - 40, 216), (x + lean - 14, 216)], DARK)  # fmt: skip
    s.line([(x + lean - 58, 186), (x + lean + 58, 294)], (200, 52, 46), 16)
    tree(s, 200 if after else x - 190, 680, 400, 190 if after else 210)
    if not after:
        for _ in range(26):
            a, b = s.dice.uniform(-170, 70), s.dice.uniform(-110, 100)
            s.disc(x + lean + a, 230 + b, 40, 32, s.dice.choice(LEAVES))


def wall(s: Scene, after: bool) -> None:
    """A cracked, pasted wall; after: repaired and painted with flowers."""
    clouds(s)
    s.box(0, 130, WIDTH, 600, (224, 206, 170) if after else (206, 196, 178))
    s.box(0, 112, WIDTH, 24, (170, 160, 144))
    s.box(0, 690, WIDTH, 40, (150, 142, 130))
    s.box(0, 730, WIDTH, HEIGHT - 730, PATH)
    for line in range(-100, WIDTH + 200, 110):
        s.line([(line, 730), (line - 90, HEIGHT)], (174, 166, 154), 3)
    mural(s) if after else cracks(s)


def mural(s: Scene) -> None:
    """Paint a row of flowers on the wall."""
    around = [(-30, 0), (30, 0), (0, -30), (0, 30), (22, 22), (-22, -22), (22, -22), (-22, 22)]
    for index in range(9):
        x, y = 110 + index * 134, s.dice.uniform(330, 470)
        s.line([(x, 690), (x + s.dice.uniform(-20, 20), y)], LEAVES[1], 10)
        petal = s.dice.choice([(222, 112, 120), (240, 180, 84), (126, 150, 206)])
        for a, b in around:
            s.disc(x + a, y + b, 25, 25, petal)
        s.disc(x, y, 22, 22, (250, 224, 130))


def cracks(s: Scene) -> None:
    """Draw pasted papers, two long cracks and bare brick."""
    papers = [(240, 238, 230), (246, 226, 150), (210, 222, 232)]
    for _ in range(26):
        x, y = s.dice.uniform(30, 1180), s.dice.uniform(330, 600)
        s.box(x, y, s.dice.uniform(40, 80), s.dice.uniform(30, 62), s.dice.choice(papers))
    for start in (s.dice.uniform(260, 480), s.dice.uniform(780, 1000)):
        points: list[Point] = [(start, 136.0)]
        while points[-1][1] < 690:
            x, y = points[-1]
            step = (x + s.dice.uniform(-34, 40), min(690.0, y + s.dice.uniform(26, 60)))
            points.append(step)
        s.line(points, (92, 84, 76), 7)
        s.blob(points[5][0], points[5][1], 60, 44, (172, 132, 108))


SCENES: dict[str, Callable[[Scene, bool], None]] = {
    "pothole": pothole, "flood": flood, "streetlight": streetlight, "rubbish": rubbish,
    "tree": branch, "cable": cable, "sidewalk": sidewalk, "noise": noise, "canal": canal,
    "ferry": ferry, "sign": sign, "wall": wall,
}  # fmt: skip
AT_NIGHT = {"streetlight", "noise"}


def make_photo(scene: str, seed: int, after: bool = False) -> bytes:
    """Return a 1280x960 JPEG of the scene; the same arguments give the same bytes."""
    surface = Scene(seed, scene, night=scene in AT_NIGHT)
    SCENES[scene](surface, after)
    return surface.photo()
