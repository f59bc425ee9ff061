"""The bytes of a sent file, taken at the door: a file that lies where it seems to lie, no larger than the limit.

A link is never followed, for it may lead to any file of this machine, and a pipe or a device is never waited for. A
text that is no table is given up while it is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from pipelines.reading.found import FileFault
from pipelines.settings import Settings

_AT_ONCE = 1 << 20
# what a system does not know it does not need
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_KINDS = (
    (stat.S_ISFIFO, "ท่อข้อมูล / a pipe"),
    (stat.S_ISSOCK, "ซ็อกเก็ต / a socket"),
    (stat.S_ISCHR, "อุปกรณ์ / a device"),
    (stat.S_ISBLK, "อุปกรณ์ / a device"),
)


def sent_bytes(path: Path, settings: Settings) -> bytes:
    """What a file holds.

    Raises:
        FileFault: link_in_inbox, not_a_file, cannot_open, still_changing, or what its name, its size and its first
            bytes are refused for.
    """
    from pipelines.reading.containers import HEAD
    from pipelines.reading.delimited_text import TableBounds
    from pipelines.reading.formats import TEXT_SUFFIXES, refuse_at_sight

    with _opened(path) as (file, size):
        refuse_at_sight(path, file.read(HEAD), size, settings)
        file.seek(0)
        if path.suffix.lower() in TEXT_SUFFIXES:
            bounds = TableBounds(size, settings)
            while part := file.read(_AT_ONCE):
                bounds.add(part)
            file.seek(0)
        content = file.read(size + 1)
    if len(content) != size:
        raise FileFault("still_changing")
    return content


def sent_sha256(path: Path, settings: Settings) -> str:
    """The SHA-256 of a file; of where it lies and what it looks like where it cannot be taken, which is then told."""
    try:
        with _opened(path) as (file, size):
            if size <= settings.max_file_megabytes * 1_000_000:
                digest = hashlib.sha256()
                while part := file.read(_AT_ONCE):
                    digest.update(part)
                return digest.hexdigest()
    except FileFault:
        size = -1
    try:
        leads_to = os.fsencode(path.readlink())
    except OSError:
        leads_to = b""
    return hashlib.sha256(b"\0".join([os.fsencode(path), str(size).encode(), leads_to])).hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BufferedReader, int]]:
    """A file and its size. Looked at before it is opened and again behind it, for it may be exchanged in between."""
    try:
        _refuse_others(path.lstat())
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _refuse_others(found := os.fstat(file.fileno()))
            yield file, found.st_size
    except OSError as error:
        raise FileFault("cannot_open", error.strerror or type(error).__name__) from None


def _refuse_others(found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise FileFault("link_in_inbox")
    for is_one, kind in _KINDS:
        if is_one(found.st_mode):
            raise FileFault("not_a_file", kind)
