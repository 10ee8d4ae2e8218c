"""Webhooks per second: ours, durable, verified and deduplicated, beside peers that store nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from tests.bench import load
from tests.bench.arithmetic import percentile, ratios, spread
from tests.bench.figures import Bound, Figure
from tests.bench.house import House, house, settings_in
from tests.bench.load import Slice
from tests.bench.plan import Plan, Wrong
from tests.bench.programs import peer, stand_in
from tests.bench.webhooks import Webhook, webhooks
from tests.factories import SECRET

CONNECTIONS = 64
MOST_PER_SECOND = 8000
"""Ours gets each webhook once, so they must suffice; peers, who keep nothing, get the same ones in a circle."""
REST_S = 0.3

OURS, BARE, SDK = "ours", "bare", "sdk"
_NAMES = {OURS: "ours", BARE: "bare Flask", SDK: "SDK sample"}


@dataclass
class _Party:
    """Who is measured: where webhooks go to, and what each slice brought."""

    port: int
    path: str
    slices: list[Slice] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        return [one.per_second for one in self.slices]

    def latency_ms(self, percent: float) -> list[float]:
        return [1000 * percentile(one.latencies(), percent) for one in self.slices]


def throughput(plan: Plan) -> list[Figure]:
    """On SQLite with `synchronous=FULL`."""
    return _measured(plan, "sqlite", {}, (Bound(1.15, 1.6, True), Bound(0.45, 0.6, True), Bound(2, 1)))


def _measured(
    plan: Plan, kind: str, given: dict[str, str], bounds: tuple[Bound | None, Bound | None, Bound | None]
) -> list[Figure]:
    with _parties(plan, kind, given) as (parties, ours):
        accepted: set[str] = set()
        drains = []
        for number in range(plan.rounds):
            posts = webhooks(int(MOST_PER_SECOND * plan.slice_s), SECRET, ours.account.bot_id)
            for name in _turned(list(parties), number):
                _slice(parties[name], posts, plan.slice_s, is_circle=name != OURS)
                if name == OURS:
                    accepted |= {posts[place].event_id for place, _, _ in parties[OURS].slices[-1].answered}
                    drains.append(ours.drain())
                time.sleep(REST_S)
        _prove_kept(ours, len(accepted))
    return _figures(kind, parties, drains, bounds)


@contextmanager
def _parties(plan: Plan, kind: str, given: dict[str, str]) -> Iterator[tuple[dict[str, _Party], House]]:
    folder = plan.folder / f"throughput-{kind}"
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        line = stack.enter_context(stand_in(folder))
        ours = stack.enter_context(house(settings_in(folder / "data", line, **given)))
        bare = stack.enter_context(peer(folder, "bare"))
        sdk = stack.enter_context(peer(folder, "sdk", CHANNEL_SECRET=SECRET))
        yield (
            {
                BARE: _Party(bare, "/webhook"),
                OURS: _Party(ours.settings.port, ours.account.path),
                SDK: _Party(sdk, "/webhook"),
            },
            ours,
        )


def _slice(party: _Party, posts: Sequence[Webhook], seconds: float, *, is_circle: bool) -> None:
    requests = [post.to(party.path) for post in posts]
    found = load.run(party.port, cycle(requests) if is_circle else requests, seconds, CONNECTIONS)
    if found.statuses() != {200}:
        raise Wrong(f"{party.path[:15]}… answered {sorted(found.statuses())}")
    party.slices.append(found)


def _turned(names: list[str], number: int) -> list[str]:
    """Each begins in turn."""
    first = number % len(names)
    return names[first:] + names[:first]


def _prove_kept(ours: House, accepted: int) -> None:
    """What was answered with 200 is there, once, and was worked on."""
    stored, unprocessed = ours.stored(), ours.unprocessed()
    if stored != accepted:
        raise Wrong(f"{accepted} different events were answered with 200, {stored} are stored")
    if unprocessed:
        raise Wrong(f"{unprocessed} events were not processed")


def _figures(
    kind: str,
    parties: dict[str, _Party],
    drains: list[float],
    bounds: tuple[Bound | None, Bound | None, Bound | None],
) -> list[Figure]:
    ours, bare, sdk = parties[OURS], parties[BARE], parties[SDK]
    told = [
        Figure(f"{kind}_{name}_per_second", f"{_NAMES[name]}, webhooks/s", spread(party.rates))
        for name, party in parties.items()
    ]
    told += [
        Figure(f"{kind}_{name}_p{percent}", f"{_NAMES[name]}, p{percent}", spread(party.latency_ms(percent)), "ms")
        for percent in (50, 99)
        for name, party in parties.items()
    ]
    cpu = spread(one.own_cpu for party in parties.values() for one in party.slices)
    return [
        *told,
        Figure(f"{kind}_to_sdk", "webhooks/s, ours ÷ SDK sample", ratios(ours.rates, sdk.rates), "", bounds[0]),
        Figure(f"{kind}_to_bare", "webhooks/s, ours ÷ bare Flask", ratios(ours.rates, bare.rates), "", bounds[1]),
        Figure(
            f"{kind}_p99_to_bare",
            "p99, ours ÷ bare Flask",
            ratios(ours.latency_ms(99), bare.latency_ms(99)),
            "",
            bounds[2],
        ),
        Figure(f"{kind}_drained", "backlog of a slice worked off in (longest)", spread([max(drains)]), "s"),
        Figure(f"{kind}_load_cpu", "the load's own share of a core", cpu),
    ]
