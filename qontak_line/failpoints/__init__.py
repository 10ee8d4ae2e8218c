"""Named places where a process may die, be stopped or stumble, so that tests can show what becomes of its work.

`fail("deliver.answered")` is nothing, unless a test hangs a hook into `hooks`, or a test's environment says
`QL_FAIL=name:nth:action[,…]`: what happens when a process comes by for the nth time. Actions: `kill` (SIGKILL),
`stop` (SIGSTOP; somebody else lets it go on), `raise`, `sleep=SECONDS`. With `QL_FAIL_SPENT=FILE` each of them happens
once, in whatever process comes first, and is noted in that file before; so the one that takes a killed one's place
lives. Without `QL_TEST=1` a process that is told to fail does not start.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from qontak_line.failpoints.plan import Plan, Reached
from qontak_line.failpoints.points import POINTS

__all__ = ["POINTS", "Hook", "Reached", "arm", "fail", "hooks"]

Hook = Callable[[str], None]

hooks: list[Hook] = []


def fail(name: str) -> None:
    """Come by at the point `name`, one of `POINTS`."""
    if hooks:
        for hook in tuple(hooks):
            hook(name)


def arm(environ: Mapping[str, str] = os.environ) -> None:
    """Do what `environ` says from now on. Called by what starts a process. Raises `SettingError`."""
    hooks[:] = [hook for hook in hooks if not isinstance(hook, Plan)]
    plan = Plan.told_by(environ)
    if plan is not None:
        hooks.append(plan)
