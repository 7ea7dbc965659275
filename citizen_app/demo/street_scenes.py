"""Demo pictures of the street: road, lamps, rubbish, trees, cables and pavement."""

from __future__ import annotations

from PIL import Image, ImageDraw

from citizen_app.demo.drawing import (
    AWNINGS,
    DARK,
    HEIGHT,
    SCALE,
    WIDTH,
    Colour,
    Scene,
    cone,
    scooter,
    street,
    tree,
)


def pothole(s: Scene, after: bool) -> None:
    """A hole in the road; after: a square patch."""
    street(s)
    x = s.dice.uniform(480, 760)
    if after:
        s.shape([(x - 220, 764), (x + 230, 764), (x + 262, 902), (x - 250, 902)], (78, 80, 84))
        s.line([(x - 220, 764), (x + 230, 764)], (64, 66, 70), 4)
        scooter(s, 190, 760, s.dice.choice(AWNINGS))
        return
    s.blob(x, 836, 250, 76, (86, 84, 82))
    s.blob(x, 840, 208, 58, (112, 94, 78))
    s.blob(x + 6, 848, 160, 40, (138, 140, 134))
    s.disc(x - 40, 842, 60, 9, (186, 196, 196))
    for _ in range(26):
        a, b = s.dice.uniform(-320, 320), s.dice.uniform(-92, 96)
        s.disc(x + a, 838 + b, s.dice.uniform(4, 11), s.dice.uniform(3, 7), (76, 74, 72))
    for a, b in ((-330, -40), (320, -62), (300, 74)):
        crack = [(x + a * 0.7, 838 + b * 0.6), (x + a * 0.9, 838 + b), (x + a * 1.2, 838 + b)]
        s.line(crack, (70, 70, 72), 4)
    cone(s, x + 300, 800)


def flood(s: Scene, after: bool) -> None:
    """Water over road and pavement; after: dry, with a clean grate."""
    street(s)
    if after:
        s.box(560, 700, 150, 34, (70, 72, 76), 4)
        for bar in range(9):
            s.box(572 + bar * 15, 705, 7, 24, (34, 36, 40))
        scooter(s, 930, 770, s.dice.choice(AWNINGS))
        return
    muddy, at = (166, 146, 112), s.dice.uniform(300, 860)
    s.shape([(0, 640), (WIDTH, 632), (WIDTH, HEIGHT), (0, HEIGHT)], muddy, 232)
    scooter(s, at, 760, s.dice.choice(AWNINGS))
    s.shape([(at - 110, 744), (at + 110, 744), (at + 120, 796), (at - 120, 796)], muddy, 236)
    for _ in range(70):
        y = s.dice.uniform(655, 950)
        x, long = s.dice.uniform(-50, WIDTH), s.dice.uniform(30, 90) * (y - 560) / 200
        s.line([(x, y), (x + long, y)], s.dice.choice([(204, 190, 160), (140, 120, 92)]), 3)
    for _ in range(7):
        s.disc(s.dice.uniform(60, 1220), s.dice.uniform(690, 920), 17, 7, s.dice.choice(AWNINGS))
    for _ in range(110):
        x, y = s.dice.uniform(0, WIDTH), s.dice.uniform(0, HEIGHT)
        s.line([(x, y), (x - 9, y + 34)], (218, 226, 230), 1)


def streetlight(s: Scene, after: bool) -> None:
    """A lamp at night: dark, then shining."""
    street(s)
    x = s.dice.uniform(430, 760)
    if after:
        light = Image.new("L", s.image.size)
        pen, left, right = ImageDraw.Draw(light), (x - 120) * SCALE, (x + 430) * SCALE
        lamp = [((x + 130) * SCALE, 400), ((x + 200) * SCALE, 400)]
        pen.polygon([*lamp, (right, 1800), (left, 1800)], 84)
        pen.ellipse([left, 1690, right, 1910], 116)
        s.image.paste((255, 226, 150), (0, 0), light)
    pole = (255, 255, 250)
    s.box(x - 9, 170, 18, 496, pole, 6)
    s.box(x - 20, 640, 40, 32, pole, 4)
    s.line([(x, 180), (x + 60, 164), (x + 150, 176)], pole, 12)
    s.box(x + 120, 168, 92, 26, pole, 10)
    if after:
        s.glow(x + 166, 196, 40, 10, (255, 246, 206))
    scooter(s, x - 260, 756, s.dice.choice(AWNINGS))


