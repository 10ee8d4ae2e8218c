"""What every part of the simulator shares: its state, its time, and the signals between its threads."""

import threading
from dataclasses import dataclass, field

from qontak_line.simulator.clock import Clock
from qontak_line.simulator.door import Door
from qontak_line.simulator.fault_plan import FaultPlan
from qontak_line.simulator.ledger_file import LedgerFile
from qontak_line.simulator.store import Store


@dataclass
class Platform:
    """LINE in miniature. `webhooks_waiting` is set when the sender should look for work, `stopping` at the end.

    `plan` may be replaced by another one at any time; all else stays.
    """

    store: Store
    clock: Clock
    ledger_file: LedgerFile
    public_url: str | None = None
    plan: FaultPlan = field(default_factory=FaultPlan)
    door: Door = field(default_factory=Door)
    webhooks_waiting: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def pause(self, seconds: float) -> None:
        """Sleep, but wake at once when the simulator stops."""
        self.stopping.wait(seconds)
