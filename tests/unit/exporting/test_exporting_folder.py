"""Where an export may write, what it may write over, and that no file is ever half there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.exporting import delimited
from pipelines.exporting import folder as places
from pipelines.exporting.errors import CannotWrite, NotOurs, WithinHome
from pipelines.exporting.export import Asked, export
from pipelines.exporting.folder import RECORD
from pipelines.settings import Settings

TABLE = "of_nation.csv"


def to(settings: Settings, folder: Path, *tables: str) -> None:
    export(settings, Asked(folder, "csv", tables or ["of_nation"]))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_of_an_export_are_replaced_by_the_next(settings: Settings, tmp_path: Path) -> None:
    to(settings, tmp_path / "a" / "b")
    first = (tmp_path / "a" / "b" / TABLE).read_bytes()
    to(settings, tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / TABLE).read_bytes() == first
    assert names(tmp_path / "a" / "b") == [RECORD, "dictionary.html", "dictionary.xlsx", TABLE]


@pytest.mark.parametrize("inside", [".", "published", "outbox/x", "other"])
def test_nothing_is_written_into_the_home_or_the_inbox(settings: Settings, inside: str, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(settings.home, target_is_directory=True)
    before = names(settings.home)
    for folder in (settings.home / inside, link / inside, settings.inbox / inside):
        with pytest.raises(WithinHome):
            to(settings, folder)
    assert names(settings.home) == before


@pytest.mark.parametrize("theirs", ["a file", "a folder", "a dangling link", "edited"])
def test_what_is_somebody_s_own_stays(settings: Settings, tmp_path: Path, theirs: str) -> None:
    path = tmp_path / TABLE
    if theirs == "edited":
        to(settings, tmp_path)
        path.write_bytes(path.read_bytes() + b"9999,1\n")
    elif theirs == "a file":
        path.write_bytes(b"mine")
    elif theirs == "a folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
    with pytest.raises(NotOurs, match=TABLE):
        to(settings, tmp_path, "of_nation", "of_college")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()} == before


@pytest.mark.parametrize("record", ["no json", "[]", '{"other": 1}', '{"files": []}', '{"files": {"a.csv": 1}}'])
def test_a_record_that_is_none_is_somebody_s_own(settings: Settings, tmp_path: Path, record: str) -> None:
    (tmp_path / RECORD).write_text(record)
    with pytest.raises(NotOurs, match=RECORD):
        to(settings, tmp_path)
    assert (tmp_path / RECORD).read_text() == record


def test_a_failing_export_leaves_what_was_there(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to(settings, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.exporting.export.write_page", full)
    with pytest.raises(CannotWrite, match="No space left"):
        to(settings, tmp_path, "of_nation", "of_college")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Lets this happen once, while the next export writes its files."""
    written = delimited.write_csv

    def write(*arguments: Any) -> int:
        monkeypatch.setattr(delimited, "write_csv", written)
        happens()
        return written(*arguments)

    monkeypatch.setattr(delimited, "write_csv", write)


def test_two_exports_at_once_into_one_folder_know_of_each_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: to(settings, tmp_path, "of_college", "kinds"))
    to(settings, tmp_path, "of_nation", "kinds")
    assert set(names(tmp_path)) >= {TABLE, "of_college.csv", "kinds.csv"}
    for table in ("of_nation", "of_college", "kinds"):
        to(settings, tmp_path, table)


def test_what_somebody_puts_there_meanwhile_stays(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: (tmp_path / TABLE).write_bytes(b"mine"))
    with pytest.raises(NotOurs, match=TABLE):
        to(settings, tmp_path)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {TABLE: b"mine"}


@pytest.mark.parametrize("survivors", [0, 1, 2])
def test_an_export_that_dies_while_files_take_their_places_can_be_repeated(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survivors: int
) -> None:
    to(settings, tmp_path)
    (record,) = [json.loads((tmp_path / RECORD).read_text(encoding="utf-8"))]
    older = tmp_path / TABLE
    older.write_bytes(b"as an earlier publication had it")
    record["files"][TABLE]["sha256"] = places._sha256(older)
    (tmp_path / RECORD).write_text(json.dumps(record), encoding="utf-8")
    replaced = Path.replace
    moved: list[str] = []

    def dying(self: Path, target: Path) -> Path:
        if target.name != RECORD:
            if len(moved) == survivors:
                raise KeyboardInterrupt
            moved.append(target.name)
        return replaced(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            to(settings, tmp_path)
    to(settings, tmp_path)
    assert names(tmp_path) == [RECORD, "dictionary.html", "dictionary.xlsx", TABLE]
    assert older.read_bytes().startswith(b"\xef\xbb\xbfacademic_year_be")


def test_files_of_another_publication_are_told(settings: Settings, tmp_path: Path) -> None:
    to(settings, tmp_path, "of_college")
    record = json.loads((tmp_path / RECORD).read_text(encoding="utf-8"))
    record["files"]["of_college.csv"]["publication_id"] = "20200101T000000000Z"
    (tmp_path / RECORD).write_text(json.dumps(record), encoding="utf-8")
    assert export(settings, Asked(tmp_path, "csv", ["of_nation"])).others == ("of_college.csv",)
    assert export(settings, Asked(tmp_path, "csv", ["of_college"])).others == ()


def test_a_file_in_the_place_of_the_folder_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        to(settings, tmp_path / "file")
    with pytest.raises(CannotWrite):
        to(settings, tmp_path / "file" / "below")


@pytest.mark.parametrize("name", ["circle", "a" * 300])
def test_a_folder_that_cannot_be_is_told(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(CannotWrite):
        to(settings, tmp_path / name)
