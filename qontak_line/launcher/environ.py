"""Settings written back into environment variables, for child processes: they read exactly what we decided."""

import os
from dataclasses import fields

from qontak_line.config import Settings


def as_environ(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting in it. An empty one counts as not given, whatever `.env` says."""
    environ = dict(os.environ)
    for field in fields(settings):
        value = getattr(settings, field.name)
        if value is None:
            value = ""
        elif isinstance(value, tuple):
            value = ",".join(value)
        environ[field.name.upper()] = str(value)
    return environ
