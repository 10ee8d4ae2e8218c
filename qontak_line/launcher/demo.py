"""`bin/demo`: the program beside a small LINE platform of its own, with a team and chats to look at. Loopback only."""

import os
import sys
from pathlib import Path

from qontak_line import failpoints, logs
from qontak_line.config import Settings
from qontak_line.launcher.announcement import announcement
from qontak_line.launcher.companion import Companion
from qontak_line.launcher.data_dir import claimed
from qontak_line.launcher.demo_mark import mark_demo
from qontak_line.launcher.demo_settings import demo_settings
from qontak_line.launcher.doorway import open_doorway, prove_free
from qontak_line.launcher.entry import entered
from qontak_line.launcher.environ import as_environ
from qontak_line.launcher.errand import Errand
from qontak_line.launcher.herald import Herald
from qontak_line.launcher.migration import migrate
from qontak_line.launcher.playbill import Playbill
from qontak_line.launcher.web import WebServer


def demo() -> bool:
    """Serve until we are asked to end. Raises `Refusal` or `SettingError` when we cannot."""
    settings = demo_settings(os.environ)
    logs.configure(settings)
    failpoints.arm()
    with claimed(settings.data_dir) as data_dir:
        mark_demo(data_dir)
        prove_free("SIMULATOR_PORT", settings.host, settings.simulator_port)
        with open_doorway("PORT", settings.host, settings.port) as doorway:
            migrate(as_environ(settings))
            return _serve(settings, WebServer(settings, doorway), Playbill(data_dir))


def _serve(settings: Settings, web: WebServer, playbill: Playbill) -> bool:
    failures: list[str] = []

    def give_up(reason: str) -> None:
        failures.append(reason)
        print(f"qontak_line: {reason}", file=sys.stderr, flush=True)
        web.stop()

    seeding = Errand("qontak_line.launcher.seed", as_environ(settings))

    def on_ready() -> None:
        web.was_ready.set()
        if not playbill.is_seeded:
            if not seeding.is_run_well():
                return None if seeding.is_stopped else give_up("the demo's data could not be made (see above)")
            playbill.note_seeded()
        return print(announcement(settings, playbill.cast), flush=True)

    simulator = Companion(
        "qontak_line.simulator",
        _simulator_arguments(settings, settings.data_dir),
        as_environ(settings),
        lambda: give_up("the LINE simulator dies again and again (see above)"),
    )
    herald = Herald([(settings.host, settings.port), (settings.host, settings.simulator_port)], on_ready)
    simulator.start()
    herald.start()
    try:
        return web.serve() and not failures
    finally:
        herald.stop()
        seeding.stop()
        simulator.stop()


def _simulator_arguments(settings: Settings, data_dir: Path) -> list[str]:
    state = data_dir / "simulator.sqlite3"
    return ["--host", settings.host, "--port", str(settings.simulator_port), "--state", str(state)]


if __name__ == "__main__":
    sys.exit(entered(demo))
