"""A refresh that is killed, or that finds no room on the disk, loses nothing, and the next one ends what it began."""

from __future__ import annotations

import errno
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import PassingError, RunError, unforeseen
from tests.profiles import FULL, LONG
from tests.survival.test_publishing_survives import program, told


def test_a_refresh_is_killed_at_random_moments(tmp_path: Path) -> None:
    moments = 200 if FULL else 2
    seen = told(program("refreshing", tmp_path / "home", tmp_path / "scratch", moments, 1))
    assert seen["earlier"] + seen.get("new", 0) == moments
    assert seen["died"] >= moments / 2, "one that was faster than the first may end before its moment"


@LONG
@pytest.mark.parametrize(("number", "lang"), [(errno.ENOSPC, "th"), (errno.EROFS, "en")], ids=["full", "read-only"])
def test_a_refresh_finds_no_room_on_the_disk(tmp_path: Path, number: int, lang: str) -> None:
    seen = told(program("failing", tmp_path / "home", tmp_path / "scratch", 0, number, lang))
    assert seen["earlier"] + seen.get("new", 0) == seen["steps"] + 3
    assert seen["failed"] >= seen["steps"] / 2


@pytest.mark.parametrize(
    ("error", "thai", "english"),
    [
        (OSError(errno.ENOSPC, "x"), "เนื้อที่ดิสก์เต็ม", "the disk is full"),
        (OSError(errno.EFBIG, "x"), "เนื้อที่ดิสก์เต็ม", "the disk is full"),
        (RuntimeError("Could not write file: No space left on device"), "เนื้อที่ดิสก์เต็ม", "the disk is full"),
        (OSError(errno.EROFS, "x"), "ไม่มีสิทธิ์เขียน", "may not be written"),
        (PermissionError(errno.EACCES, "x"), "ไม่มีสิทธิ์เขียน", "may not be written"),
        (duckdb.IOException("Could not connect to server error for HTTP PUT to 'x'"), "ถังเก็บไฟล์", "the bucket of the"),
    ],
)
def test_what_the_disk_refuses_is_named_with_its_remedy(error: Exception, thai: str, english: str) -> None:
    for found in (unforeseen(error), unforeseen(_caused_by(error))):
        assert isinstance(found, PassingError)
        assert thai in found.message_th
        assert "ชุดเผยแพร่ยังอ่านได้" in found.message_th
        assert english in found.message_en
        assert "run it again" in found.message_en


def _caused_by(error: Exception) -> Exception:
    try:
        raise ValueError("a reader") from error
    except ValueError as raised:
        return raised


def test_any_other_error_is_told_by_its_kind_alone() -> None:
    found = unforeseen(ValueError("a cell of somebody"))
    assert type(found) is RunError
    assert "ValueError" in found.message_en
    assert "somebody" not in found.message_en + found.message_th
