"""A throw-away S3-compatible store on loopback, spoken to over HTTP: moto's server, which checks no signature.

    server = S3()                       # on a free port, which stays the same
    server.environ                      # AWS_… for a process whose MEDIA_URL is `s3://<server.bucket>/…`
    server.held()                       # what lies in the bucket
    server.stop(); server.start()       # it forgets everything; the bucket is made anew
    server.halt(); server.resume()      # hangs: takes connections and says nothing

It ends with this process at the latest.
"""

from __future__ import annotations

import atexit
import re
import shutil
import signal
import subprocess
import sys
import time

import requests

from tests.servers import home

START_WITHIN = 30.0


class S3:
    bucket = "pictures"

    def __init__(self) -> None:
        self.port = home.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = home.make_home("s3", in_memory=True) / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def environ(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "only-for-tests",
            "AWS_REGION": "us-east-1",
        }

    def start(self) -> None:
        """Give back when it answers and has the bucket. Call it from a thread that outlives the server."""
        command = [sys.executable, "-m", "moto.server", "-p", str(self.port)]
        if shutil.which("setpriv"):
            command = ["setpriv", "--pdeathsig=KILL", *command]
        with self._log.open("ab") as log:  # as ourselves: another user may not read where our libraries lie
            self._process = subprocess.Popen(
                command, env=home.ENVIRON, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        atexit.register(self.stop)
        deadline = time.monotonic() + START_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"moto does not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def halt(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def held(self) -> list[str]:
        listed = requests.get(f"{self.url}/{self.bucket}", params={"list-type": "2"}, timeout=10)
        listed.raise_for_status()
        return re.findall(r"<Key>([^<]+)</Key>", listed.text)

    def _answers(self) -> bool:
        try:
            return requests.put(f"{self.url}/{self.bucket}", timeout=10).ok
        except requests.RequestException:
            return False

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
