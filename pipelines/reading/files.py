"""One file to its canonical frames: what a check of a file needs. A refresh reads many files at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl

from pipelines.contracts import Contract
from pipelines.reading.canonical import FILE, Reading, canonical
from pipelines.reading.found import Note
from pipelines.reading.rows import rows_of_file
from pipelines.settings import Settings


@dataclass(frozen=True)
class ReadFile:
    """A file as one source sees it: its contract, layout, encoding, the frame, and notes for its sender."""

    contract: Contract
    layout_id: str
    encoding: str
    frame: pl.DataFrame
    notes: tuple[Note, ...]
    columns: Mapping[str, int]


def read_file(
    relative: PurePath,
    content: bytes,
    contracts: Mapping[str, Contract],
    settings: Settings,
    reading: Reading,
    *,
    is_accepted: bool = False,
) -> tuple[ReadFile, ...]:
    """Reads one file, once for each source that it feeds.

    Args:
        relative: its path in the inbox; a first folder named as a source narrows the search to that source.
        content: its bytes.
        contracts: all contracts by source.
        settings: limits.
        reading: what rows are read with.
        is_accepted: the office has accepted the file; it is not held again.

    Raises:
        FileFault: the file as a whole cannot be taken (02 section 2); `is_held` where it waits for the office.
    """
    sha = hashlib.sha256(content).hexdigest()
    read = []
    for rows in rows_of_file(relative, content, contracts, settings, is_accepted=is_accepted):
        found = canonical([(sha, rows)], reading)
        read.append(
            ReadFile(
                rows.contract, rows.layout.id, rows.encoding, found.frame.drop(FILE), found.notes[sha], rows.columns
            )
        )
    return tuple(read)
