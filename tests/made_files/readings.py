"""Reading and judging made-up files, under one key and one day of arrival."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path, PurePath

import polars as pl

from pipelines.contracts import Contract, load_contracts
from pipelines.contracts.model import ARRIVED_ON
from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.judgement import Judgement, judge
from pipelines.guarding.verdicts import FileVerdict
from pipelines.office.calendar import EventWindow, event_windows
from pipelines.reading.canonical import Reading
from pipelines.reading.colleges import CollegeName, Colleges
from pipelines.reading.files import ReadFile, read_file
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.rows import SourceRows, rows_of_file
from pipelines.settings import Settings
from tests.made_files.contents import table, text_file
from tests.made_files.rows import Row, code, college_name

ARRIVAL = date(2026, 11, 21)
SETTINGS = Settings()
NOTHING_STANDS = pl.DataFrame(schema={"scope_hash": pl.String, "wide_scope_hash": pl.String, "key_hash": pl.String})
KEY = b"a key of the tests"


@cache
def contracts() -> Mapping[str, Contract]:
    return load_contracts()


def reading(names: Sequence[CollegeName] = ()) -> Reading:
    """What the tests read with: a fixed key, and the names of colleges that a test gives."""
    colleges = Colleges(names, SETTINGS.college_likeness, SETTINGS.college_lead)
    return Reading(ARRIVAL, colleges, seed_windows(), Pseudonyms(KEY))


@cache
def seed_windows() -> Mapping[str, EventWindow]:
    """The events of a home without a calendar of its own."""
    return event_windows(Path("nowhere"))


def register(count: int = 100) -> list[CollegeName]:
    """The names of made-up colleges, as a register knows them."""
    return [CollegeName(code(number), college_name(number), "73") for number in range(1, count + 1)]


def read_all(
    content: bytes, name: str = "file.csv", *, names: Sequence[CollegeName] = (), is_accepted: bool = False
) -> tuple[ReadFile, ...]:
    return read_file(PurePath(name), content, contracts(), SETTINGS, reading(names), is_accepted=is_accepted)


def read(
    content: bytes, name: str = "file.csv", *, names: Sequence[CollegeName] = (), is_accepted: bool = False
) -> ReadFile:
    """The file as the one source sees it that it feeds."""
    (only,) = read_all(content, name, names=names, is_accepted=is_accepted)
    return only


def cells_read(content: bytes, name: str = "file.csv") -> SourceRows:
    """The file as text under canonical names, of which nothing is parsed yet: all that its values are made of."""
    (only,) = rows_of_file(PurePath(name), content, contracts(), SETTINGS)
    return only


def read_rows(rows: Sequence[Row], name: str = "file.csv", *, names: Sequence[CollegeName] = ()) -> ReadFile:
    return read(text_file(table(rows)), name, names=names)


def apart(file: ReadFile, sizes: Mapping[str, int]) -> dict[str, ReadFile]:
    """The rows of a file as files of their own, in their order: so many for each. To read one file costs less."""
    ends = list(accumulate(sizes.values()))
    assert ends[-1] == file.frame.height
    return {
        sha: replace(file, frame=file.frame[end - size : end])
        for (sha, size), end in zip(sizes.items(), ends, strict=True)
    }


def sha_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def judged(
    files: Mapping[str, ReadFile],
    *,
    standing: pl.DataFrame = NOTHING_STANDS,
    accepted: Collection[str] = (),
    max_quarantined_share: float = 0.20,
    max_removed_share: float = 0.20,
) -> tuple[Judgement, pl.DataFrame]:
    """Judges files of one source, named by what stands for their SHA-256; the judgement and the frame judged."""
    frames = [file.frame.with_columns(source_sha256=pl.lit(sha)) for sha, file in files.items()]
    frame = pl.concat(frames).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_ID), pl.lit(ARRIVAL).alias(ARRIVED_ON)
    )
    contract = next(iter(files.values())).contract
    layouts = {sha: file.layout_id for sha, file in files.items()}
    found = judge(contract, frame, layouts, standing, accepted, max_quarantined_share, max_removed_share)
    return found, frame


def verdict_of(judgement: Judgement, sha: str) -> FileVerdict:
    return next(file for file in judgement.files if file.source_sha256 == sha)


def failures(judgement: Judgement, sha: str) -> dict[tuple[str, str], int]:
    """(rule, column) → failing rows of one file, without the rules it passes."""
    return {
        (result.rule, result.column_name): result.rows_failed
        for result in judgement.results
        if result.source_sha256 == sha and result.rows_failed
    }


def states_of(judgement: Judgement, frame: pl.DataFrame, sha: str) -> list[str]:
    """The states of one file's rows, in their order."""
    rows = frame.filter(pl.col("source_sha256") == sha).join(judgement.states, on=ROW_ID)
    return list(rows.sort("row_number")["state"])
