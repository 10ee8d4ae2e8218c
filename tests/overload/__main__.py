"""`python -m tests.overload [--full] [NAME…]`: each attack against the real program, and what was felt meanwhile."""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.overload import scenes
from tests.overload.house import opened


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.overload", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the whole size (some ten minutes), else a tenth of it")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(scenes.SCENES)}")
    given = parser.parse_args()
    for name in given.names or scenes.SCENES:
        try:
            told = _told(scenes.SCENES[name], 1.0 if given.full else 0.1)
        except Exception as problem:
            told = {"failed": repr(problem)}
        print(json.dumps({"scene": name, **told}), flush=True)


def _told(scene: Callable[..., dict[str, Any]], size: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), shops=11, users=30, rooms=3) as house:
        begun = time.monotonic()
        told = scene(house, size)
        text = house.program.text
        return {**told, "seconds": round(time.monotonic() - begun), "logged": _complaints(text)}


def _complaints(text: str) -> dict[str, int]:
    """What the program warned of, without numbers, and how often."""
    found = re.findall(r" (?:WARNING|ERROR) +(\S+: .{1,90})", text)
    counted = Counter(re.sub(r"[0-9]+", "N", words) for words in found)
    return {**dict(counted.most_common(12)), "Traceback": text.count("Traceback")}


if __name__ == "__main__":
    main()
