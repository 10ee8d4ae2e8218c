"""Threads that wait are woken one by the other, and nobody's leaving stops it."""

from __future__ import annotations

import threading

from qontak_line.actions.baton import Baton, Waiting


def test_each_who_waits_is_woken_by_the_one_before() -> None:
    baton: Baton[Waiting[int, bool]] = Baton()
    waiting = [Waiting[int, bool](number) for number in range(50)]
    woken: list[int] = []

    def wait(one: Waiting[int, bool]) -> None:
        if one.wait(20):
            woken.append(one.what)
            baton.pass_on()

    threads = [threading.Thread(target=wait, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    baton.hand_to(waiting)
    for thread in threads:
        thread.join(20)
    assert sorted(woken) == list(range(50))


def test_whoever_gave_up_is_passed_over() -> None:
    baton: Baton[Waiting[int, bool]] = Baton()
    gone = [Waiting[int, bool](number) for number in range(20)]
    assert not any(one.wait(0) for one in gone)
    left = Waiting[int, bool](99)
    baton.hand_to([*gone, left])
    assert left.wait(0)


def test_who_was_woken_before_waiting_does_not_wait() -> None:
    waiting = Waiting[int, bool](1)
    assert waiting.wake()
    assert waiting.wait(0)


def test_of_a_waker_and_a_leaver_at_the_same_moment_one_has_the_baton() -> None:
    for _ in range(300):
        waiting = Waiting[int, bool](1)
        took: list[bool] = []
        thread = threading.Thread(target=lambda one=waiting, seen=took: seen.append(one.wait(0.00005)))
        thread.start()
        passed_on = not waiting.wake()
        thread.join()
        assert took == [not passed_on]