def rubbish(s: Scene, after: bool) -> None:
    """Bags heaped on the pavement; after: swept, with a bin."""
    street(s)
    tree(s, 190, 668, 330, 170)
    x = s.dice.uniform(600, 780)
    if after:
        s.box(x, 560, 88, 112, (64, 128, 92), 10)
        s.box(x - 6, 546, 100, 20, (48, 104, 74), 8)
        s.disc(x + 20, 674, 12, 12, DARK)
        s.disc(x + 70, 674, 12, 12, DARK)
        return
    bags: list[Colour] = [(52, 54, 60), (70, 72, 80), (206, 206, 204), (58, 92, 128), (176, 74, 66)]
    for row, count in ((640, 9), (672, 11), (704, 12), (726, 8)):
        for index in range(count):
            a = (index - count / 2) * 46 + s.dice.uniform(-12, 12)
            r = s.dice.uniform(28, 46)
            s.blob(x + a, row, r, r * 0.86, s.dice.choice(bags))
            knot = [(x + a - 8, row - r), (x + a + 8, row - r), (x + a, row - r + 14)]
            s.shape(knot, (38, 40, 44))
    for _ in range(22):
        a, b = x + s.dice.uniform(-380, 380), s.dice.uniform(716, 800)
        s.box(a, b, s.dice.uniform(12, 34), 9, s.dice.choice([(226, 222, 210), (198, 160, 92)]), 3)


def branch(s: Scene, after: bool) -> None:
    """A tree with a dead branch over the road; after: trimmed."""
    street(s)
    x = s.dice.uniform(400, 560)
    tree(s, x, 690, 440, 260 if not after else 220)
    if after:
        s.disc(x + 16, 400, 14, 18, (222, 196, 150))
        return
    s.shape([(x, 452), (x + 12, 400), (x + 420, 548), (x + 424, 562)], (132, 112, 92))
    for t, b in ((0.45, -80), (0.6, 70), (0.72, -66), (0.88, 60), (0.95, -44)):
        a, y = x + 420 * t, 426 + 130 * t
        s.line([(a, y), (a + 50, y + b), (a + 88, y + b * 1.3)], (132, 112, 92), 8)
    for _ in range(14):
        a, y = x + s.dice.uniform(220, 520), s.dice.uniform(470, 690)
        s.disc(a, y, 12, 6, (178, 136, 76))
    for _ in range(16):
        s.disc(x + s.dice.uniform(120, 640), s.dice.uniform(690, 800), 13, 5, (160, 122, 70))


def cable(s: Scene, after: bool) -> None:
    """Tangled cables between two poles; after: one tidy bundle."""
    street(s)
    left, right = s.dice.uniform(150, 230), s.dice.uniform(980, 1080)
    for x in (left, right):
        s.shape([(x - 14, 690), (x + 14, 690), (x + 9, 120), (x - 9, 120)], (158, 156, 150))
        s.box(x - 66, 168, 132, 14, (120, 114, 104))
    for edge in (-40.0, WIDTH + 40.0):
        near = left if edge < 0 else right
        s.curve((edge, 210), (near, 200), 20, DARK, 8)
    if after:
        s.curve((left, 196), (right, 196), 34, DARK, 12)
        return
    for _ in range(26):
        top, bottom = s.dice.uniform(176, 250), s.dice.uniform(176, 250)
        sag = s.dice.uniform(20, 230)
        s.curve((left, top), (right, bottom), sag, (40, 42, 46), s.dice.uniform(2, 5))
    for turn in range(7):
        ring = [(left - 36) * SCALE - turn * 5, 420, (left + 40) * SCALE + turn * 5, 600 + turn * 8]
        s.draw.ellipse(ring, None, (36, 38, 42), 6)
    middle = (left + right) / 2
    s.curve((left, 250), (middle, 690), 150, (36, 38, 42), 5)
    s.curve((right, 250), (middle + 190, 716), 120, (36, 38, 42), 5)
    s.curve((middle, 690), (middle + 190, 716), 24, (36, 38, 42), 5)


def sidewalk(s: Scene, after: bool) -> None:
    """Broken paving with stools in the way; after: level, with a guiding strip."""
    street(s)
    s.shape([(0, 640), (WIDTH, 640), (WIDTH, HEIGHT), (0, HEIGHT)], (190, 176, 158))
    for row in range(7):
        y, deep = 640 + row * (row + 9) * 3.0, 26 + row * 6.0
        for column in range(-1, 12):
            shade = s.dice.randint(-9, 9)
            w = 120 + row * 2
            x = column * w + (row % 2) * 50
            if not after and s.dice.random() < 0.22:
                s.blob(x + w / 2, y + deep / 2, w * 0.48, deep * 0.5, (126, 104, 82))
                continue
            s.box(x + 2, y + 2, w - 4, deep - 3, (204 + shade, 182 + shade, 156 + shade), 3)
    if after:
        s.shape([(0, 778), (WIDTH, 778), (WIDTH, 822), (0, 822)], (224, 178, 70))
        for dot in range(0, WIDTH, 26):
            s.disc(dot, 790, 7, 4, (196, 150, 52))
            s.disc(dot + 13, 810, 7, 4, (196, 150, 52))
        return
    for at in (180.0, 430.0, 860.0, 1080.0):
        stool = s.dice.choice([(196, 70, 58), (52, 108, 170)])
        for leg in (-34, 26):
            s.box(at + leg, 690, 9, 64, stool)
        s.box(at - 46, 672, 92, 22, stool, 5)
    s.box(560, 640, 190, 18, (214, 218, 222), 4)
    s.line([(600, 656), (584, 756)], (150, 154, 160), 7)
    s.line([(710, 656), (728, 756)], (150, 154, 160), 7)
