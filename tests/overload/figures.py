"""What is printed about many durations."""

from __future__ import annotations

from collections.abc import Sequence


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and maximum, rounded; nothing of nothing."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "n": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 1),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 1),
        "max": round(ordered[-1], 1),
    }
