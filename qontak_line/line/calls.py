"""A request to LINE, before it is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from qontak_line.line.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` holds no query; every id in it went through `segment`.

    `accepts` are the statuses that mean success. `is_repeatable`: a second copy would do no harm.
    `is_oauth`: no bearer token, a form instead, and the other shape of errors.
    """

    method: str
    path: str
    json: Mapping[str, object] | None = field(default=None, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    accepts: Sequence[int] = (200,)
    is_repeatable: bool = True
    is_oauth: bool = False
    is_data: bool = False

    def body(self) -> bytes | None:
        """The bytes to send, the same ones for the same call each time."""
        if self.form:
            return urlencode(self.form, errors="replace").encode("ascii")
        if self.json is None:
            return None
        return json.dumps(self.json, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    def content_type(self) -> str | None:
        if self.form:
            return "application/x-www-form-urlencoded"
        return None if self.json is None else "application/json"

    def secrets(self) -> list[str]:
        """What of the form and query nobody may read in a log or on a page."""
        named = {**self.form, **self.query}
        return [named[name] for name in ("access_token", "client_secret") if name in named]

    def query_string(self) -> str:
        return "?" + urlencode(self.query, errors="replace") if self.query else ""


def segment(stranger: str) -> str:
    """An id as one segment of a path, whatever it holds.

    Raises BadRequest for "", "." and "..", which no quoting keeps from climbing to another path.
    """
    if stranger in {"", ".", ".."}:
        raise BadRequest("this is no id")
    return quote(stranger, safe="", errors="replace")
