"""What was compiled once stays compiled for all tests of a run: else it is most of an app's and of a page's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Keeps the code by template and source, so a changed template is compiled anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._code.get(f"{bucket.key}:{bucket.checksum}")
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[f"{bucket.key}:{bucket.checksum}"] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


def keep_routes() -> None:
    """Werkzeug writes and compiles two functions for each route of each app; the same route gets the same ones.

    They take the rule that they belong to as their first argument, so nothing of one app reaches another.
    """
    compile_anew = Rule._compile_builder
    kept: dict[tuple[object, ...], Callable[..., Any]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes, append_unknown)
        if key not in kept:
            kept[key] = compile_anew(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compile_once  # type: ignore[assignment, method-assign]
