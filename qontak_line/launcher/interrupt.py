"""What wakes granian's loop."""

import threading


class Interrupt(threading.Event):
    """Once we stop, clear() is void: else a signal between the loop's look and its clear is lost."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__()
        self._stopping = stopping

    def clear(self) -> None:
        super().clear()
        if self._stopping.is_set():
            self.set()
