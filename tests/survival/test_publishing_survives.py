"""Publishing that dies at any step, or is read all the while, shows the earlier publication or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import REPOSITORY, Settings
from tests.integration.terminal import copied
from tests.profiles import FULL
from tests.unit.publishing.made_up import change, publish_made_up

FEW = 3
"""The first step, one in the middle, and the last, when the switch is done."""


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Path:
    """A home with a publication, and a mart that has changed since."""
    settings = Settings(home=copied(published, tmp_path / "home"))
    change(settings, "update employment_one_year set seeking = seeking + 7 where breakdown = 'nation'")
    return settings.home


def program(module: str, *arguments: object) -> subprocess.Popen[str]:
    """A program of this package, started."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.survival.{module}", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def told(started: subprocess.Popen[str]) -> Any:
    """What a program has told, when it has ended well."""
    out, err = started.communicate()
    assert started.returncode == 0, err
    return json.loads(out)


def test_publishing_dies_at_any_step(changed: Path, tmp_path: Path) -> None:
    seen = told(program("publishing", changed, tmp_path / "scratch", 0 if FULL else FEW))
    assert seen["steps"] > 200
    assert seen["earlier"] + seen["new"] == (seen["steps"] if FULL else FEW)
    assert min(seen["earlier"], seen["new"], seen["died"]) >= 1


def test_readers_see_one_publication_at_a_time(changed: Path, tmp_path: Path) -> None:
    readers, publications = (8, 50) if FULL else (2, 2)
    stop = tmp_path / "stop"
    started = [program("reading", changed, stop) for _ in range(readers)]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "reading\n"
    try:
        for minute in range(1, publications + 1):
            change(
                Settings(home=changed),
                f"update employment_one_year set graduates = graduates + {minute}",
                f"update employment_rates set denominator = denominator + {minute}",
            )
            publish_made_up(Settings(home=changed), minute)
    finally:
        stop.touch()
    seen = [told(one) for one in started]
    assert all(one["reads"] > 0 for one in seen)
    assert max(one["publications"] for one in seen) > 1
