"""The brush of the demo pictures: a surface with its own dice, and the street behind them."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT, SCALE = 1280, 960, 2
KERB, ROAD = 600, 680  # where the pavement and the road begin
Colour = tuple[int, int, int]
Point = tuple[float, float]

SKIES: list[tuple[Colour, Colour]] = [
    ((122, 184, 222), (232, 243, 246)),
    ((150, 190, 208), (247, 236, 218)),
    ((170, 196, 212), (226, 232, 232)),
]
NIGHT = ((22, 32, 58), (64, 70, 104))
WALLS: list[Colour] = [
    (240, 214, 158), (232, 184, 150), (196, 217, 202), (178, 205, 220), (238, 228, 208),
    (222, 196, 190), (206, 200, 224), (247, 222, 184), (188, 198, 178),
]  # fmt: skip
AWNINGS: list[Colour] = [(196, 78, 62), (46, 116, 128), (216, 152, 60), (92, 128, 84)]
LEAVES: list[Colour] = [(62, 112, 70), (84, 138, 82), (108, 158, 92)]
ASPHALT, PATH, DARK = (104, 106, 110), (196, 188, 176), (48, 50, 56)
SHUTTERS: list[Colour] = [(176, 172, 164), (142, 166, 176), (186, 156, 128), (150, 170, 146)]
BARK = (104, 80, 62)


class Scene:
    """A drawing surface in picture units, with its own dice."""

    def __init__(self, seed: int, name: str, night: bool = False) -> None:
        self.dice = random.Random(f"{name}-{seed}")
        self.night = night
        top, bottom = NIGHT if night else self.dice.choice(SKIES)
        column = Image.new("RGB", (1, 2))
        column.putdata([top, bottom])
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.image = column.resize(size, Image.Resampling.BILINEAR)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def tone(self, colour: Colour) -> Colour:
        """Return the colour as it looks at this hour."""
        if not self.night:
            return colour
        red, green, blue = colour
        return int(red * 0.34), int(green * 0.37), int(blue * 0.5 + 14)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse that shines: its colour is the same by night."""
        corners = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self.draw.ellipse(corners, colour)

    def box(self, x: float, y: float, w: float, h: float, colour: Colour, r: float = 0) -> None:
        """Fill a box, with round corners when r is given."""
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE]
        self.draw.rounded_rectangle(corners, r * SCALE, self.tone(colour))

    def disc(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse around a point."""
        corners = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self.draw.ellipse(corners, self.tone(colour))

    def shape(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fill a polygon."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], (*self.tone(colour), alpha))

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draw a line through points."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(path, self.tone(colour), round(width * SCALE), joint="curve")

    def blob(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an uneven round patch, as of broken asphalt."""
        steps = [(-1.0, 0.0), (-0.7, -0.7), (0.0, -1.0), (0.7, -0.75), (1.0, 0.0)]
        steps += [(0.75, 0.7), (0.1, 1.0), (-0.6, 0.8)]
        spread = [self.dice.uniform(0.8, 1.15) for _ in steps]
        edge = [(x + a * rx * s, y + b * ry * s) for (a, b), s in zip(steps, spread, strict=True)]
        self.shape(edge, colour)

    def curve(self, start: Point, end: Point, sag: float, colour: Colour, width: float) -> None:
        """Draw a hanging cable."""
        points = []
        for step in range(21):
            t = step / 20
            x = start[0] + (end[0] - start[0]) * t
            points.append((x, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)))
        self.line(points, colour, width)

    def photo(self) -> bytes:
        """Return the picture as a JPEG, with a little grain and darker corners."""
        picture = self.image.reduce(SCALE)
        noise = Image.frombytes("L", (320, 240), self.dice.randbytes(320 * 240))
        grain = noise.resize(picture.size, Image.Resampling.BILINEAR).convert("RGB")
        picture = Image.blend(picture, ImageChops.soft_light(picture, grain), 0.13)
        corners = Image.radial_gradient("L").resize(picture.size).point(lambda v: 255 - v // 7)
        picture = ImageChops.multiply(picture, corners.convert("RGB"))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=84)
        return out.getvalue()


def clouds(s: Scene) -> None:
    """Draw clouds, or a moon and stars at night."""
    if s.night:
        s.glow(1075, 110, 35, 35, (244, 238, 208))
        for _ in range(40):
            s.glow(s.dice.uniform(0, WIDTH), s.dice.uniform(0, 250), 1, 1, (214, 220, 236))
        return
    for _ in range(3):
        x, y = s.dice.uniform(80, 1200), s.dice.uniform(50, 170)
        for dx, r in ((-60, 26), (-20, 40), (30, 34), (70, 22)):
            s.disc(x + dx, y - r * 0.3, r * 1.5, r, (250, 250, 248))


def window(s: Scene, x: float, y: float, w: float, h: float) -> None:
    """Draw a window with shutters; some are lit at night."""
    s.box(x - 4, y - 4, w + 8, h + 8, (250, 246, 236))
    s.box(x, y, w, h, s.dice.choice([(92, 122, 132), (110, 138, 146), (82, 106, 112)]))
    if s.night and s.dice.random() < 0.35:
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE]
        s.draw.rectangle(corners, (240, 200, 126))
    s.line([(x + w / 2, y), (x + w / 2, y + h)], (250, 246, 236), 3)


