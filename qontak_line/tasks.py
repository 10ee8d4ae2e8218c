"""Every module that holds a task or a timer: imported by whoever starts an app, so that each worker knows them all."""

import qontak_line.actions.sessions  # noqa: F401
