"""Between the server and Flask: a client that sends or reads slowly must not keep what others need.

Each request holds one of the server's threads until its body was read and its answer handed over. So no body is waited
for longer than it deserves, few are waited for at the same time, and an answer is handed over whole.
"""

from __future__ import annotations

from flask import Flask

from qontak_line.web.edge.door import Door
from qontak_line.web.edge.overdue import Overdue


def init_app(app: Flask) -> None:
    """Before the middleware that finds out whose address it is."""
    app.extensions["overdue"] = overdue = Overdue()
    app.wsgi_app = Door(app.wsgi_app, app, overdue)  # type: ignore[method-assign]
