"""LINE in miniature: its API, its webhooks, its console and its users' phones, on one loopback port.

It knows nothing of the inbox; the inbox reaches it by URL alone, exactly as it would reach LINE.
`create_simulator` makes the app, `server.run_in_thread` serves it to tests, and ``python -m qontak_line.simulator``
runs it by itself. Tests and scripts steer it through :mod:`.control`.
"""

from qontak_line.simulator.app import create_simulator
from qontak_line.simulator.server import SimulatorServer, run_in_thread

__all__ = ["SimulatorServer", "create_simulator", "run_in_thread"]
