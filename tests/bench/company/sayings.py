"""What customers and agents say, in four scripts: common words, rarer ones, and some that occur once."""

from __future__ import annotations

import random

OPENINGS = ("Halo kak,", "Selamat pagi,", "Permisi,", "Min,", "Good morning,", "สวัสดีค่ะ", "こんにちは、", "您好，")
MIDDLES = (
    "apakah barang ini masih ada?",
    "pesanan saya belum sampai juga.",
    "berapa ongkos kirim ke Surabaya?",
    "boleh minta foto warna yang lain?",
    "terima kasih banyak, sudah diterima.",
    "is this still available in size M?",
    "ขอสอบถามราคาสินค้าหน่อยค่ะ",
    "送料はいくらですか。",
    "請問還有現貨嗎？",
    "saya transfer sekarang ya, tolong dicek.",
)
ENDINGS = ("Terima kasih.", "Ditunggu ya.", "🙏", "Thank you!", "ขอบคุณค่ะ", "ありがとうございます。", "")
GIVEN = (
    "Siti",
    "Wati",
    "Agus",
    "Yanti",
    "Eko",
    "Putri",
    "Rizki",
    "Dian",
    "สมชาย",
    "さくら",
    "美玲",
    "Andi",
    "Lestari",
    "Joko",
)
FAMILY = ("Rahma", "Santoso", "Wijaya", "Hartono", "Nuraini", "ใจดี", "田中", "陳", "Kusuma", "Siregar", "Lubis")


def saying(dice: random.Random, number: int) -> str:
    """About 60 characters; each hundredth names an order's number, which nobody else does."""
    words = f"{dice.choice(OPENINGS)} {dice.choice(MIDDLES)} {dice.choice(ENDINGS)}".rstrip()
    return f"{words} INV-{number:07d}" if number % 100 == 0 else words


def name(dice: random.Random) -> str:
    return f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
