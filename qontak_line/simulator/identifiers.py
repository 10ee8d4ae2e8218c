"""Ids and tokens in the forms that LINE uses (its documents call most of them opaque)."""

import base64
import re
import secrets
import string

USER_ID = re.compile(r"U[0-9a-f]{32}")
GROUP_ID = re.compile(r"C[0-9a-f]{32}")
ROOM_ID = re.compile(r"R[0-9a-f]{32}")
RETRY_KEY = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")

_ULID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MESSAGE_ID_EPOCH = 1_300_000_000_000


def user_id() -> str:
    return "U" + secrets.token_hex(16)


def group_id() -> str:
    return "C" + secrets.token_hex(16)


def room_id() -> str:
    return "R" + secrets.token_hex(16)


def channel_id() -> str:
    return "20" + "".join(secrets.choice(string.digits) for _ in range(8))


def basic_id() -> str:
    digits = "".join(secrets.choice(string.digits) for _ in range(3))
    return "@" + digits + "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))


def channel_secret() -> str:
    return secrets.token_hex(16)


def reply_token() -> str:
    return secrets.token_hex(16)


def opaque_token(length: int) -> str:
    """Letters and digits only, for quote tokens and tokens that mark messages as read."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def long_lived_token() -> str:
    """172 characters of base64, the length that LINE's console shows."""
    return base64.b64encode(secrets.token_bytes(128)).decode()


def jwt_like_token() -> str:
    """The outer form of a signed JWT, which is how v2.1 and stateless tokens begin; it proves nothing."""
    parts = (b'{"alg":"HS256"}', secrets.token_bytes(96), secrets.token_bytes(32))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def webhook_event_id(at: int) -> str:
    """A ULID: 48 bits of milliseconds, 80 bits of chance, in Crockford's base 32."""
    number = (at << 80) | secrets.randbits(80)
    return "".join(_ULID_LETTERS[(number >> shift) & 31] for shift in range(125, -1, -5))


def message_id(at: int, number: int) -> str:
    """18 digits that grow with time; *number* keeps those of one millisecond apart."""
    return str((at - _MESSAGE_ID_EPOCH) * 1_000_000 + number % 1_000_000)
