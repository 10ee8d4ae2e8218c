"""What can be wrong with a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One entry of `details` in LINE's error body."""

    message: str
    property: str


class Malformed(Exception):
    """The JSON has the wrong shape, for which LINE gives one sentence and no details."""
