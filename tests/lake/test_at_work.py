"""Offices load, build and publish in one lake while others read: nobody fails, no reading is torn, no row is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.lake.loader import house_of
from tests.lake.test_loaders import HALF_LOADED, alone, held
from tests.lake.working import office
from tests.lakes import Postgres
from tests.profiles import LONG

MINUTES, READERS, OFFICES = 10, 8, 2
BETWEEN = 1000
"""An office's first college and that of the next are so far apart."""


@LONG
def test_eight_read_while_two_refresh(tmp_path: Path, postgres: Postgres) -> None:
    store, data, stop = postgres.new_store("at_work"), tmp_path / "data", tmp_path / "stop"
    before = house_of(tmp_path / "office 0", store, data)
    assert office(before.home, store, data, stop, 1, most=1)["colleges"] == 1
    working = [
        _started("office", tmp_path / f"office {number}", store, data, stop, number * BETWEEN)
        for number in range(1, OFFICES + 1)
    ]
    reading = [_started("reader", tmp_path / f"reader {number}", store, stop) for number in range(READERS)]
    time.sleep(60 * MINUTES)
    stop.touch()
    offices = [_ended(process) for process in working]
    readers = [_ended(process) for process in reading]
    assert all(one["colleges"] > 0 for one in offices)
    assert all(one["publications"] > 1 for one in readers)
    colleges = [1, *(number * BETWEEN + at for number, one in enumerate(offices, 1) for at in range(one["colleges"]))]
    assert not before.query(HALF_LOADED)
    assert held(before) == alone(tmp_path, colleges)


def _started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.lake.working", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def _ended(process: subprocess.Popen[str]) -> dict[str, int]:
    out, errors = process.communicate(timeout=900)
    assert process.returncode == 0, errors
    told: dict[str, int] = json.loads(out.splitlines()[-1])
    return told
