"""The first look at the inbox: what is a file, what is new, and which held files a prefix releases."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.guarding.verdicts import FileVerdict
from pipelines.loading.registry import FileRecord
from pipelines.reading.door import sent_bytes
from pipelines.reading.found import FileFault
from pipelines.running.inbox import InboxFile, accepted_files, arrivals, list_inbox, paths_of_inbox
from pipelines.settings import Settings, report_name

PROJECT = "project"


def put(inbox: Path, name: str, content: bytes = b"x") -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def record(file: InboxFile, verdict: str, *names: str, project: str = PROJECT) -> tuple[FileRecord]:
    sha = file.source_sha256
    counts = FileVerdict(sha, verdict, 0, 0, 0, 0, 0)
    path = file.relative.as_posix()
    return (
        FileRecord(
            sha, None, path, None, verdict, counts, project, frozenset(names or [path]), "run", None, False, None
        ),
    )


def names(files: tuple[InboxFile, ...]) -> list[str]:
    return [file.relative.as_posix() for file in files]


def test_files_are_found_at_any_depth_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a/ผลการติดตาม/2566.xlsx"):
        put(tmp_path, name, name.encode())
    found = list_inbox(tmp_path)
    assert [file.relative.as_posix() for file in found] == ["a/z.csv", "a/ผลการติดตาม/2566.xlsx", "b.csv"]
    assert found[0].source_sha256 == hashlib.sha256(b"a/z.csv").hexdigest()


@pytest.mark.parametrize("name", [".DS_Store", "~$ผลการติดตาม.xlsx", "Thumbs.db", "a/desktop.ini", ".hidden.csv"])
def test_what_systems_leave_behind_is_no_file(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert list_inbox(tmp_path) == []


def test_the_report_of_a_check_is_no_file_beside_the_file_it_is_about(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx")
    put(tmp_path, "a.xlsx.report.xlsx")
    put(tmp_path, "sent back.xlsx.report.xlsx")
    assert [file.relative.name for file in list_inbox(tmp_path)] == ["a.xlsx", "sent back.xlsx.report.xlsx"]


class TestNoFiles:
    """What lies in the inbox and is no file is named, never followed and never waited for."""

    def code(self, path: Path) -> str:
        with pytest.raises(FileFault) as error:
            sent_bytes(path, Settings())
        return error.value.code

    def test_a_link_is_named_wherever_it_leads(self, tmp_path: Path) -> None:
        inbox, secret = tmp_path / "inbox", put(tmp_path, "secret/key.csv", b"secret")
        put(inbox, "own.csv")
        (inbox / "out.csv").symlink_to(secret)
        (inbox / "folder").symlink_to(secret.parent)
        (inbox / "in.csv").symlink_to(inbox / "own.csv")
        (inbox / "broken.csv").symlink_to(tmp_path / "nowhere")
        (inbox / "circle").symlink_to(inbox)
        (inbox / "self.csv").symlink_to(inbox / "self.csv")
        found = {file.relative.as_posix(): file for file in list_inbox(inbox)}
        assert list(found) == ["broken.csv", "circle", "folder", "in.csv", "out.csv", "own.csv", "self.csv"]
        links = [file for name, file in found.items() if name != "own.csv"]
        assert {self.code(file.path) for file in links} == {"link_in_inbox"}
        content = {hashlib.sha256(text).hexdigest() for text in (b"secret", b"x")}
        assert not content & {file.source_sha256 for file in links}
        assert len({file.source_sha256 for file in found.values()}) == len(found)

    def test_a_pipe_is_refused_without_waiting_for_what_it_says(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        with socket.socket(socket.AF_UNIX) as listening:
            monkeypatch.chdir(tmp_path)  # the path of a socket must be short
            listening.bind("socket.csv")
            files = list_inbox(tmp_path)
            assert [file.relative.name for file in files] == ["pipe.csv", "socket.csv"]
            assert {self.code(file.path) for file in files} == {"not_a_file"}

    def test_a_device_is_not_opened(self) -> None:
        assert self.code(Path("/dev/zero")) == "not_a_file"

    def test_a_folder_that_cannot_be_looked_into_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(tmp_path, "open/a.csv")
        put(tmp_path, "shut/a.csv")
        real = os.scandir

        def shut(path: Path) -> object:
            if Path(path).name == "shut":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", shut)
        assert [path.relative_to(tmp_path).as_posix() for path in paths_of_inbox(tmp_path)] == ["open/a.csv", "shut"]
        assert self.code(tmp_path / "shut") == "cannot_open"

    def test_a_file_exchanged_for_a_link_between_two_looks_is_not_followed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, secret = put(tmp_path, "a.csv"), put(tmp_path, "secret.csv", b"secret")
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        looked_at = path.lstat()
        for other, code in ((secret, {"cannot_open", "link_in_inbox"}), (pipe, {"cannot_open", "link_in_inbox"})):
            path.unlink()
            path.symlink_to(other)
            with monkeypatch.context() as patch:
                patch.setattr(Path, "lstat", lambda _: looked_at)
                assert self.code(path) in code
        path.unlink()
        pipe.rename(path)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "lstat", lambda _: looked_at)
            assert self.code(path) == "not_a_file"

    def test_a_file_that_shrinks_or_grows_while_it_is_read_waits(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path, "a.csv", b"1,2\n" * 1_000)
        real = os.fstat
        for size in (10, 3_999, 4_001, 10_000):
            with monkeypatch.context() as patch:
                patch.setattr(os, "fstat", lambda file, size=size: _of_size(real(file), size))
                assert self.code(path) == "still_changing"
        assert sent_bytes(path, Settings()) == b"1,2\n" * 1_000


def _of_size(found: os.stat_result, size: int) -> os.stat_result:
    """What the system says of a file, with another size."""
    return os.stat_result([*found[:6], size, *found[7:]])


def test_a_missing_inbox_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--inbox"):
        list_inbox(tmp_path / "nowhere")


def test_a_name_in_windows_874_is_shown_in_thai(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "ผล.csv".encode("cp874")
    try:
        Path(os.fsdecode(raw)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    (file,) = list_inbox(tmp_path)
    assert file.relative.as_posix() == "ผล.csv"
    assert file.path.read_bytes() == b"x"


def test_equal_content_under_two_names_is_one_file(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    put(tmp_path, "b.csv")
    found = arrivals(list_inbox(tmp_path), {}, (), PROJECT)
    assert (names(found.new), names(found.unchanged)) == (["a.csv"], ["b.csv"])


@pytest.mark.parametrize("verdict", ["loaded", "loaded_with_quarantine"])
def test_a_loaded_file_is_unchanged_whatever_its_name_and_the_project(tmp_path: Path, verdict: str) -> None:
    put(tmp_path, "renamed.csv")
    (file,) = list_inbox(tmp_path)
    known = {file.source_sha256: record(file, verdict, "before.csv", project="earlier")}
    assert names(arrivals([file], known, (), PROJECT).unchanged) == ["renamed.csv"]


@pytest.mark.parametrize("verdict", ["held", "rejected"])
class TestRefused:
    def test_it_stands_while_nothing_has_changed(self, tmp_path: Path, verdict: str) -> None:
        put(tmp_path, "a.csv")
        (file,) = list_inbox(tmp_path)
        known = {file.source_sha256: record(file, verdict)}
        assert names(arrivals([file], known, (), PROJECT).standing) == ["a.csv"]

    def test_it_is_read_again_under_a_new_name_or_by_another_project(self, tmp_path: Path, verdict: str) -> None:
        put(tmp_path, "workforce2566.csv")
        (file,) = list_inbox(tmp_path)
        renamed = {file.source_sha256: record(file, verdict, "workforce.csv")}
        assert names(arrivals([file], renamed, (), PROJECT).new) == ["workforce2566.csv"]
        changed = {file.source_sha256: record(file, verdict, project="earlier")}
        assert names(arrivals([file], changed, (), PROJECT).new) == ["workforce2566.csv"]

    def test_a_copy_under_a_better_name_is_read_though_the_first_remains(self, tmp_path: Path, verdict: str) -> None:
        put(tmp_path, "a.csv")
        put(tmp_path, "b2566.csv")
        first, copy = list_inbox(tmp_path)
        found = arrivals([first, copy], {first.source_sha256: record(first, verdict)}, (), PROJECT)
        assert (names(found.standing), names(found.new)) == (["a.csv"], ["b2566.csv"])

    def test_two_names_judged_both_stand(self, tmp_path: Path, verdict: str) -> None:
        put(tmp_path, "a.csv")
        put(tmp_path, "b.csv")
        first, copy = list_inbox(tmp_path)
        found = arrivals([first, copy], {first.source_sha256: record(copy, verdict, "a.csv", "b.csv")}, (), PROJECT)
        assert (names(found.standing), found.new) == (["a.csv", "b.csv"], ())

    def test_it_is_read_again_once_accepted(self, tmp_path: Path, verdict: str) -> None:
        put(tmp_path, "a.csv")
        (file,) = list_inbox(tmp_path)
        known = {file.source_sha256: record(file, verdict)}
        assert names(arrivals([file], known, {file.source_sha256}, PROJECT).new) == ["a.csv"]


def test_a_prefix_must_name_one_held_file_that_is_there(tmp_path: Path) -> None:
    """Of many files two share their first digit, so that a prefix can be ambiguous."""
    for number in range(17):
        put(tmp_path, f"{number}.csv", str(number).encode())
    files = list_inbox(tmp_path)
    known = {file.source_sha256: record(file, "held") for file in files}
    first = files[0]
    assert accepted_files([first.source_sha256[:10].upper()], known, files) == {first.source_sha256}
    shared = next(digit for digit in "0123456789abcdef" if sum(file.source_sha256[0] == digit for file in files) > 1)
    for wrong in (shared, "", "xyz"):
        with pytest.raises(UsageError, match="exactly one"):
            accepted_files([wrong], known, files)
    with pytest.raises(UsageError, match="held: -"):
        accepted_files([first.source_sha256], known, [])


def test_the_report_of_a_long_thai_name_is_a_possible_name() -> None:
    name = "ก" * 83 + ".xlsx"
    assert len(report_name(name).encode()) <= 255
    assert report_name(name).endswith(".report.xlsx")
    assert report_name("ผล.csv") == "ผล.csv.report.xlsx"
