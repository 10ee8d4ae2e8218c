"""Make a stranger's picture small and harmless: only its pixels are kept, drawn anew."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

MEDIA_TYPE = "image/webp"
ENDING = "webp"
_EDGE = 256
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 16_000_000
"""As decoded, 64 MB; LINE's pictures have a tenth of that."""


class NotAPicture(Exception):
    """Not one of the formats that we show, broken, or far too large to be drawn."""


def shrink(content: bytes) -> bytes:
    """A WebP of at most 256 × 256 pixels, without any of the original's bytes. Raises `NotAPicture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content)
    except NotAPicture:
        raise
    except Exception as problem:  # decoders of broken files raise whatever comes to their mind
        raise NotAPicture(type(problem).__name__) from None


def _drawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        width, height = opened.size  # from the header; nothing is decoded yet
        if width * height > _MOST_PIXELS:
            raise NotAPicture("too many pixels")
        opened.draft("RGB", (_EDGE * 2, _EDGE * 2))
        upright = ImageOps.exif_transpose(opened)
        small = upright.convert("RGBA" if _is_transparent(upright) else "RGB")
    small.thumbnail((_EDGE, _EDGE))
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    drawn = io.BytesIO()
    clean.save(drawn, "WEBP", quality=85)
    return drawn.getvalue()


def _is_transparent(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
