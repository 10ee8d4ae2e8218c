"""What is said in the demo's chats. One line is one message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """`who`: a customer's name, or the username of one of the team. `event`: in the words of the control API."""

    who: str
    event: dict[str, Any]


@dataclass(frozen=True)
class Chat:
    """`name`: of the person or the group. `afterwards`: (username, address below the room, fields), in order."""

    name: str
    lines: tuple[Line, ...]
    afterwards: tuple[tuple[str, str, dict[str, str]], ...] = field(default=())
    is_group: bool = False


def says(who: str, text: str) -> Line:
    return Line(who, {"type": "text", "text": text})


def sends(who: str, kind: str, **fields: Any) -> Line:
    return Line(who, {"type": kind, **fields})


AYU, BAGAS, NAT, SOMSAK, MISAKI, PUTRI = (
    "Ayu Lestari",
    "Bagas Wicaksono",
    "ณัฐธิดา สุขใจ",
    "Somsak Thongdee",
    "佐藤 美咲",
    "Putri 🌙✨",
)

SCENE: tuple[Chat, ...] = (
    Chat(
        SOMSAK,
        (
            says(SOMSAK, "สวัสดีครับ มีกาแฟแบบไม่มีคาเฟอีนไหมครับ"),
            says("rina", "สวัสดีค่ะ มีค่ะ ดีแคฟลาเต้ร้อนและเย็น 38.000 ค่ะ"),
            says(SOMSAK, "ขอบคุณครับ พรุ่งนี้แวะไปครับ 🙏"),
        ),
        (("rina", "/resolution", {}),),
    ),
    Chat(
        MISAKI,
        (
            says(MISAKI, "こんにちは。土曜日の朝、4名で席を予約できますか？"),
            says("dewi", "こんにちは！土曜日は7時から開いています。何時ごろがよろしいですか？"),
            says(MISAKI, "9時でお願いします"),
        ),
    ),
    Chat(
        BAGAS,
        (
            says(BAGAS, "Min, pesanan saya yang tadi pagi belum sampai ya?"),
            sends(BAGAS, "image"),
            says("budi", "Halo Kak Bagas, mohon maaf menunggu. Boleh kami minta titik lokasinya?"),
            sends(BAGAS, "location"),
            says("budi", "Terima kasih, kurirnya 10 menit lagi sampai 🛵"),
            says(BAGAS, "Oke siap, ditunggu"),
        ),
    ),
    Chat(
        "Arisan Kopi Kamis",
        (
            says(AYU, "Kamis ini jadi di Kopi Lereng Senja kan?"),
            says(NAT, "ไปค่ะ 🙋‍♀️"),
            says(BAGAS, "Jadi! Kak, bisa pesan tempat untuk 8 orang?"),
        ),
        is_group=True,
    ),
    Chat(
        PUTRI,
        (
            says(PUTRI, "kak ada promo ga hari iniii"),
            sends(PUTRI, "sticker"),
        ),
    ),
    Chat(
        AYU,
        (
            says(AYU, "Selamat pagi! Hari ini buka sampai jam berapa?"),
            says(AYU, "Sekalian tanya, biji kopi Gayo 250 gr masih ada?"),
        ),
    ),
)
