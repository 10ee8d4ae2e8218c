"""What the web server loads: it works while it serves, and lets go when it is told to stop."""

from __future__ import annotations

import threading
import time

from qontak_line import serve
from qontak_line.config import Settings
from qontak_line.jobs import Jobs
from qontak_line.live.broker import Broker


def test_stopping_ends_open_streams_and_workers_at_once(settings: Settings) -> None:
    app = serve.start(settings)
    jobs: Jobs = app.extensions["jobs"]
    broker: Broker = app.extensions["broker"]
    stream = broker.open(1)
    listener = threading.Thread(target=stream.take, args=(60.0,))
    listener.start()
    begun = time.monotonic()
    serve.stop(app)
    listener.join(5)
    assert not listener.is_alive()
    assert stream.is_over
    assert broker.open(1).is_over  # nor does a new one keep the server
    assert not jobs.is_running
    assert time.monotonic() - begun < 5
