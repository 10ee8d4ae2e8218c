"""LINE's Messaging API: its calls, errors, webhooks and messages. Knows nothing of the inbox.

- `client.LineClient` calls LINE; `types` are its answers, `errors` its refusals and failures.
- `signature` and `webhook.parse_event` read what LINE sends; `events`, `incoming`, `sources` are the outcome.
- `message_objects` builds what we send; `utf16` counts as LINE counts.
"""

from qontak_line.line.client import LineClient
from qontak_line.line.errors import LineError
from qontak_line.line.types import Timeouts
from qontak_line.line.webhook import MalformedEvent, parse_event

__all__ = ["LineClient", "LineError", "MalformedEvent", "Timeouts", "parse_event"]
