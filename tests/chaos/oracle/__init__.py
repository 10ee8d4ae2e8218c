"""The judge. It believes what stands in the database's rows, in LINE's ledger and in the notes of those outside, and
compares them; what the app says about itself is no evidence.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.chaos.oracle import incoming, keys, order, outgoing, seen, traces, walls
from tests.chaos.oracle.evidence import Evidence

Check = Callable[[Evidence], list[str]]

CHECKS: dict[str, Check] = {
    "incidents": seen.incidents,
    "every acked event once": incoming.acked_once,
    "nothing that nobody said": incoming.nothing_unsaid,
    "every event worked off": incoming.worked_off,
    "every message once, as said last": incoming.bubbles,
    "what was taken back is gone": incoming.taken_back,
    "every follow told once, and who is reached": incoming.follows,
    "every promised answer once": outgoing.promises,
    "every answer ended, with a reason": outgoing.ended,
    "LINE's ledger and our states agree": outgoing.agree,
    "nothing sent after a day": outgoing.aged,
    "nothing sent while disconnected": outgoing.disconnected,
    "one key and one body for an answer": keys.one_body,
    "no key twice at the same time": keys.never_together,
    "in order, in and out": order.both_ways,
    "no row across organizations": walls.rows,
    "nobody saw another organization": walls.rooms,
    "no secret in the logs": traces.secrets,
    "the database is whole": traces.integrity,
    "files are whole": traces.files,
    "faults and kills were really there": seen.really,
}
MOST_TOLD = 8


def judge(evidence: Evidence) -> dict[str, list[str]]:
    """What is wrong, by check; empty when all is well."""
    found = {name: check(evidence) for name, check in CHECKS.items()}
    return {
        name: wrong[:MOST_TOLD] + ([f"… {len(wrong)} in all"] if len(wrong) > MOST_TOLD else [])
        for name, wrong in found.items()
        if wrong
    }
