"""Every module that holds a task or a timer: imported by whoever starts an app, so that each worker knows them all."""

import qontak_line.actions.channels.check  # noqa: F401
import qontak_line.actions.conversations  # noqa: F401
import qontak_line.actions.deliver  # noqa: F401
import qontak_line.actions.events  # noqa: F401
import qontak_line.actions.ingest.work  # noqa: F401
import qontak_line.actions.pictures  # noqa: F401
import qontak_line.actions.profiles  # noqa: F401
import qontak_line.actions.rejections  # noqa: F401
import qontak_line.actions.sessions  # noqa: F401
