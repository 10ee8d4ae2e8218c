"""LINE's answer to a call, read within bounds. Nothing in it is trusted to have any shape."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

import requests

from qontak_line.line.fields import Fields, WrongShape

# LINE's longest JSON answers are a few KB.
_LONGEST_BODY = 1024 * 1024
_CHUNK = 64 * 1024
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, LINE's request id and the JSON object of an answer, None when the body holds none."""

    status: int
    request_id: str | None
    content: Fields | None

    @property
    def fields(self) -> Fields:
        """The JSON object. Raises WrongShape when there is none."""
        if self.content is None:
            raise WrongShape("the body is no JSON object")
        return self.content


def read_answer(response: requests.Response, secrets: Iterable[str]) -> Answer:
    """Raises as `read_chunk` does when a success breaks off; a refusal is one by its status alone.

    Of a refusal, whose words will be shown and logged, the `secrets` are taken out.
    """
    is_refusal = response.status_code >= 400
    try:
        body = _read(response)
    except Exception:  # whichever: a refusal without words is still a refusal
        if not is_refusal:
            raise
        body = b""
    return Answer(response.status_code, request_id_of(response), _json_object(body, secrets if is_refusal else ()))


def request_id_of(response: requests.Response) -> str | None:
    value = response.headers.get("x-line-request-id", "")
    return value if _REQUEST_ID.fullmatch(value) else None


def read_chunk(response: requests.Response) -> bytes:
    """Up to 64 KiB of the body, b"" at its end. Raises what requests' layers raise, also at an early end.

    Nothing is unpacked: we ask for no compression, and a packed body could grow a thousandfold.
    """
    chunk: bytes = response.raw.read(_CHUNK, decode_content=False)
    return chunk


def _read(response: requests.Response) -> bytes:
    body = bytearray()
    while chunk := read_chunk(response):
        body += chunk
        if len(body) > _LONGEST_BODY:
            return b""
    return bytes(body)


def _json_object(body: bytes, secrets: Iterable[str]) -> Fields | None:
    try:
        return Fields(_without(json.loads(body), secrets))
    except (ValueError, RecursionError):
        return None


def _without(content: object, secrets: Iterable[str]) -> object:
    """JSON has many spellings for one text, so the secrets are looked for in the one that we write ourselves."""
    written = json.dumps(content)
    clean = written
    for secret in secrets:
        clean = clean.replace(json.dumps(secret)[1:-1], "***")
    return content if clean == written else json.loads(clean)
