"""Work that must not wait in a request: `@task` to be nudged, `@every` to run on a timer.

The database row is the truth and a task only a nudge: what a crash or a wiped queue loses, a timer finds again. So
tasks may run twice, and must not mind. Queue: in this process's memory, or Redis (`REDIS_URL`) for many machines.
"""

from qontak_line.jobs.jobs import Jobs
from qontak_line.jobs.memory_queue import MemoryQueue
from qontak_line.jobs.tasks import Task, Timer, every, task

__all__ = ["Jobs", "MemoryQueue", "Task", "Timer", "every", "task"]
