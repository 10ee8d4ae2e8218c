"""Make a venv hold exactly what lock files say: `python install.py CHECKOUT VENV LOCK...`; VENV is a name in CHECKOUT.

Run by path with the system's Python, before anything is installed: standard library only, and no import of the package.
Two may start at once (the second waits), and it may be killed anywhere: the stamp that says "installed" comes last.
"""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path


def main(checkout: str, name: str, *locks: str) -> int:
    """Exit status: 0 when everything is there, 1 when it could not be installed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root = Path(checkout)
    venv = root / name
    folder = os.open(root, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # freed by the system however we end
    missing = [lock for lock in locks if not is_installed(venv, lock)]
    if not missing and is_alive(venv):
        return 0
    print(f"Installing {' and '.join(missing or locks)} into {name} …", file=sys.stderr, flush=True)
    try:
        make_venv(venv)
        for lock in locks:
            install(venv, lock)
    except subprocess.CalledProcessError as problem:
        print(f"The installation failed: {' '.join(map(str, problem.cmd[1:4]))} …", file=sys.stderr)
        return 1
    return 0


def is_installed(venv: Path, lock: str) -> bool:
    try:
        return stamp(venv, lock).read_bytes() == stamped(venv, lock)
    except OSError:
        return False


def is_alive(venv: Path) -> bool:
    """Whether the venv's interpreter runs and has pip; a half-made or outdated one does not."""
    command = [str(python(venv)), "-m", "pip", "--version"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(venv: Path) -> None:
    if not is_alive(venv):
        run([sys.executable, "-m", "venv", "--clear", str(venv)], venv.parent)


def install(venv: Path, lock: str) -> None:
    """A lock is complete and hashed, so pip needs no resolving and takes nothing that is not in it."""
    stamp(venv, lock).unlink(missing_ok=True)
    command = [str(python(venv)), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command += ["--root-user-action=ignore", "--require-hashes", "--no-deps", "-r", str(venv.parent / lock)]
    run(command, venv.parent)
    unfinished = stamp(venv, lock).with_suffix(".new")
    unfinished.write_bytes(stamped(venv, lock))
    unfinished.replace(stamp(venv, lock))


def run(command: list[str], folder: Path) -> None:
    """Run it to its end; when we are ended before, it and all that it started end too."""
    child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, process_group=0)
    try:
        if child.wait() != 0:
            raise subprocess.CalledProcessError(child.returncode, command)
    except SystemExit:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise


def python(venv: Path) -> Path:
    return venv / "bin" / "python"


def stamp(venv: Path, lock: str) -> Path:
    return venv / f".installed-{lock}"


def stamped(venv: Path, lock: str) -> bytes:
    """What the stamp holds; with the checkout's place, since the scripts in the venv's bin name it."""
    return os.fsencode(f"{venv.parent}\n") + (venv.parent / lock).read_bytes()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
