"""The one error that the person at the terminal is meant to read."""


class Refusal(Exception):
    """The program cannot start or go on. The text is one line that says why and names the setting to blame, if any."""
