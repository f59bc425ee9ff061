"""The same content gives the same tables, whatever its files are called and in whatever order and place they arrive."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipelines.running.refresh import refresh
from pipelines.settings import SAMPLE_INBOX, Settings
from tests.conftest import AS_OF
from tests.integration.drops import COMMERCE, FIRST, INDUSTRY, House, Outcome, members, outcomes
from tests.integration.terminal import content, copied, python
from tests.profiles import LONG

pytestmark = pytest.mark.usefixtures("quickly")
QUICKLY = """
from pipelines.cli import main
from tests.judging import quick
with quick():
    main()
"""
YEARS = ("2565", "2566", "2567", "2568")


def _renamed() -> list[tuple[str, Path]]:
    """The sample's files under names that sort the other way round; year and college of a name stay, for they count."""
    files = sorted(path for path in SAMPLE_INBOX.rglob("*") if path.is_file())
    renamed = []
    for number, path in enumerate(reversed(files)):
        inside = path.relative_to(SAMPLE_INBOX).as_posix()
        kept = "_".join([*(year for year in YEARS if year in inside), *re.findall(r"1399\d{6}", inside)])
        renamed.append((f"{number:02}_{kept}{path.suffix}", path))
    return renamed


def _lay(inbox: Path, files: list[tuple[str, Path]]) -> None:
    inbox.mkdir(parents=True, exist_ok=True)
    for name, path in files:
        (inbox / name).write_bytes(path.read_bytes())


def _is_outcome(path: Path) -> bool:
    return path.parent.name == "outcome_counts" or "ผลการติดตาม" in path.name or "workforce" in path.name


@LONG
def test_names_order_halves_threads_and_place_change_nothing(sample_home: Path, tmp_path: Path) -> None:
    """In two drops, first what needs the register, then the register and the rest, far away in another process."""
    house = House(tmp_path, {"duckdb_threads": 1})
    files = _renamed()
    first = [file for file in files if _is_outcome(file[1])]
    assert 0 < len(first) < len(files)
    _lay(tmp_path / "inbox", first)
    assert house.drop({}, day=AS_OF)
    _lay(tmp_path / "inbox", [file for file in files if file not in first])
    arguments = ["refresh", "--home", tmp_path, "--as-of", AS_OF, "--json"]
    said = python(QUICKLY, *arguments, TZ="America/New_York", LC_ALL="C")
    assert said.returncode == 3, said.stderr
    document = json.loads(said.stdout)
    told = [file["path"] for file in document["files"]]
    assert list(dict.fromkeys(told)) == sorted(name for name, _ in files)
    assert content(tmp_path) == content(sample_home)


def test_files_that_move_or_are_copied_are_no_news(sample_home: Path, tmp_path: Path) -> None:
    home = copied(sample_home, tmp_path / "home")
    loaded = [file for file in _renamed() if file[1].parent.name != "faulty"]
    _lay(home / "inbox", loaded)
    _lay(home / "inbox" / "again", loaded)
    report = refresh(Settings(home=home), AS_OF)
    assert not report.is_published
    assert {file.verdict for file in report.files} == {"unchanged"}
    assert len({file.path for file in report.files}) == 2 * len(loaded)


def test_a_refused_file_is_read_again_by_another_name_or_project_and_not_otherwise(tmp_path: Path) -> None:
    house = House(tmp_path)
    rejected = b"nothing known"
    assert set(house.drop({"a.csv": rejected})) == {"a.csv"}
    assert house.drop({}) == {}
    (tmp_path / "inbox" / "a.csv").rename(tmp_path / "inbox" / "b.csv")
    assert set(house.drop({})) == {"b.csv"}
    assert house.drop({}) == {}
    house.project = "mended"
    assert set(house.drop({})) == {"b.csv"}
    assert house.drop({}) == {}


def test_a_refused_file_under_two_names_comes_to_rest(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.drop({"a.csv": b"nothing known", "b.csv": b"nothing known"})
    house.drop({})
    assert house.drop({}) == {}


def test_a_held_file_lands_beside_its_first_landing_when_it_is_judged_anew(tmp_path: Path) -> None:
    """What was landed stays as it was; a batch is pending until it is itself in the register."""
    from pipelines.loading.landing import pending_batches
    from pipelines.loading.registry import registered_batches

    house = House(tmp_path)
    house.drop({"a.csv": outcomes(Outcome(4, 5))})
    landing = house.settings.landing
    (first,) = (landing / "outcome_counts").glob("*.parquet")
    before = first.read_bytes(), first.stat().st_mtime_ns
    (tmp_path / "inbox" / "a.csv").rename(tmp_path / "inbox" / "b.csv")
    house.drop({})
    house.project = "mended"
    house.drop({})
    assert len(list((landing / "outcome_counts").glob("*.parquet"))) == 3
    assert (first.read_bytes(), first.stat().st_mtime_ns) == before
    import duckdb

    with duckdb.connect(str(house.settings.build_db)) as connection:
        registered = registered_batches(connection)
    assert len(registered) == 3
    assert pending_batches(landing, "outcome_counts", registered) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_scopes_that_do_not_meet_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    files = [outcomes(Outcome(10)), outcomes(Outcome(20, year=2565)), members(FIRST)]
    house = House(tmp_path)
    for place in order:
        house.drop({f"{place}.csv": files[place]})
    assert house.holding("outcome_counts", "academic_year_be, graduates") == [(2565, 20), (2566, 10)]
    assert house.holding("network_members", "college_code") == [(FIRST,)]


def test_a_key_that_appears_in_another_scope_moves_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No contract of counts has a key that can leave its scope, so one is given the key of a learner's roster."""
    from dataclasses import replace

    from pipelines.contracts import load_contracts

    contracts = load_contracts()
    counts = contracts["outcome_counts"]
    columns = tuple(
        replace(column, key_position=None) if column.name == "field_th" else column for column in counts.columns
    )
    contracts["outcome_counts"] = replace(counts, columns=columns)
    monkeypatch.setattr("pipelines.running.run.load_contracts", lambda: contracts)
    house = House(tmp_path)
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE, field_th="อื่น"))})
    house.drop({"b.csv": outcomes(Outcome(11, field_th="ย้ายมา"))})
    assert house.holding("outcome_counts", "subject_type_th, field_th, graduates") == [
        (COMMERCE, "อื่น", 20),
        (INDUSTRY, "ย้ายมา", 11),
    ]
