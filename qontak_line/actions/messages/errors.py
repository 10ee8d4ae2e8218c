"""Why an answer was not taken. Nothing was written; `code` is a word from which the page makes a sentence."""

from __future__ import annotations

from qontak_line.models import Message


class NotSent(Exception):
    """The root of the tree."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Invalid(NotSent):
    """What was written can not be sent: `empty`, `too_long`, `unwritable`, or a form without a good `client_id`."""


class Refused(NotSent):
    """It can not be sent as things stand: `disconnected`, `blocked`, `standby`, `not_yours`; or not tried again:
    `nothing_to_retry`, `too_old`.
    """


class DifferentBody(NotSent):
    """The form with this `client_id` was sent already, and carried something else."""

    def __init__(self) -> None:
        super().__init__("different_body")


class AnsweredMeanwhile(NotSent):
    """Somebody else answered after what the page showed; `message` is their newest answer."""

    def __init__(self, message: Message) -> None:
        super().__init__("answered_meanwhile")
        self.message = message
