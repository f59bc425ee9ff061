"""`cvm refresh`, `status`, `explain`, `publish` on a home that has been refreshed: exit codes, JSON, languages."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

from pipelines.publishing.store import current_id, kept_ids
from pipelines.settings import SAMPLE_INBOX
from tests.conftest import AS_OF
from tests.integration.terminal import Said, copied, cvm, python
from tests.profiles import LONG

THAI = re.compile(r"[\u0e00-\u0e7f]")
FILE_KEYS = [
    "path", "source", "layout", "sha256", "verdict", "rows_read", "rows_loaded", "rows_quarantined", "rows_held",
    "rows_duplicate", "rows_erased", "faults",
]  # fmt: skip
FAULT_KEYS = {"code", "column", "count", "message_th", "message_en"}


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's home in which nothing new may be published."""
    return copied(sample_home, tmp_path_factory.mktemp("refresh") / "home")


def refresh(home: Path, *arguments: object, inbox: Path = SAMPLE_INBOX) -> Said:
    return cvm("refresh", "--home", home, "--inbox", inbox, "--as-of", AS_OF, *arguments)


def test_nothing_new_publishes_nothing_and_still_tells_what_is_refused(home: Path) -> None:
    before = kept_ids(home / "published")
    said = refresh(home, "--json")
    document = said.document()
    assert (said.code, said.err) == (0, "")
    assert list(document) == [
        "run_id", "as_of", "published", "publication_id", "files", "tables", "rows_erased", "moves", "seconds",
    ]  # fmt: skip
    assert (document["rows_erased"], document["moves"]) == (0, [])
    assert (document["published"], document["publication_id"], document["tables"]) == (False, None, {})
    assert kept_ids(home / "published") == before
    verdicts = [file["verdict"] for file in document["files"]]
    assert {verdict: verdicts.count(verdict) for verdict in verdicts} == {"unchanged": 106, "held": 4, "rejected": 5}
    for file in document["files"]:
        assert list(file) == FILE_KEYS
        counts = [file[key] for key in FILE_KEYS[5:10]]
        assert counts[0] == sum(counts[1:])
        assert (file["verdict"] == "held") == (counts[3] > 0)
        assert bool(file["faults"]) == (file["verdict"] != "unchanged")
        for fault in file["faults"]:
            assert fault.keys() >= FAULT_KEYS
            assert THAI.search(fault["message_th"])
            assert fault["message_en"]


def test_nothing_new_imports_nothing_heavy(home: Path) -> None:
    code = """
import sys
from pipelines.cli import main
try:
    main()
except SystemExit as stop:
    heavy = {"dagster", "dbt", "great_expectations", "pandas", "polars", "xlsxwriter"} & sys.modules.keys()
    print(stop.code, sorted(heavy), file=sys.stderr)
"""
    arguments = ["refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--as-of", AS_OF, "--json"]
    started = time.perf_counter()
    said = python(code, *arguments, LC_ALL="C")
    print(f"a refresh with nothing new, start to end: {time.perf_counter() - started:.2f} s")
    assert '"published": false' in said.stdout
    assert said.stderr == "0 []\n"


@pytest.mark.parametrize(
    ("arguments", "thai", "english"),
    [
        (["--as-of", "2026-11-20"], "ก่อนวันที่", "before the date of the last run (2026-11-21)"),
        (["--as-of", "21/11/2569"], "ค.ศ.", "must be a date"),
        (["--as-of", "2569-11-21"], "พ.ศ.", "BE year minus 543"),
        (["--only", "alumni"], "ไม่รู้จักแหล่งข้อมูล alumni", "unknown source alumni"),
        (["--inbox", "/nowhere/inbox"], "ไม่พบโฟลเดอร์รับไฟล์", "no inbox at /nowhere/inbox"),
        (["--accept", "ffffffff"], "รอการยืนยัน", "exactly one held file"),
        (["--accept", ""], "รอการยืนยัน", "exactly one held file"),
        (["--colour"], "ใช้คำสั่งไม่ถูกต้อง", "wrong usage"),
        (["stray"], "ใช้คำสั่งไม่ถูกต้อง", "wrong usage"),
    ],
)
def test_wrong_usage_is_told_in_both_languages_without_a_traceback(
    home: Path, arguments: list[str], thai: str, english: str
) -> None:
    for lang, text in (("th", thai), ("en", english)):
        said = refresh(home, *arguments, "--json", "--lang", lang)
        assert said.code == 2
        assert text in said.err
        assert said.out == ""
        assert "Traceback" not in said.err


def test_a_wrong_setting_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CVM_MAX_REMOVED_SHARE", "many")
    said = refresh(home)
    assert (said.code, said.out) == (2, "")
    assert "CVM_MAX_REMOVED_SHARE" in said.err


