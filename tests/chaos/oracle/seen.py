"""Whether it was a test at all: the faults struck, the kills fell into the traffic, and nothing else went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.chaos.oracle.evidence import Evidence

SOON_S = 2.0
IN_TRAFFIC = 0.8
"""Share of the kills that must have hit a request under way, or have cut one."""


def incidents(evidence: Evidence) -> list[str]:
    """What sender, agents and watch found at once: 5xx, a forged webhook let in, an end that was none."""
    return evidence.notes.incidents


def really(evidence: Evidence) -> list[str]:
    wrong = []
    plan = evidence.plan
    if plan["calls"] >= plan["size"]:
        missing = [fault for fault, times in evidence.profile.deck.items() if times and not plan["struck"].get(fault)]
        wrong += [f"no request met {fault}" for fault in missing]
    elif evidence.profile.name != "mutant":
        wrong.append(f"only {plan['calls']} requests to send, {plan['size']} are needed to meet every fault")
    found = list(kills(evidence.notes.blows))
    if len(found) != evidence.profile.kills:
        wrong.append(f"{len(found)} kills instead of {evidence.profile.kills}")
    hits = sum(overlaps(evidence, blow) for blow in found)
    if hits < IN_TRAFFIC * len(found):
        wrong.append(f"only {hits} of {len(found)} kills fell into the traffic")
    kinds = {line["kind"] for line in evidence.ledger if line["entry"] == "acceptance"}
    wrong += [f"nothing was sent as {kind}" for kind in ("push", "reply") if kind not in kinds]
    return wrong


def kills(blows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (blow for blow in blows if blow["blow"] in ("kill_one", "kill_house", "long_outage"))


def overlaps(evidence: Evidence, blow: dict[str, Any]) -> bool:
    """Events were still to come, and requests were under way or were cut just afterwards."""
    cut = any(blow["begun"] <= at <= blow["ended"] + SOON_S for at in evidence.notes.failed_at)
    return blow["acked_before"] < len(evidence.story) and (blow["in_flight"] > 0 or cut)
