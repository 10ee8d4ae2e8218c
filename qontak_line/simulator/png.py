"""Drawing soft-edged shapes and writing them as PNG, with nothing but the standard library."""

import math
import struct
import zlib
from collections.abc import Callable

Colour = tuple[float, float, float]
Distance = Callable[[float, float], float]
"""How far a point is outside a shape (negative inside), in pixels."""


class Canvas:
    """RGB pixels in rows, top to bottom."""

    def __init__(self, width: int, height: int, top: Colour, bottom: Colour) -> None:
        self.width = width
        self.height = height
        self._rows = [
            [_mix(top, bottom, (y + x / 3) / (height + width / 3)) for x in range(width)] for y in range(height)
        ]

    def fill(self, shape: Distance, colour: Colour, opacity: float = 1.0) -> None:
        """Paint the shape; its edge is blended over one pixel."""
        for y, row in enumerate(self._rows):
            for x in range(self.width):
                cover = 0.5 - shape(x + 0.5, y + 0.5)
                if cover > 0:
                    row[x] = _mix(row[x], colour, min(1.0, cover) * opacity)

    def png(self) -> bytes:
        raw = b"".join(b"\0" + bytes(round(part) for pixel in row for part in pixel) for row in self._rows)
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        return (
            b"\x89PNG\r\n\x1a\n"
            + _chunk(b"IHDR", header)
            + _chunk(b"IDAT", zlib.compress(raw, 9))
            + _chunk(b"IEND", b"")
        )


def circle(x: float, y: float, radius: float) -> Distance:
    return lambda px, py: math.hypot(px - x, py - y) - radius


def ring(x: float, y: float, radius: float, half_width: float) -> Distance:
    return lambda px, py: abs(math.hypot(px - x, py - y) - radius) - half_width


def ellipse(x: float, y: float, across: float, down: float) -> Distance:
    """Half axes *across* and *down*; the distance is near enough for a soft edge."""
    return lambda px, py: (math.hypot((px - x) / across, (py - y) / down) - 1) * min(across, down)


def box(left: float, top: float, right: float, bottom: float, corner: float) -> Distance:
    """A rectangle with rounded corners."""

    def distance(px: float, py: float) -> float:
        dx = max(left + corner - px, px - right + corner, 0.0)
        dy = max(top + corner - py, py - bottom + corner, 0.0)
        return math.hypot(dx, dy) - corner

    return distance


def both(one: Distance, other: Distance) -> Distance:
    """Where two shapes overlap."""
    return lambda px, py: max(one(px, py), other(px, py))


def above(line: float) -> Distance:
    return lambda px, py: py - line


def _mix(under: Colour, over: Colour, share: float) -> Colour:
    return (
        under[0] + (over[0] - under[0]) * share,
        under[1] + (over[1] - under[1]) * share,
        under[2] + (over[2] - under[2]) * share,
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
