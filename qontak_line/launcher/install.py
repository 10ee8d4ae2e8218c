"""Make .venv hold exactly what lock files say: `python install.py CHECKOUT LOCK...`.

Run by path with the system's Python, before anything is installed: standard library only, and no import of the package.
Two may start at once (the second waits), and it may be killed anywhere: the stamp that says "installed" comes last.
"""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path


def main(checkout: str, *locks: str) -> int:
    """Exit status: 0 when everything is there, 1 when it could not be installed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root = Path(checkout)
    folder = os.open(root, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # freed by the system however we end
    missing = [lock for lock in locks if not is_installed(root, lock)]
    if not missing and is_alive(root):
        return 0
    print(f"Installing {' and '.join(missing or locks)} into .venv …", file=sys.stderr, flush=True)
    try:
        make_venv(root)
        for lock in locks:
            install(root, lock)
    except subprocess.CalledProcessError as problem:
        print(f"The installation failed: {' '.join(map(str, problem.cmd[1:4]))} …", file=sys.stderr)
        return 1
    return 0


def is_installed(root: Path, lock: str) -> bool:
    try:
        return stamp(root, lock).read_bytes() == stamped(root, lock)
    except OSError:
        return False


def is_alive(root: Path) -> bool:
    """Whether the interpreter of .venv runs and has pip; a half-made or outdated one does not."""
    command = [str(python(root)), "-m", "pip", "--version"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(root: Path) -> None:
    if not is_alive(root):
        run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")], root)


def install(root: Path, lock: str) -> None:
    """A lock is complete and hashed, so pip needs no resolving and takes nothing that is not in it."""
    stamp(root, lock).unlink(missing_ok=True)
    command = [str(python(root)), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command += ["--root-user-action=ignore", "--require-hashes", "--no-deps", "-r", str(root / lock)]
    run(command, root)
    unfinished = stamp(root, lock).with_suffix(".new")
    unfinished.write_bytes(stamped(root, lock))
    unfinished.replace(stamp(root, lock))


def run(command: list[str], root: Path) -> None:
    """Run it to its end; when we are ended before, it and all that it started end too."""
    child = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, process_group=0)
    try:
        if child.wait() != 0:
            raise subprocess.CalledProcessError(child.returncode, command)
    except SystemExit:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise


def python(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def stamp(root: Path, lock: str) -> Path:
    return root / ".venv" / f".installed-{lock}"


def stamped(root: Path, lock: str) -> bytes:
    """What the stamp holds; with the checkout's place, since the scripts in .venv/bin name it."""
    return os.fsencode(f"{root}\n") + (root / lock).read_bytes()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
