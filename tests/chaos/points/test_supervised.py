"""`bin/run` whose workers are killed at points: the supervisor replaces them, and nobody who posts loses anything."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from flask_migrate import stamp

from qontak_line.config import setting_names
from qontak_line.launcher.environ import as_environ
from qontak_line.models import EventState
from tests.chaos.points.house import House
from tests.chaos.points.town import Town
from tests.launcher.programs import started, wait_for

pytestmark = [pytest.mark.process, pytest.mark.sqlite]

DEATHS = ("wh.before_commit:1:kill", "wh.after_commit:3:kill", "wh.before_answer:5:kill")


def test_each_word_is_there_once_when_workers_die_and_are_replaced(house: House, tmp_path: Path) -> None:
    town, spent = Town(house), tmp_path / "spent"
    with house.looking():
        stamp()
    given = {name: value for name, value in as_environ(house.settings).items() if name in setting_names()}
    told = {"QL_TEST": "1", "QL_FAIL": ",".join(DEATHS), "QL_FAIL_SPENT": str(spent), "PORT": str(town.port)}
    with started(tmp_path, "run", **(given | told)) as program:
        program.wait_ready()
        for one in (one for wave in town.waves for one in wave):
            wait_for(partial(town.is_taken, one), 30)
        assert sorted(spent.read_text().splitlines()) == sorted(DEATHS)
        assert program.process.poll() is None
        wait_for(lambda: not town.states()[EventState.RECEIVED], 40)
    town.prove_each_once()
