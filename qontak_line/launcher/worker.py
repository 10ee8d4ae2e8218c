"""`bin/worker`: workers in a process of their own. It migrates too, or waits for whoever is at it."""

import sys

from qontak_line import failpoints, logs
from qontak_line.config import load
from qontak_line.launcher.demo_mark import refuse_demo
from qontak_line.launcher.entry import entered
from qontak_line.launcher.environ import as_environ
from qontak_line.launcher.migration import migrate


def work() -> bool:
    """Work until we are asked to end. Raises `Refusal` or `SettingError` when we cannot."""
    settings = load()
    from qontak_line import worker  # heavy, and only this command runs the application itself

    worker.check(settings)
    logs.configure(settings)
    failpoints.arm()
    refuse_demo(settings.data_dir)
    migrate(as_environ(settings))
    return worker.run(settings)


if __name__ == "__main__":
    sys.exit(entered(work))
