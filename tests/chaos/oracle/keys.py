"""Retry keys: one for an answer, with the same bytes each time, and never two requests at once."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

from tests.chaos.oracle.evidence import Evidence

SURELY_OURS_MS = 5_000
"""A lease is longer than this: whoever sends again sooner, while the first is still at it, did not look."""


def one_body(evidence: Evidence) -> list[str]:
    keys = {row["retry_key"] for row in evidence.tables["deliveries"]}
    bodies = defaultdict(set)
    wrong = []
    for line in evidence.sends:
        if line["path"].endswith("/push"):
            bodies[line["retry_key"]].add(line["body_sha256"])
    for key, hashes in bodies.items():
        if key is None:
            wrong.append("a push without a retry key")
        elif len(hashes) > 1:
            wrong.append(f"key {key} was sent with {len(hashes)} different bodies")
        elif key not in keys:
            wrong.append(f"key {key} is no delivery's")
    return wrong


def never_together(evidence: Evidence) -> list[str]:
    by_key: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in evidence.sends:
        if line["retry_key"]:
            by_key[line["retry_key"]].append(line)
    wrong = []
    for key, lines in by_key.items():
        lines.sort(key=lambda line: line["started_at"])
        for first, second in itertools.pairwise(lines):
            apart = second["started_at"] - first["started_at"]
            if first["ended_at"] > second["started_at"] and apart < SURELY_OURS_MS:
                wrong.append(f"key {key}: a second request {apart} ms after the first, which was still under way")
    return wrong
