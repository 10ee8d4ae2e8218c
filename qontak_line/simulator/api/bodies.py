"""Reading request bodies, with the errors that LINE gives for broken ones."""

import json
from typing import Any

from flask import request

from qontak_line.simulator.api import errors


def json_object() -> dict[str, Any]:
    """The body as a JSON object. Raise Refusal 400 for another content type, no JSON, or no object."""
    if request.mimetype != "application/json":
        raise errors.refuse(400, f"The content type, {request.mimetype or 'none'}, is not supported")
    try:
        body = json.loads(request.get_data())
    except json.JSONDecodeError as error:
        raise _unparsable(error.lineno, error.colno) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _unparsable(1, 1) from error
    if not isinstance(body, dict):
        raise _unparsable(1, 1)
    return body


def text_property(body: dict[str, Any], name: str) -> str:
    """A required text; Raise Refusal 400 when it is missing, empty or no text."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise errors.refuse_property(name)
    return value


def _unparsable(line: int, column: int) -> errors.Refusal:
    return errors.refuse(400, f"The request body could not be parsed as JSON (line: {line}, column: {column})")
