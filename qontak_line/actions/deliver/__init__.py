"""Bring what was written to LINE: claim, call, record; and a sweep that finds what a lost nudge or a crash left behind.

A delivery is claimed by one conditional UPDATE with a lease, a heartbeat and a fence; LINE is called with no
transaction open; what LINE said is recorded only while the fence is still ours. Within a conversation strictly the
oldest unfinished delivery goes first. Calls run on threads of their own (`senders`: 16 in a worker process, at most 3
for one channel), so that a LINE that hangs for one channel stops neither the others nor the rest of the work.
"""

from qontak_line.actions.deliver.mark_read import mark_read_at_line
from qontak_line.actions.deliver.pause import probe_now, release
from qontak_line.actions.deliver.stop import fail_queued
from qontak_line.actions.deliver.sweep import sweep
from qontak_line.actions.deliver.task import deliver

__all__ = ["deliver", "fail_queued", "mark_read_at_line", "probe_now", "release", "sweep"]
