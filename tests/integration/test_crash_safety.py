"""A run that dies at any point leaves the earlier publication readable, and the next run ends as if none had died."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.contracts import load_contracts, raw_tables
from pipelines.loading import warehouse
from pipelines.loading.landing import LandingError, write_verdict
from pipelines.loading.warehouse import Warehouse
from pipelines.publishing import store
from pipelines.publishing.connection import connect
from pipelines.running import stages
from pipelines.running.refresh import refresh
from pipelines.settings import SAMPLE_INBOX, Settings
from tests.conftest import AS_OF
from tests.integration.drops import FIRST, House, Outcome, members, outcomes
from tests.integration.terminal import content, copied, cvm, python
from tests.judging import quick
from tests.profiles import LONG


class Died(RuntimeError):
    """What a test injects in place of a crash."""


def die(*arguments: Any, **named: Any) -> None:
    raise Died


def counts(house: House) -> list[tuple[Any, ...]]:
    """Rows of every table of `raw` that a load writes."""
    return house.query(
        """
        select (select count(*) from raw.outcome_counts), (select count(*) from raw.files),
            (select count(*) from raw.rule_results), (select count(*) from raw.quarantine),
            (select count(*) from raw.outcome_counts where replaced_by_load_id is not null)
        """
    )


@pytest.mark.parametrize("last_step", ["insert", pytest.param("record_batch", marks=LONG), "record_results"])
def test_a_load_that_dies_leaves_nothing_and_the_next_run_loads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last_step: str
) -> None:
    house = House(tmp_path)
    rows = [Outcome(20, 5, field_th=f"ช่าง{number}") for number in range(9)]
    house.drop({"a.csv": outcomes(Outcome(10), *rows)})
    before = counts(house)
    changed = outcomes(Outcome(11), *rows[1:], Outcome(4, 5, field_th="ช่าง0"))
    with monkeypatch.context() as patched, pytest.raises(Died):
        patched.setattr(warehouse, last_step, die)
        house.drop({"b.csv": changed})
    assert counts(house) == before
    assert set(house.drop({})) == {"b.csv"}
    assert (FIRST, 11) in house.holding("outcome_counts", "college_code, graduates")
    assert counts(house) != before


@pytest.mark.parametrize("stage", ["guard", "load"])
def test_a_run_that_dies_after_landing_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    house = House(tmp_path)
    files = {"a.csv": outcomes(Outcome(10)), "b.csv": members(FIRST), "c.csv": b"nothing known"}
    with monkeypatch.context() as patched, pytest.raises(Died):
        patched.setattr(stages, stage, die)
        house.drop(files)
    assert house.settings.report_of("c.csv").exists(), "its sender is told although the run died"
    assert list(house.settings.landing.rglob("*.parquet"))
    assert set(house.drop({})) == {"a.csv", "b.csv"}
    assert house.query("select path, verdict from raw.files order by path") == [
        ("a.csv", "loaded"),
        ("b.csv", "loaded"),
        ("c.csv", "rejected"),
    ]
    for folder in house.settings.landing.iterdir():
        assert len(list(folder.glob("*.parquet"))) == 1, "what was landed and never loaded is gone"


def test_a_sender_is_told_before_the_load_that_makes_the_file_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path)
    held = outcomes(Outcome(4, 5))
    with monkeypatch.context() as patched, pytest.raises(Died):
        patched.setattr(stages, "load", die)
        house.drop({"a.csv": held})
    assert house.settings.report_of("a.csv").exists()


class TestVerdict:
    """Loading refuses a batch that was not judged, or judged as something else."""

    @pytest.fixture
    def landed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[House, Any, Any]:
        """A batch landed and judged, whose load has been kept from happening: the house, its run, the batch."""
        house = House(tmp_path)
        taken: list[Any] = []

        def keep(run: Any, batch: Any) -> None:
            taken.extend((run, batch))
            raise Died

        with monkeypatch.context() as patched, pytest.raises(Died):
            patched.setattr(stages, "load", keep)
            house.drop({"a.csv": outcomes(Outcome(10))})
        return house, taken[0], taken[1]

    def refused(self, landed: tuple[House, Any, Any]) -> None:
        house, run, batch = landed
        with pytest.raises(LandingError):
            stages.load(run, batch)
        assert house.holding("outcome_counts", "graduates") == []
        assert house.query("select count(*) from raw.files") == [(0,)]

    def test_as_it_is_it_loads(self, landed: tuple[House, Any, Any]) -> None:
        house, run, batch = landed
        stages.load(run, batch)
        assert house.holding("outcome_counts", "graduates") == [(10,)]

    def test_without_a_verdict(self, landed: tuple[House, Any, Any]) -> None:
        landed[2].verdict_file.unlink()
        self.refused(landed)

    def test_with_a_verdict_about_other_rows(self, landed: tuple[House, Any, Any]) -> None:
        import polars as pl

        parquet = landed[2].parquet
        pl.read_parquet(parquet).with_columns(graduates=pl.lit(9_999, pl.Int64)).write_parquet(parquet)
        self.refused(landed)

    def test_with_a_verdict_by_other_rules(self, landed: tuple[House, Any, Any]) -> None:
        from pipelines.guarding.judgement import judge
        from tests.integration.drops import codes

        _, run, batch = landed
        contract = run.contracts["outcome_counts"]
        other = load_contracts()["network_members"]
        frame = batch.frame()
        judgement = judge(contract, frame, {batch.files[0].source_sha256: "template"}, frame.head(0), (), 0.2, 0.2)
        write_verdict(batch, other, judgement, ())
        assert codes(judgement.results)
        self.refused(landed)


@pytest.fixture(scope="module")
def hard_life(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the sample came through two runs that died: before the build, and before the switch."""
    home = tmp_path_factory.mktemp("crash") / "home"
    settings = Settings(home=home, inbox_dir=SAMPLE_INBOX)
    dying: list[tuple[Any, str, Callable[..., Any]]] = [
        (stages, "build", die),
        (store, "point_current", die),
    ]
    for module, step, crash in dying:
        with quick(), pytest.MonkeyPatch.context() as patched, pytest.raises(Died):
            patched.setattr(module, step, crash)
            if module is store:
                # a killed process tidies nothing up
                patched.setattr(store, "discard", lambda *arguments: None)
            refresh(settings, AS_OF)
        assert store.current_id(settings.published) is None
    assert len(store.kept_ids(settings.published)) == 1, "complete, and never made current"
    assert refresh(settings, AS_OF).is_published
    return home


