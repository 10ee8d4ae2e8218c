"""Every module that holds a task or a timer: imported by whoever starts an app, so that each worker knows them all."""

import qontak_line.actions.channels.check
import qontak_line.actions.conversations
import qontak_line.actions.deliver
import qontak_line.actions.events
import qontak_line.actions.ingest.work
import qontak_line.actions.pictures
import qontak_line.actions.profiles
import qontak_line.actions.rejections
import qontak_line.actions.search_index
import qontak_line.actions.sessions
import qontak_line.actions.traces  # noqa: F401
