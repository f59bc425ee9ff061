"""Faults seeded in the SQL are caught: three on the sample on every run, all on made-up colleges for a proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.settings import DBT_PROJECT_DIR
from tests.mutation.bench import Bench, BenchError
from tests.mutation.faults import FAULTS, Fault
from tests.mutation.homes import COLLEGES, made_up_home
from tests.profiles import FULL

QUICK = ("unreachable_is_followed",)
NO_FAULT = Fault("no_fault", "models/marts/employment/work_flows.sql", "with flows as (", "with  flows as (", "nothing")


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A bench on a home without a fault."""
    folder = tmp_path_factory.mktemp("mutations")
    home: Path = made_up_home(folder / "first", COLLEGES) if FULL else request.getfixturevalue("sample_home")
    return Bench(home, folder)


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if FULL or fault.name in QUICK], ids=lambda fault: str(fault.name)
)
def test_a_seeded_fault_is_caught(bench: Bench, fault: Fault) -> None:
    assert bench.judge(fault).is_caught, fault.what


def test_what_is_no_fault_is_not_caught(bench: Bench) -> None:
    assert not bench.judge(NO_FAULT).is_caught


def test_a_fault_that_cannot_be_seeded_or_built_is_an_error(bench: Bench) -> None:
    with pytest.raises(BenchError, match="0 times"):
        bench.judge(replace(NO_FAULT, text="with no such text"))
    with pytest.raises(BenchError, match="cannot be built"):
        bench.judge(replace(NO_FAULT, replacement="without flows as ("))


def test_faults_differ_and_each_stands_in_its_file_once() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 36
    for fault in FAULTS:
        text = (DBT_PROJECT_DIR / fault.path).read_text(encoding="utf-8")
        assert (text.count(fault.text), fault.text == fault.replacement) == (1, False), fault.name
