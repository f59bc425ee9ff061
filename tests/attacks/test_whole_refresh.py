"""A refresh of an inbox full of hostile files, names and links publishes the good file and tells of the rest."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines.assets.shown import file_table, inbox_check
from pipelines.guarding.verdicts import FileVerdict, file_result
from pipelines.loading.records import Rejected
from pipelines.running.refresh import refresh
from pipelines.running.reports import RefreshReport
from pipelines.settings import Settings
from tests.attacks.gallery import ATTACKS, BIG
from tests.attacks.names import NAMES, as_file, is_plain
from tests.integration.drops import DAY, Outcome, members, outcomes
from tests.integration.terminal import cvm

GOOD = "outcome_counts/ดี.csv"
NAMED_FOLDER = "<b>{detail}"
NAMED = range(0, len(NAMES), 10)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "home"


@pytest.fixture(scope="module")
def report(home: Path) -> RefreshReport:
    """A refresh of one good file, a member of a network, and everything that means ill."""
    inbox, secret = home / "inbox", home.parent / "secret.csv"
    for folder in ("outcome_counts", "network_members", "attacks", NAMED_FOLDER):
        (inbox / folder).mkdir(parents=True)
    (inbox / GOOD).write_bytes(outcomes(Outcome(graduates=77)))
    (inbox / "network_members" / "a.csv").write_bytes(members("1399100001"))
    contents = {attack.build(): attack.name for attack in ATTACKS}
    for content, name in contents.items():
        if len(content) <= BIG:
            (inbox / "attacks" / name).write_bytes(content)
    for number in NAMED:
        content = outcomes(Outcome(field_th=f"สาขาที่ {number}", private=-1 if number else None))
        (inbox / NAMED_FOLDER / as_file(NAMES[number], number)).write_bytes(content)
    secret.write_bytes(outcomes(Outcome(field_th="ความลับ")))
    (inbox / "outcome_counts" / "secret.csv").symlink_to(secret)
    (inbox / "out").symlink_to(home.parent)
    os.mkfifo(inbox / "pipe.csv")
    return refresh(Settings(home=home), DAY)


def test_the_good_file_is_published_and_every_other_is_told(report: RefreshReport, home: Path) -> None:
    assert report.is_published
    told = {file.path: (file.verdict, {fault.rule for fault in file.faults}) for file in report.files}
    assert told[GOOD][0] == "loaded"
    assert told["outcome_counts/secret.csv"] == told["out"] == ("rejected", {"link_in_inbox"})
    assert told["pipe.csv"] == ("rejected", {"not_a_file"})
    codes = {attack.name: attack.code for attack in ATTACKS}
    attacked = {path.partition("/")[2]: what for path, what in told.items() if path.startswith("attacks/")}
    assert len(attacked) > 100
    assert attacked == {name: ("rejected", {codes[name]}) for name in attacked}
    assert "ความลับ" not in json.dumps(report.as_json(), ensure_ascii=False)
    assert all(is_plain(path) for path in told)


def test_nothing_was_written_outside_the_home(report: RefreshReport, home: Path) -> None:
    assert sorted(path.name for path in home.parent.iterdir()) == ["home", "secret.csv"]
    reports = [path.relative_to(home / "outbox") for path in (home / "outbox").rglob("*") if path.is_file()]
    assert all(is_plain(str(path)) for path in reports)
    assert {path.parts[0] for path in reports} <= {"attacks", NAMED_FOLDER, "outcome_counts"} | {
        "out.report.xlsx", "pipe.csv.report.xlsx",
    }  # fmt: skip


@pytest.mark.parametrize("command", ["status", "doctor"])
@pytest.mark.parametrize("options", [["--json"], ["--lang", "th"], ["--lang", "en"]], ids=" ".join)
def test_what_looks_at_such_a_home_speaks_plainly(
    command: str, options: list[str], report: RefreshReport, home: Path
) -> None:
    said = cvm(command, "--home", home, *options)
    assert "Traceback" not in said.out + said.err
    assert is_plain(said.out) and is_plain(said.err)
    if "--json" in options:
        said.document()


@pytest.mark.parametrize("number", NAMED)
def test_what_became_of_a_file_is_found_by_its_name(number: int, report: RefreshReport, home: Path) -> None:
    path = home / "inbox" / NAMED_FOLDER / as_file(NAMES[number], number)
    said = cvm("explain-file", path, "--home", home, "--lang", "en")
    assert "Traceback" not in said.out + said.err
    assert said.code in (0, 2)


def test_a_second_refresh_finds_nothing_new(report: RefreshReport, home: Path) -> None:
    again = refresh(Settings(home=home), DAY)
    assert not again.is_published
    assert {file.path for file in again.files} == {file.path for file in report.files}
    shutil.rmtree(home / "inbox" / "attacks")


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_shows_a_name_as_text(name: str) -> None:
    """Metadata of Dagster are tables of texts: nothing of a name is taken for a template, a link or Markdown."""
    sha = "0" * 64
    path = as_file(name, 1)
    result = file_result("unknown_format", sha, name, 1)
    shown = inbox_check([Rejected(path, None, 1, 1, result, False)], 0)
    (row,) = shown.metadata["faults"].value.records  # type: ignore[union-attr]
    assert row.data["file"] == path
    assert name in str(row.data["message"])
    table = file_table([(path, "template", FileVerdict(sha, "loaded", 1, 1, 0, 0, 0))])
    assert table.records[0].data["path"] == path
