"""Many files to a few frames a source: rows are gathered by source and layout and made canonical together.

What is made is put aside on disk (`parts`), and only so many rows wait in memory. Files that name a college by its name
alone come last, for the registers of the same run may hold it. What no reader foresaw in one file is that file's fault
and stops no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.reading.canonical import Canonical, Reading, canonical
from pipelines.reading.colleges import CollegeName
from pipelines.reading.found import FileFault, Note
from pipelines.reading.parts import Parts
from pipelines.reading.resolution import COLLEGE_CODE
from pipelines.reading.rows import SourceRows

_Group = tuple[str, str]


@dataclass
class Gathered:
    """What came of the files so far: rows by source, notes by source and SHA-256, and files that failed."""

    parts: Parts
    notes: dict[tuple[str, str], tuple[Note, ...]] = field(default_factory=dict)
    faults: dict[str, FileFault] = field(default_factory=dict)


class Gathering:
    """Takes the rows of files one after the other and makes them canonical in large parts."""

    def __init__(self, reading: Reading, parts: Parts, at_most: int):
        """What rows are read with, where they go, and how many may wait as text to be made canonical together."""
        self._reading, self._at_most = reading, at_most
        self._waiting: dict[_Group, list[tuple[str, SourceRows]]] = defaultdict(list)
        self._unnamed: list[tuple[str, SourceRows]] = []
        self._unnamed_rows = 0
        self._knows_names = False
        self._heights: dict[_Group, int] = defaultdict(int)
        self._gathered = Gathered(parts)

    def add(self, sha: str, rows: SourceRows) -> None:
        """Takes the rows of a file about one source."""
        if not self._knows_names and needs_names(rows):
            self._unnamed.append((sha, rows))
            self._unnamed_rows += rows.cells.height
            return
        group = rows.contract.source, rows.layout.id
        self._waiting[group].append((sha, rows))
        self._heights[group] += rows.cells.height
        while sum(self._heights.values()) > self._at_most:
            self._make(max(self._heights, key=self._heights.__getitem__))

    def has_room(self, fed: Sequence[SourceRows]) -> bool:
        """Whether the rows of a file can be taken already; one that waits for names is read again once they are known.

        A register never waits, for the names stand in it.
        """
        if self._knows_names or any(rows.contract.source == "colleges" for rows in fed):
            return True
        return self._unnamed_rows < self._at_most or not any(map(needs_names, fed))

    def registered(self) -> list[CollegeName]:
        """The names of colleges in the registers taken so far."""
        for group in [group for group in self._waiting if group[0] == "colleges"]:
            self._make(group)
        parts = self._gathered.parts.of("colleges")
        if not parts:
            return []
        named = pl.scan_parquet(list(parts)).select("college_code", "college_name_th", "province_code")
        known = named.filter(pl.col("college_code").is_not_null() & pl.col("college_name_th").is_not_null())
        rows = known.unique().collect().sort("college_code", "college_name_th", "province_code")
        return [CollegeName(*row) for row in rows.iter_rows()]

    def know(self, reading: Reading) -> None:
        """From here on `reading` knows the names of all registers: no file waits for them any more."""
        self._reading, self._knows_names = reading, True
        unnamed, self._unnamed = self._unnamed, []
        for sha, rows in unnamed:
            self.add(sha, rows)

    def finish(self) -> Gathered:
        """Everything that was taken."""
        for group in list(self._waiting):
            self._make(group)
        return self._gathered

    def _make(self, group: _Group) -> None:
        files = self._waiting.pop(group, [])
        self._heights.pop(group, None)
        for made in self._canonical(files):
            source, _ = group
            self._gathered.parts.add(source, made.frame)
            self._gathered.notes |= {(source, sha): notes for sha, notes in made.notes.items()}

    def _canonical(self, files: Sequence[tuple[str, SourceRows]]) -> list[Canonical]:
        """The files together; each by itself where one of them holds what nobody foresaw."""
        if not files:
            return []
        try:
            return [canonical(files, self._reading)]
        except Exception as error:
            if len(files) == 1:
                # the text of an error may quote a cell, so only its kind is told
                self._gathered.faults[files[0][0]] = FileFault("unreadable_file", type(error).__name__)
                return []
        return [made for file in files for made in self._canonical([file])]


def needs_names(rows: SourceRows) -> bool:
    """Whether some row names its college by its name alone."""
    columns = rows.cells.columns
    for column in rows.contract.columns:
        if column.resolve == "college" and column.name in columns:
            texts = rows.cells[column.name].str.strip_chars()
            return not (texts.fill_null("").is_in([""]) | texts.str.contains(COLLEGE_CODE)).all()
    if "college_name_th" not in columns or "college_code" not in rows.contract.by_name:
        return False
    if rows.contract.source == "colleges":
        return False
    if "college_code" not in columns:
        return True
    return bool((rows.cells["college_code"].fill_null("").str.strip_chars() == "").any())
