"""What a run tells, as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.chaos.oracle import seen
from tests.chaos.oracle.evidence import Evidence

if TYPE_CHECKING:
    from tests.chaos.run import Run


def report_of(
    run: Run, evidence: Evidence, violations: dict[str, list[str]], drained: dict[str, Any]
) -> dict[str, Any]:
    """`ok` is the verdict. Times are seconds; latencies are told and not judged."""
    notes = evidence.notes
    found = list(seen.kills(notes.blows))
    return {
        "ok": not violations,
        "profile": run.profile.name,
        "db": run.db,
        "seed": run.seed,
        "seconds": round(notes.now(), 1),
        "violations": violations,
        "events": _events(evidence),
        "answers": _answers(evidence),
        "kills": {"in all": len(found), "in traffic": sum(seen.overlaps(evidence, blow) for blow in found)},
        "faults": evidence.plan,
        "statuses": {who: dict(statuses) for who, statuses in notes.statuses.items()},
        "webhook seconds": {name: _quantile(notes.waits, share) for name, share in (("p50", 0.5), ("p99", 0.99))},
        "drain": drained,
        "foreign rooms tried": notes.probes,
        "blows": notes.blows,
    }


def _events(evidence: Evidence) -> dict[str, Any]:
    posts = evidence.notes.posts.values()
    return {
        "said": len(evidence.story),
        "acked": sum(post.acked_at is not None for post in posts),
        "states": dict(Counter(row["state"] for row in evidence.tables["events"])),
        "messages": sum(len(rows) for rows in evidence.incoming.values()),
    }


def _answers(evidence: Evidence) -> dict[str, Any]:
    deliveries = evidence.tables["deliveries"]
    return {
        "written": len(evidence.notes.answers),
        "outcomes": dict(Counter(answer.outcome for answer in evidence.notes.answers)),
        "states": dict(Counter(f"{row['state']} {row['reason'] or ''}".strip() for row in deliveries)),
        "arrived": dict(Counter(line["kind"] for line in evidence.ledger if line["entry"] == "acceptance")),
        "told again (409)": sum(line["status"] == 409 for line in evidence.sends),
        "a day old": len(evidence.notes.aged),
    }


def _quantile(values: list[float], share: float) -> float | None:
    return round(sorted(values)[int(share * (len(values) - 1))], 3) if values else None
