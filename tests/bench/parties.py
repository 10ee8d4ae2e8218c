"""Who is measured under the same load: ours, bare Flask, and the official SDK's sample."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.bench.arithmetic import percentile
from tests.bench.house import House, house, settings_in
from tests.bench.load import Slice
from tests.bench.plan import Plan
from tests.bench.programs import peer, stand_in
from tests.factories import SECRET

OURS, BARE, SDK = "ours", "bare Flask", "SDK sample"


@dataclass
class Party:
    """Who is measured: where webhooks go to, and what each slice brought."""

    port: int
    group: int
    path: str
    slices: list[Slice] = field(default_factory=list)
    processor_us: list[float] = field(default_factory=list)
    """By slice: what its processes took for each answer, whatever they did besides."""

    @property
    def rates(self) -> list[float]:
        return [one.per_second for one in self.slices]

    def latency_ms(self, percent: float) -> list[float]:
        return [1000 * percentile(one.latencies, percent) for one in self.slices]


@contextmanager
def beside_peers(plan: Plan, given: dict[str, str]) -> Iterator[tuple[dict[str, Party], House]]:
    """Everybody, started and answering."""
    with ExitStack() as stack:
        line = stack.enter_context(stand_in(plan.folder))
        ours = stack.enter_context(house(settings_in(plan.folder / "data", line, **given)))
        bare = stack.enter_context(peer(plan.folder, "bare"))
        sdk = stack.enter_context(peer(plan.folder, "sdk", CHANNEL_SECRET=SECRET))
        parties = {
            BARE: Party(*bare, "/webhook"),
            OURS: Party(ours.settings.port, ours.pid, ours.account.path),
            SDK: Party(*sdk, "/webhook"),
        }
        yield parties, ours
