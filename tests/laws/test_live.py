"""A live stream tells of its own organization alone."""

from __future__ import annotations

from flask import Flask

from tests.laws.world import World


def test_a_stream_hears_nothing_of_another_organization(app: Flask, world: World) -> None:
    broker = app.extensions["broker"]
    streams = {actor: world.browser(app, actor).get("/live").iter_encoded() for actor in ("admin", "other admin")}
    for stream in streams.values():
        next(stream)  # it is open from here on
    broker.publish(world.cast.organization, "conversation:4711")
    broker.publish(world.cast.other, "conversation:4712")
    told = {actor: next(stream).decode() for actor, stream in streams.items()}
    for stream in streams.values():
        stream.close()  # type: ignore[attr-defined]
    assert "4711" in told["admin"] and "4712" not in told["admin"]
    assert "4712" in told["other admin"] and "4711" not in told["other admin"]
