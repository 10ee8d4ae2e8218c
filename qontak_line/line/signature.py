"""The webhook signature of LINE: base64 of HMAC-SHA256(channel secret, raw body bytes).

Source: LINE's "Verify webhook signature".
The signature covers the bytes as they came: a body that was parsed and written again no longer fits.
"""

import binascii
import hmac

HEADER = "x-line-signature"


def sign(secret: str, body: bytes) -> str:
    """The value LINE puts into the `x-line-signature` header (44 characters) for this body."""
    # Not hmac.digest(): it lets go of the interpreter for even the shortest body, and then waits in line for it.
    mac = hmac.new(secret.encode("utf-8", "surrogatepass"), body, "sha256").digest()
    return binascii.b2a_base64(mac, newline=False).decode("ascii")


def is_valid(secret: str, body: bytes, signature: str | None) -> bool:
    """Whether `signature` fits, compared in constant time.

    An empty secret verifies nothing: anyone could sign with it.
    """
    if not secret or not signature:
        return False
    # Bytes, because compare_digest refuses text outside ASCII and the header is a stranger's.
    return hmac.compare_digest(sign(secret, body).encode("ascii"), signature.encode("utf-8", "surrogatepass"))
