"""Faults seeded in the SQL are caught, on made-up colleges; the bench parses and builds, which takes a proof's time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.settings import DBT_PROJECT_DIR
from tests.mutation.bench import Bench, BenchError
from tests.mutation.faults import FAULTS, Fault
from tests.mutation.homes import COLLEGES, made_up_home
from tests.profiles import LONG

NO_FAULT = Fault("no_fault", "models/marts/employment/work_flows.sql", "with flows as (", "with  flows as (", "nothing")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A bench on a home without a fault."""
    folder = tmp_path_factory.mktemp("mutations")
    return Bench(made_up_home(folder / "first", COLLEGES), folder)


@LONG
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.name))
def test_a_seeded_fault_is_caught(bench: Bench, fault: Fault) -> None:
    assert bench.judge(fault).is_caught, fault.what


@LONG
def test_what_is_no_fault_is_not_caught(bench: Bench) -> None:
    assert not bench.judge(NO_FAULT).is_caught


@LONG
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
