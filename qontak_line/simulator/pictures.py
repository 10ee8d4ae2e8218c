"""Profile pictures and sample photos, drawn from an id: the same id always gives the same picture."""

import colorsys
import hashlib
import math
from functools import lru_cache

from flask import request

from qontak_line.simulator import png
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.png import Canvas, Colour

SIZE = 128
SKINS: tuple[Colour, ...] = ((246, 212, 184), (232, 190, 154), (207, 157, 118), (172, 120, 84))
HAIRS: tuple[Colour, ...] = ((38, 30, 30), (66, 44, 34), (92, 62, 44), (30, 34, 52))
CREAM: Colour = (255, 246, 230)
SHOP_HUES = (0.08, 0.63, 0.9, 0.46, 0.02, 0.76)
HEADSCARF_SHARE = 0.25


def picture_url(platform: Platform, picture_id: str) -> str:
    """Where the picture is, on the same origin that the caller used unless another one was given at start."""
    origin = platform.public_url or request.host_url
    return f"{origin.rstrip('/')}/pictures/{picture_id}.png"


@lru_cache(maxsize=256)
def picture(picture_id: str, shop_number: int | None = None) -> bytes:
    """PNG bytes: a face for a user id, a sign for a shop, heads for a group, hills for anything else."""
    chances = hashlib.sha256(picture_id.encode()).digest()
    if shop_number is not None:
        return _shop(shop_number)
    if picture_id.startswith(("C", "R")):
        return _crowd(chances)
    return _face(chances) if picture_id.startswith("U") else _hills(chances)


def look_of(user_id: str) -> str:
    """What the face drawn for that id wears: ``scarf``, ``long`` hair or ``short`` hair."""
    return _look(hashlib.sha256(user_id.encode()).digest())


def _look(chances: bytes) -> str:
    if chances[5] / 256 < HEADSCARF_SHARE:
        return "scarf"
    return "long" if chances[6] % 2 else "short"


def _face(chances: bytes) -> bytes:
    canvas = _background(chances)
    _person(canvas, chances, 64, 1.0)
    return canvas.png()


def _crowd(chances: bytes) -> bytes:
    canvas = _background(chances)
    for offset, (x, scale) in enumerate(((34, 0.62), (94, 0.62), (64, 0.8))):
        _person(canvas, chances[offset * 4 :], x, scale)
    return canvas.png()


def _person(canvas: Canvas, chances: bytes, x: float, scale: float) -> None:
    skin, hair = SKINS[chances[1] % len(SKINS)], HAIRS[chances[2] % len(HAIRS)]
    cloth = _hue(chances[3] / 256, 0.45, 0.72)
    bottom = SIZE + 4
    head = bottom - 74 * scale
    look = _look(chances)
    has_scarf = look == "scarf"
    if has_scarf:
        canvas.fill(png.ellipse(x, head + 6 * scale, 36 * scale, 42 * scale), cloth)
    else:
        long_hair = 20 * scale if look == "long" else 0
        canvas.fill(png.ellipse(x, head - 4 * scale + long_hair / 2, 31 * scale, 30 * scale + long_hair / 2), hair)
    canvas.fill(png.ellipse(x, bottom + 4 * scale, 48 * scale, 40 * scale), cloth)
    canvas.fill(png.box(x - 9 * scale, head, x + 9 * scale, head + 38 * scale, 8 * scale), cloth if has_scarf else skin)
    canvas.fill(png.ellipse(x, head + 3 * scale, 24 * scale, 28 * scale), skin)
    if not has_scarf:
        canvas.fill(png.both(png.ellipse(x, head, 27 * scale, 29 * scale), png.above(head - 11 * scale)), hair)
    for side in (-9, 9):
        canvas.fill(png.circle(x + side * scale, head + 3 * scale, 2.6 * scale), (44, 36, 36))
    smile = png.both(png.ring(x, head + 9 * scale, 8 * scale, 1.3 * scale), lambda px, py: head + 12 * scale - py)
    canvas.fill(smile, (168, 84, 72))


def _shop(number: int) -> bytes:
    """A sign of cream on a colour of its own: a cup, or a flower."""
    hue = SHOP_HUES[number % len(SHOP_HUES)]
    canvas = Canvas(SIZE, SIZE, _hue(hue, 0.62, 0.58), _hue(hue - 0.03, 0.7, 0.34))
    canvas.fill(png.circle(64, 64, 50), (255, 255, 255), 0.12)
    if number % 2:
        _flower(canvas)
    else:
        _cup(canvas)
    return canvas.png()


def _cup(canvas: Canvas) -> None:
    canvas.fill(png.ring(88, 72, 13, 4), CREAM)
    canvas.fill(png.box(36, 52, 88, 94, 14), CREAM)
    canvas.fill(png.box(30, 98, 96, 104, 3), CREAM)
    for x in (50, 62, 74):
        canvas.fill(png.box(x - 2, 28 + (x % 4) * 2, x + 2, 46, 2), CREAM, 0.75)


def _flower(canvas: Canvas) -> None:
    for petal in range(8):
        angle = petal * math.pi / 4
        reach = 31 if petal % 2 else 26
        canvas.fill(
            png.circle(64 + reach * math.cos(angle), 64 + reach * math.sin(angle), 10),
            CREAM,
            0.95 if petal % 2 else 0.7,
        )
    canvas.fill(png.circle(64, 64, 11), CREAM)
    canvas.fill(png.ring(64, 64, 47, 1.5), CREAM, 0.8)


def _hills(chances: bytes) -> bytes:
    canvas = Canvas(240, 180, (132, 190, 236), (252, 226, 190))
    canvas.fill(png.circle(50 + chances[0] % 150, 58, 20), (255, 240, 190))
    for layer in range(3):
        green = _hue(0.3 + chances[layer + 1] / 1600, 0.45, 0.62 - layer * 0.14)
        canvas.fill(png.ellipse(chances[layer + 4] * 0.95, 188 + layer * 16, 158, 90 - layer * 10), green)
    return canvas.png()


def _background(chances: bytes) -> Canvas:
    hue = chances[0] / 256
    return Canvas(SIZE, SIZE, _hue(hue, 0.28, 0.97), _hue(hue + 0.07, 0.42, 0.8))


def _hue(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return (red * 255, green * 255, blue * 255)
