"""`python -m tests.chaos.mutant NAME`: `bin/run`'s program with a fault planted into it. Nobody else may load this."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from types import CodeType, ModuleType

from tests.chaos.mutants.planted import Edit

NAME = "CHAOS_MUTANT"


class _Edited(importlib.machinery.SourceFileLoader):
    """Compiles what the edits make of the source; never from or into the cache."""

    def __init__(self, fullname: str, path: str, edits: Sequence[Edit]) -> None:
        super().__init__(fullname, path)
        self._edits = edits

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path).decode()
        for edit in self._edits:
            source = edit.applied(source)
        code: CodeType = compile(source, self.path, "exec", dont_inherit=True)
        return code


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = defaultdict(list)
        for edit in edits:
            self._edits[edit.module].append(edit)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._edits:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Edited(fullname, spec.origin, self._edits[fullname])
        return spec


def plant(name: str) -> None:
    """Before the program is imported, here and in the processes that begin from here."""
    from tests.chaos.mutants import edits_of

    edits = edits_of(name)
    loaded = [edit.module for edit in edits if edit.module in sys.modules]
    if loaded:
        raise RuntimeError(f"imported too early to plant a fault: {loaded}")
    sys.meta_path.insert(0, _Finder(edits))


if NAME in os.environ:  # a child that multiprocessing has spawned
    plant(os.environ[NAME])

if __name__ == "__main__":
    os.environ[NAME] = sys.argv[1]
    plant(sys.argv.pop(1))
    from qontak_line.launcher.entry import entered
    from qontak_line.launcher.run import run

    sys.exit(entered(run))
