"""Ready-made messages and events, for phones and tests that care about the kind and not about the words."""

import secrets
from collections.abc import Callable
from typing import Any

from qontak_line.simulator.pictures import picture
from qontak_line.simulator.stickers import SHELF, Sticker
from qontak_line.simulator.writing import Media

Body = dict[str, Any]

VIEWS = 6
"""How many different sample photos there are."""

FROM_LINE = {"contentProvider": {"type": "line"}}
MP4 = bytes.fromhex("00000018667479706d703432000000006d70343269736f6d") + b"\0\0\0\x08mdat"
M4A = bytes.fromhex("00000018667479704d344120000000004d34412069736f6d") + b"\0\0\0\x08mdat"
"""The beginnings of an MP4 and an M4A file: enough to be recognised, too little to be played."""
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def sticker(shown: Sticker) -> Body:
    return {
        "type": "sticker",
        "packageId": shown.package_id,
        "stickerId": shown.sticker_id,
        "stickerResourceType": "STATIC",
        "keywords": list(shown.keywords),
    }


def message(kind: str) -> tuple[Body, Media | None]:
    """A message body of that kind, and its bytes when it has any. Raise KeyError for another kind."""
    body, media_type, data = _MESSAGES[kind]()
    return body, Media(media_type, data) if data else None


_MESSAGES: dict[str, Callable[[], tuple[Body, str, bytes]]] = {
    "text": lambda: ({"type": "text", "text": "Halo kak, masih buka?"}, "", b""),
    "sticker": lambda: (sticker(SHELF[0]), "", b""),
    "location": lambda: (
        {
            "type": "location",
            "title": "Taman Suropati",
            "address": "Menteng, Jakarta Pusat",
            "latitude": -6.1992,
            "longitude": 106.8324,
        },
        "",
        b"",
    ),
    "image": lambda: ({"type": "image", **FROM_LINE}, "image/png", picture(f"view {secrets.randbelow(VIEWS)}")),
    "video": lambda: ({"type": "video", "duration": 7000, **FROM_LINE}, "video/mp4", MP4),
    "audio": lambda: ({"type": "audio", "duration": 4200, **FROM_LINE}, "audio/x-m4a", M4A),
    "file": lambda: ({"type": "file", "fileName": "pesanan.pdf", "fileSize": len(PDF)}, "application/pdf", PDF),
}