def test_a_source_with_nothing_new_publishes_nothing_though_others_have_files(home: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(SAMPLE_INBOX / "network_members", inbox / "network_members")
    (inbox / "outcome_counts").mkdir()
    (inbox / "outcome_counts" / "new.csv").write_text("no known heading", encoding="utf-8")
    said = refresh(home, "--only", "network_members", "--json", inbox=inbox)
    assert said.code == 0
    assert said.document()["published"] is False
    assert {file["verdict"] for file in said.document()["files"]} == {"unchanged"}


def test_a_program_fault_names_its_place_and_quotes_no_cell(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bad:
        def is_dir(self) -> bool:
            raise ValueError("ข้อมูลในช่อง")

    monkeypatch.setattr("pipelines.settings.Settings.inbox", Bad())
    said = refresh(home, "--lang", "en")
    assert (said.code, said.out) == (1, "")
    assert "ValueError at " in said.err
    assert "ข้อมูลในช่อง" not in said.err
    assert "Traceback" not in said.err


def test_stopping_by_hand_is_a_run_that_failed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.running.refresh.list_inbox", stop)
    said = refresh(home, "--lang", "en")
    assert (said.code, said.out, said.err) == (1, "", "stopped on request; nothing was published\n")


def test_the_language_follows_the_locale_unless_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "th_TH.UTF-8")
    assert THAI.search(cvm("publish", "--rollback", "x", "--home", home).err)
    monkeypatch.setenv("LC_ALL", "C")
    assert not THAI.search(cvm("publish", "--rollback", "x", "--home", home).err)
    assert THAI.search(cvm("publish", "--rollback", "x", "--home", home, "--lang", "th").err)


@pytest.mark.parametrize("command", ["", "demo", "refresh", "check", "status", "doctor", "explain", "publish"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    said = cvm(*command.split(), "--help")
    assert said.code == 0
    assert "Usage: cvm" in said.out
    assert not command or "Example:" in said.out


def test_status_counts_the_colleges_of_the_register(home: Path) -> None:
    document = cvm("status", "--home", home, "--json").document()
    for year in document["years"]:
        assert year["colleges"] == 42
        assert year["followed_nobody"] <= year["reported_outcomes"] <= 42
        assert year["reported_enrolment"] <= 42
    newest = next(year for year in document["years"] if year["academic_year_be"] == document["missing_year_be"])
    assert newest["reported_outcomes"] + len(document["missing"]) == 42
    assert {file["verdict"] for file in document["waiting"]} == {"held", "rejected", "loaded_with_quarantine"}
    said = cvm("status", "--home", home, "--lang", "th")
    assert said.code == 0
    assert "รอการยืนยัน" in said.out
    assert all(document["waiting"][0][key] in said.out for key in ("path", "message_th"))


@pytest.mark.parametrize("arguments", [["status"], ["explain", "employment_rates"]])
def test_a_home_without_publication_says_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    said = cvm(*arguments, "--home", tmp_path, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "run cvm refresh first" in said.err


def test_explain_names_definition_rows_and_files(home: Path) -> None:
    arguments = ["explain", "employment_rates", "--metric", "ovec_one_year", "--where", "breakdown = 'nation'"]
    document = cvm(*arguments, "--home", home, "--json").document()
    assert document["definition"]["numerator_terms"] == "obtained_work"
    assert document["row_count"] == 3
    assert {file["path"].split("/")[0] for file in document["files"]} >= {"outcome_counts", "faulty"}
    said = cvm(*arguments, "--home", home, "--lang", "th")
    assert (said.code, said.err) == (0, "")
    assert all(file["path"] in said.out for file in document["files"])


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["employment_rates", "--where", "1 = 1; drop table x"], ["employment_rates", "--metric", "luck"]],
)
def test_explain_of_what_is_not_there_is_wrong_usage(home: Path, arguments: list[str]) -> None:
    said = cvm("explain", *arguments, "--home", home)
    assert (said.code, said.out) == (2, "")


@LONG
def test_going_back_lasts_until_something_is_new(sample_home: Path, tmp_path: Path) -> None:
    """The date alone makes a second publication on the day after the academic year ends, and not before."""
    home = copied(sample_home, tmp_path / "home")
    published = home / "published"
    first = current_id(published)
    day = ["refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--json", "--as-of"]
    assert cvm(*day, "2027-05-15").document()["published"] is False
    said = cvm(*day, "2027-05-16")
    document = said.document()
    assert said.code == 3, "files stand refused"
    second = document["publication_id"]
    assert document["published"] is True
    assert set(document["seconds"]) >= {"look", "build", "audit", "publish"}
    assert document["tables"]["employment_one_year"] > 0
    assert current_id(published) == second != first

    assert first is not None
    listed = cvm("publish", "--rollback", first, "--home", home, "--json").document()
    assert [(one["publication_id"], one["is_current"]) for one in listed] == [(second, False), (first, True)]
    assert cvm(*day, "2027-05-16").document()["published"] is False
    assert current_id(published) == first, "nothing new does not undo what a person has decided"
    assert cvm(*day, "2027-05-15").code == 2
    assert cvm("publish", "--rollback", "20000101T000000000Z", "--home", home).code == 2
    assert current_id(published) == first
