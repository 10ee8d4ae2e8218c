"""``python -m qontak_line.simulator --port 8001 --state FILE``: ends on SIGINT or SIGTERM."""

import argparse
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from qontak_line.simulator.server import SimulatorServer, run_in_thread
from qontak_line.simulator.urls import is_loopback_name


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; 1 with one line on stderr when that cannot begin."""
    options = _parser().parse_args(arguments)
    complaint = _complaint(options)
    if complaint:
        return _fail(complaint)
    try:
        server = _start(options)
    except OSError as error:
        return _fail(f"cannot listen on {options.host}:{options.port}: {error.strerror or error}")
    except sqlite3.Error as error:
        return _fail(f"cannot use the state file {options.state}: {error}")
    print(f"LINE simulator: console {server.url}/ , phones {server.url}/phone", flush=True)
    _wait_for_signal()
    server.stop()
    return 0


def _start(options: argparse.Namespace) -> SimulatorServer:
    options.state.parent.mkdir(parents=True, exist_ok=True)
    return run_in_thread(
        options.state,
        host=options.host,
        port=options.port,
        seed=options.seed,
        public_url=options.public_url,
        ledger_path=options.ledger,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qontak_line.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="SQLite file, made when absent")
    parser.add_argument("--public-url", metavar="URL", help="origin of picture URLs (default: the caller's own)")
    parser.add_argument(
        "--seed",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="begin an empty state with two shops and their customers",
    )
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="append one JSON line per call and webhook")
    return parser


def _complaint(options: argparse.Namespace) -> str | None:
    if not is_loopback_name(options.host):
        return f"--host {options.host} is not a loopback address"
    if not 0 <= options.port <= 65535:
        return f"--port {options.port} is not a port"
    if options.public_url and not is_loopback_name(urlsplit(options.public_url).hostname):
        return f"--public-url {options.public_url} is not a loopback address"
    return None


def _wait_for_signal() -> None:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


def _fail(message: str) -> int:
    print(f"simulator: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
