"""The proof of privacy: of thousands of planted people nothing is left but in the originals and the senders' reports.

Every cell that identifies a person is a secret of its own: in every layout of every source about people, in good and in
faulty rows, in cells that are for something else, in titles, names of sheets and columns nobody knows, in files that
are held and in files that cannot be read. What a refresh, a check, the looks and Dagster write and say is searched for
all of them. A name in a free text is not planted: it cannot be told from any other words.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from pipelines.assets.home import Home
from pipelines.running import stages
from tests.integration.drops import DAY, House, colleges
from tests.integration.planted import Planted, drop_of
from tests.integration.searching import Search, squashed
from tests.integration.terminal import cvm
from tests.judging import quick
from tests.made_files.rows import code, college_name
from tests.profiles import FULL, LONG

PEOPLE_A_FILE, WAYS, LEAST = (230, 3, 10_000) if FULL else (24, 1, 1_000)
REGISTER = colleges({code(number): college_name(number) for number in range(1, PEOPLE_A_FILE + 1)})
FIELD = "ช่างยนต์"
"""A word of every file that must be found where no person may be: it shows that what is searched was read."""
CHECKED = ("graduates/people.xlsx", "graduates/misplaced.csv", "vcop/report.xls", "refused/corrupt.xlsx")


@dataclass(frozen=True)
class Proof:
    """A home that took the planted files, the secrets to search for, and the verdict of each file."""

    home: Path
    planted: Planted
    verdicts: dict[str, set[str]]

    @property
    def search(self) -> Search:
        """A search for all that was planted."""
        return Search(self.planted.secrets, self.planted.days)


@contextmanager
def listening(home: Path, name: str) -> Iterator[Path]:
    """Keeps what this process writes to its outputs, libraries below Python included, and its temporary files."""
    said = home / "said" / name
    said.mkdir(parents=True)
    temporary, tempfile.tempdir = tempfile.tempdir, str(said)
    kept = [os.dup(stream) for stream in (1, 2)]
    try:
        with (said / "streams").open("wb") as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
            yield said
    finally:
        tempfile.tempdir = temporary
        for stream, before in zip((1, 2), kept, strict=True):
            os.dup2(before, stream)
            os.close(before)


def told(home: Path, *arguments: object) -> str:
    """What a command says; it is kept in the home, to be searched with all else."""
    with listening(home, f"{len(list(home.glob('said/*')))} {arguments[0]}") as said:
        answer = cvm(*arguments)
        (said / "out").write_text(answer.out + answer.err, encoding="utf-8")
    return answer.out


@pytest.fixture(scope="module")
def planted() -> tuple[Planted, dict[str, bytes]]:
    secrets = Planted()
    return secrets, drop_of(secrets, PEOPLE_A_FILE, WAYS)


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory, planted: tuple[Planted, dict[str, bytes]]) -> Iterator[Proof]:
    home = tmp_path_factory.mktemp("people")
    secrets, files = planted
    with pytest.MonkeyPatch.context() as patch:
        # the many faults shall be loaded beside the good rows, not held with them
        patch.setenv("CVM_MAX_QUARANTINED_SHARE", "0.9")
        patch.setenv("CVM_HOME", str(home))
        House(home).put(files | {"colleges/register.csv": REGISTER})
        told(home, "refresh", "--as-of", DAY)
        verdicts: dict[str, set[str]] = {}
        with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as connection:
            for path, verdict in connection.execute("select path, verdict from raw.files").fetchall():
                verdicts.setdefault(path, set()).add(verdict)
        yield Proof(home, secrets, verdicts)


def test_there_are_secrets_enough_and_files_of_every_verdict(proof: Proof) -> None:
    assert len(proof.planted.secrets) + len(proof.planted.days) >= LEAST
    said = {verdict for verdicts in proof.verdicts.values() for verdict in verdicts}
    assert said == {"loaded", "loaded_with_quarantine", "held", "rejected"}
    refused = {path: verdicts for path, verdicts in proof.verdicts.items() if path.startswith("refused/")}
    assert len(refused) == 8
    assert set().union(*refused.values()) == {"rejected", "held"}


@pytest.fixture(scope="module")
def left(proof: Proof) -> dict[str, set[str]]:
    """Of what a refresh leaves the files that hold a person, or the word that must be found, and what they hold."""
    return Search([*proof.planted.secrets, FIELD], proof.planted.days).found_under(proof.home)


def test_nothing_that_a_refresh_leaves_holds_a_person(left: dict[str, set[str]]) -> None:
    assert {name: persons for name, found in left.items() if (persons := found - {squashed(FIELD)})} == {}


def test_nothing_that_the_commands_say_holds_a_person(proof: Proof) -> None:
    home = proof.home
    told(home, "refresh", "--as-of", DAY, "--json")
    for command in ("status", "doctor"):
        told(home, command)
        told(home, command, "--json")
    for table in ("load_history", "quality_results", "unmapped_names"):
        told(home, "explain", table, "--json")
    assert proof.search.found_under(home / "said") == {}


def test_a_check_leaves_nothing_but_the_reports(proof: Proof) -> None:
    folder = proof.home / "inbox" / "checked"
    sent = [folder / path.replace("/", " ") for path in CHECKED]
    folder.mkdir()
    for path, copy in zip(CHECKED, sent, strict=True):
        shutil.copy(proof.home / "inbox" / path, copy)
    told(proof.home, "check", *sent)
    said = told(proof.home, "check", "--json", *sent)
    assert "person_in_text" in said
    assert set(folder.iterdir()) == {*sent, *(copy.with_name(f"{copy.name}.report.xlsx") for copy in sent)}
    shutil.rmtree(folder)
    assert proof.search.found_under(proof.home / "said") == {}


def test_what_is_searched_was_read(left: dict[str, set[str]]) -> None:
    """The same search finds an ordinary word wherever it must be: landing, both databases, both publications."""
    found = [name for name, words in left.items() if squashed(FIELD) in words]
    folders = {tuple(name.split("/")[:2]) for name in found}
    sources = ("graduates", "students", "followups", "intentions")
    assert {("landing", source) for source in sources} <= folders
    assert {("warehouse", "build.duckdb"), ("warehouse", "mart.duckdb")} <= folders
    assert {name.split("/")[-1] for name in found} >= {"internal.duckdb", "public.duckdb"}


def test_originals_and_reports_are_where_a_persons_values_stand(proof: Proof, tmp_path: Path) -> None:
    """Moved to where the search looks, the two exceptions are full of them."""
    for exception in ("inbox", "outbox"):
        shutil.copytree(proof.home / exception, tmp_path / f"all of {exception}")
    found = set().union(*proof.search.found_under(tmp_path).values())
    assert len(found) > len(proof.planted.secrets) / 2


@pytest.mark.parametrize("written", ["{}", "ติดต่อ {} ค่ะ", "12{}34", "(thai)", "(dashed)"])
@pytest.mark.parametrize("kept", ["x.log", "x.json", "x.parquet", "x.duckdb", "x.xlsx", "x.gz", "x.sqlite"])
def test_the_search_finds_one_secret(kept: str, written: str, tmp_path: Path) -> None:
    secret = "1000001234585"
    forms = {"(thai)": "๑๐๐๐๐๐๑๒๓๔๕๘๕", "(dashed)": "1-0000-01234-58-5"}
    text = forms.get(written, written).format(secret)
    _keep(tmp_path / "landing" / kept, text)
    assert Search([secret, "9999"]).found_under(tmp_path) == {f"landing/{kept}": {secret}}


@pytest.mark.parametrize("kept", ["x.log", "x.cp874", "x.json", "x.parquet", "x.duckdb"])
def test_the_search_finds_one_name_and_one_day(kept: str, tmp_path: Path) -> None:
    _keep(tmp_path / "landing" / kept, "นาย กานี\u00a0  สมมติโย 1975-01-02")
    assert Search(["กานี สมมติโย"], ["1975-01-02"]).found_under(tmp_path) == {
        f"landing/{kept}": {squashed("กานีสมมติโย"), "1975-01-02"}
    }


def _keep(path: Path, text: str) -> None:
    import gzip
    import json
    import sqlite3

    import xlsxwriter

    path.parent.mkdir()
    if path.suffix == ".parquet":
        pl.DataFrame({"a": [text] * 9 + ["b"]}).write_parquet(path)
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema s; create table s.t as select [{'a': ?}] as x from range(5000)", [text])
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write(0, 0, text)
    elif path.suffix == ".sqlite":
        with sqlite3.connect(path) as connection:
            connection.execute("create table t (x)")
            connection.execute("insert into t values (?)", [text])
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_bytes(json.dumps(text).encode() if path.suffix == ".json" else _encoded(path, text))


def _encoded(path: Path, text: str) -> bytes:
    return text.encode("cp874" if path.suffix == ".cp874" else "utf-8")


@pytest.mark.parametrize("stage", ["reading", "canonical", "judging", "loading", "building"])
def test_an_error_that_quotes_a_row_is_not_repeated(
    stage: str, planted: tuple[Planted, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, files = planted
    _break(stage, secrets, monkeypatch)
    House(tmp_path).put({path: files[path] for path in ("graduates/people.xlsx", "vcop/report.csv")})
    told(tmp_path, "refresh", "--home", tmp_path, "--as-of", DAY)
    assert "RuntimeError" in "".join(path.read_text(errors="ignore") for path in tmp_path.rglob("said/*/out"))
    assert Search(secrets.secrets, secrets.days).found_under(tmp_path) == {}


def _break(stage: str, secrets: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"rows: {sorted(secrets.secrets)}")

    places = {
        "reading": "pipelines.running.stages.rows_of_file",
        "canonical": "pipelines.reading.batches.canonical",
        "judging": "pipelines.guarding.judgement.judge",
        "loading": "pipelines.running.stages.take",
    }
    if stage in places:
        monkeypatch.setattr(places[stage], fail)
    monkeypatch.setattr(stages, "build", fail)


@LONG
def test_what_dagster_keeps_and_says_holds_no_person(
    planted: tuple[Planted, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, files = planted
    monkeypatch.setenv("CVM_MAX_QUARANTINED_SHARE", "0.9")
    sent = files if FULL else {path: files[path] for path in CHECKED}
    House(tmp_path).put(sent | {"colleges/register.csv": REGISTER})
    # what Great Expectations leaves is searched after the refresh above
    with nullcontext() if FULL else quick():
        assert _materialized(tmp_path).success
    found = Search(secrets.secrets, secrets.days).found_under(tmp_path)
    assert any(path.suffix == ".db" for path in (tmp_path / "dagster").rglob("*"))
    assert found == {}


def _materialized(home: Path) -> dg.ExecuteInProcessResult:
    """All assets up to `raw`, on an instance that keeps its history in the home."""
    from pipelines.assets import LANDING, RAW
    from pipelines.definitions import build_defs

    job = dg.define_asset_job("doors", selection=dg.AssetSelection.groups(LANDING, RAW))
    defs = build_defs(jobs=[job], resources={"home": Home(home=str(home))})
    (home / "dagster").mkdir()
    history = dg.DagsterInstance.local_temp(str(home / "dagster"), overrides={"telemetry": {"enabled": False}})
    with listening(home, "dagster"), history as instance:
        return defs.resolve_job_def("doors").execute_in_process(
            run_config={"ops": {"inbox": {"config": {"as_of": DAY.isoformat()}}}},
            instance=instance,
            raise_on_error=False,
        )


@pytest.mark.parametrize(
    "stage", ["reading", pytest.param("canonical", marks=LONG), pytest.param("judging", marks=LONG)]
)
def test_an_error_that_quotes_a_row_is_not_kept_by_dagster(
    stage: str, planted: tuple[Planted, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, files = planted
    _break(stage, secrets, monkeypatch)
    House(tmp_path).put({"graduates/people.xlsx": files["graduates/people.xlsx"]})
    _materialized(tmp_path)
    assert Search(secrets.secrets, secrets.days).found_under(tmp_path) == {}