def house(s: Scene, x: float, w: float) -> None:
    """Draw one narrow town house with a shop below."""
    floors = s.dice.choice([2, 2, 3, 3, 4])
    wall, awning = s.dice.choice(WALLS), s.dice.choice(AWNINGS)
    top = KERB - 130 - floors * 86
    s.box(x, top, w, KERB - top, wall)
    s.box(x - 3, top - 12, w + 6, 14, (226, 220, 208))
    if s.dice.random() < 0.5:
        s.box(x + w * 0.6, top - 48, 44, 36, (168, 178, 184), 8)  # a water tank
    for floor in range(floors):
        y = top + 20 + floor * 86
        for column in range(2):
            window(s, x + w * (0.14 + column * 0.46), y, w * 0.26, 46)
        s.box(x + 6, y + 54, w - 12, 5, (150, 146, 140))
        for bar in range(int(w // 12)):
            s.box(x + 8 + bar * 12, y + 42, 2, 14, (150, 146, 140))
    shop(s, x, w)
    edge = [(x, KERB - 128), (x + w, KERB - 128), (x + w + 6, KERB - 98), (x - 6, KERB - 98)]
    s.shape(edge, awning)
    s.box(x + 14, KERB - 150, w - 28, 24, s.dice.choice([*AWNINGS, (236, 232, 222)]), 3)


def shop(s: Scene, x: float, w: float) -> None:
    """Draw a ground floor: a rolled shutter, or an open shop with its goods."""
    s.box(x + 8, KERB - 96, w - 16, 96, (112, 104, 96))
    if s.dice.random() < 0.45:
        s.box(x + 16, KERB - 88, w - 32, 88, (84, 72, 64))
        for shelf in range(3):
            y = KERB - 70 + shelf * 28
            for index in range(int((w - 44) // 15)):
                goods = s.dice.choice([*AWNINGS, *WALLS])
                s.box(x + 22 + index * 15, y - 13, 11, 13, goods, 2)
            s.box(x + 18, y, w - 36, 4, (150, 128, 104))
        return
    s.box(x + 16, KERB - 88, w - 32, 88, s.dice.choice(SHUTTERS))
    for slat in range(6):
        s.box(x + 16, KERB - 82 + slat * 14, w - 32, 2, (136, 132, 126))


def street(s: Scene) -> None:
    """Draw a row of houses, the pavement and the road."""
    clouds(s)
    x = -30.0
    while x < WIDTH:
        w = s.dice.uniform(118, 172)
        house(s, x, w)
        x += w
    s.box(0, KERB, WIDTH, ROAD - KERB, PATH)
    for line in range(0, WIDTH + 160, 64):
        s.line([(line, KERB), (line - 40, ROAD - 12)], (174, 166, 154), 2)
    s.box(0, KERB + 34, WIDTH, 2, (174, 166, 154))
    s.box(0, ROAD - 12, WIDTH, 14, (148, 144, 138))
    s.box(0, ROAD, WIDTH, HEIGHT - ROAD, ASPHALT)
    for dash in range(-100, WIDTH, 260):
        stripe = [(dash, 816), (dash + 130, 816), (dash + 122, 828), (dash - 10, 828)]
        s.shape(stripe, (224, 218, 200))


def tree(s: Scene, x: float, foot: float, height: float, wide: float) -> None:
    """Draw a street tree."""
    top = foot - height
    s.shape([(x - 16, foot), (x + 16, foot), (x + 9, top), (x - 9, top)], BARK)
    for index in range(11):
        a, b = s.dice.uniform(-1, 1), s.dice.uniform(-0.7, 0.6)
        size = wide * s.dice.uniform(0.3, 0.46)
        s.disc(x + a * wide * 0.66, top + b * wide * 0.5, size, size * 0.8, LEAVES[index // 4])


def scooter(s: Scene, x: float, y: float, colour: Colour) -> None:
    """Draw a parked scooter."""
    for wheel in (x - 52, x + 52):
        s.disc(wheel, y, 27, 27, DARK)
        s.disc(wheel, y, 13, 13, (170, 172, 176))
    body = [(-62, -20), (-36, -44), (-2, -38), (6, -14), (34, -12), (48, -70), (62, -66), (44, 2)]
    s.shape([(x + a, y + b) for a, b in [*body, (-50, 0)]], colour)
    s.box(x - 64, y - 56, 66, 15, DARK, 7)
    s.line([(x + 46, y - 66), (x + 38, y - 88), (x + 22, y - 92)], DARK, 6)
    s.disc(x + 58, y - 62, 9, 9, (250, 236, 190))


def cone(s: Scene, x: float, y: float) -> None:
    """Draw a traffic cone."""
    s.box(x - 34, y - 8, 68, 12, (214, 96, 50), 4)
    s.shape([(x - 25, y - 8), (x + 25, y - 8), (x + 6, y - 86), (x - 6, y - 86)], (228, 108, 56))
    band = [(x - 17, y - 36), (x + 17, y - 36), (x + 12, y - 56), (x - 12, y - 56)]
    s.shape(band, (246, 242, 234))
