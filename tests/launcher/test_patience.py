"""How often something that dies is started again."""

from qontak_line.launcher.patience import Patience


def test_gives_up_after_many_deaths_in_a_short_time() -> None:
    patience = Patience(deaths=3, seconds=60)
    assert [patience.is_left() for _ in range(4)] == [True, True, True, False]


def test_deaths_far_apart_do_not_add_up() -> None:
    patience = Patience(deaths=3, seconds=0)
    assert all(patience.is_left() for _ in range(10))


def test_never_pauses_longer_than_a_replacement_may_take() -> None:
    patience = Patience(deaths=100)
    for _ in range(50):
        patience.is_left()
    assert patience.pause <= 1
