"""Where to go after the login: an address of this app, or nowhere.

What may pass is listed, instead of what may not: a path of plain segments and a query of plain characters. Encoded
slashes, backslashes, control characters, schemes and hosts are outside of the list, however they are spelled.
"""

from __future__ import annotations

import re

_SEGMENT = r"(?!\.+(?:/|$))[A-Za-z0-9_.~-]+"
_INSIDE = re.compile(rf"/(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?(?:\?(?P<query>[A-Za-z0-9_.~%=&+,:/?*!'()@;$-]*))?")
_CONTROL = re.compile(r"%(?:0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)

MAX_LENGTH = 2000

_LEADS_NOWHERE = re.compile(r"/(?:login|logout|setup|language)/?(?:\?|$)")


def inside(value: str | None) -> str | None:
    """`value` when it is an address of this app that a browser can not read in another way, else None."""
    if not value or len(value) > MAX_LENGTH:
        return None
    found = _INSIDE.fullmatch(value)
    if found is None or _CONTROL.search(found["query"] or "") or _LEADS_NOWHERE.match(value):
        return None
    return value
