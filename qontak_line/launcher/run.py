"""`bin/run`: the web server and its workers against LINE."""

import logging
import sys

from qontak_line import failpoints, logs
from qontak_line.config import Settings, load
from qontak_line.launcher.data_dir import claimed
from qontak_line.launcher.demo_mark import refuse_demo
from qontak_line.launcher.doorway import open_doorway
from qontak_line.launcher.entry import entered
from qontak_line.launcher.environ import as_environ
from qontak_line.launcher.herald import Herald
from qontak_line.launcher.migration import migrate
from qontak_line.launcher.web import WebServer

log = logging.getLogger("qontak_line.launcher")


def run() -> bool:
    """Serve until we are asked to end. Raises `Refusal` or `SettingError` when we cannot."""
    settings = load()
    logs.configure(settings)
    failpoints.arm()
    with claimed(settings.data_dir) as data_dir:
        refuse_demo(data_dir)
        with open_doorway("PORT", settings.host, settings.port) as doorway:
            migrate(as_environ(settings))
            return _serve(settings, WebServer(settings, doorway), doorway.getsockname()[:2])


def _serve(settings: Settings, web: WebServer, address: tuple[str, int]) -> bool:
    def on_ready() -> None:
        web.was_ready.set()
        log.info("ready at %s", settings.public_url)

    herald = Herald([address], on_ready)
    herald.start()
    try:
        return web.serve()
    finally:
        herald.stop()


if __name__ == "__main__":
    sys.exit(entered(run))