@LONG
def test_after_every_crash_the_tables_are_those_of_an_undisturbed_run(hard_life: Path, sample_home: Path) -> None:
    assert content(hard_life) == content(sample_home)


@LONG
def test_after_every_crash_nothing_is_left_to_do(hard_life: Path) -> None:
    assert not refresh(Settings(home=hard_life, inbox_dir=SAMPLE_INBOX), AS_OF).is_published
    left = [path.name for path in (hard_life / "published").iterdir() if path.name.startswith(".")]
    assert left == []


KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.loading import warehouse
from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from tests.conftest import AS_OF

warehouse.record_results = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
refresh(Settings(home=Path(sys.argv[1]), inbox_dir=Path(sys.argv[2])), AS_OF)
"""


@LONG
def test_a_process_killed_while_loading_leaves_current_readable(sample_home: Path, tmp_path: Path) -> None:
    home = copied(sample_home, tmp_path / "home")
    inbox = tmp_path / "inbox"
    shutil.copytree(SAMPLE_INBOX, inbox)
    (inbox / "late.csv").write_bytes(outcomes(Outcome(50, 40, year=2564)))
    before = content(home)
    killed = python(KILLED, home, inbox)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert content(home) == before
    with connect(home) as connection:
        assert connection.execute(
            "select count(*) from employment_one_year where academic_year_be = 2564"
        ).fetchone() == (0,)

    said = cvm("refresh", "--home", home, "--inbox", inbox, "--as-of", AS_OF, "--json")
    assert said.document()["published"] is True
    verdicts = {file["path"]: file["verdict"] for file in said.document()["files"]}
    assert verdicts["late.csv"] == "loaded"
    with connect(home) as connection:
        found = connection.execute(
            "select graduates from employment_one_year where academic_year_be = 2564 and breakdown = 'nation'"
        ).fetchall()
    assert found == [(50,)]


def test_a_run_stopped_by_hand_while_dbt_builds_says_so(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dbt takes the interrupt for an error of its own."""
    from dbt.cli.main import dbtRunner, dbtRunnerResult

    def stopped(*arguments: Any) -> dbtRunnerResult:
        return dbtRunnerResult(success=False, exception=KeyboardInterrupt())

    monkeypatch.setattr(dbtRunner, "invoke", stopped)
    home = copied(sample_home, tmp_path / "home")
    said = cvm("refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--as-of", AS_OF, "--full", "--lang", "en")
    assert (said.code, said.out, said.err) == (1, "", "stopped on request; nothing was published\n")


HOLDER = """
import sys
from pathlib import Path
from pipelines.running.run import only_writer
from pipelines.settings import Settings
with only_writer(Settings(home=Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_of_two_runs_at_once_the_second_says_so_and_touches_nothing(sample_home: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    from pipelines.settings import REPOSITORY

    home = copied(sample_home, tmp_path / "home")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "late.csv").write_bytes(outcomes(Outcome(50, 40)))
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        before = content(home), sorted(home.rglob("*"))
        for command in (["refresh", "--inbox", tmp_path / "inbox"], ["demo"], ["publish", "--rollback", "x"]):
            for lang, text in (("th", "กำลังทำงานอยู่"), ("en", "another run is writing")):
                said = cvm(*command, "--home", home, "--lang", lang)
                assert (said.code, said.out) == (1, "")
                assert text in said.err
        lock = next(one for one in cvm("doctor", "--home", home, "--json").document() if one["check"] == "lock")
        assert lock["is_well"] is False
        assert (content(home), sorted(home.rglob("*"))) == before
    assert cvm("refresh", "--home", home, "--inbox", tmp_path / "inbox", "--as-of", "2026-11-20").code == 2, (
        "free again"
    )


def test_a_home_whose_first_run_died_before_its_tables_is_a_new_home(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.settings.warehouse.mkdir(parents=True)
    duckdb.connect(str(house.settings.build_db)).close()
    house.drop({"a.csv": outcomes(Outcome(10))})
    assert house.holding("outcome_counts", "graduates") == [(10,)]


def test_tables_are_made_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    tables = raw_tables.raw_tables

    def broken(contracts: Any) -> dict[str, dict[str, str]]:
        return tables(contracts) | {"broken": {"column": "NO SUCH TYPE"}}

    monkeypatch.setattr(warehouse, "raw_tables", broken)
    with pytest.raises(duckdb.Error), Warehouse(settings) as opened:
        opened.create_tables(load_contracts().values())
    with Warehouse(settings) as opened:
        assert opened.connection.execute("select count(*) from duckdb_tables()").fetchone() == (0,)
