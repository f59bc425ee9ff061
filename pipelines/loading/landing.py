"""Landing: what was read of new files of a source, batch by batch, as immutable Parquet with a list of its files.

    landing/<source>/<batch>.parquet       canonical rows with `row_id` and `source_sha256`
    landing/<source>/<batch>.json          the files of the batch
    landing/<source>/<batch>.verdict.json  what the guard said; without it, or with one that is not about this very
                                           Parquet file and these very rules, nothing is loaded

A batch that is not in the register yet is pending. The name of a batch is made of its files and of the project that
reads them: landing the same files again writes the same names, and what was judged otherwise before (under another
name, by other rules, not yet accepted) is another batch.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contracts import Contract
from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.judgement import Judgement
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.reading.canonical import FILE, frame_schema

VERDICT_SUFFIX = ".verdict.json"
_BATCH_NAME_LENGTH = 16
_OF_FILE = ("source_sha256", "rows_checked", "rows_failed", "example_rows")
_OF_RULE = tuple(field.name for field in fields(RuleResult) if field.name not in _OF_FILE)
_texts_of_rule = attrgetter(*_OF_RULE)


class LandingError(RuntimeError):
    """A landing that may not be loaded: no verdict, or one that is not about it."""


@dataclass(frozen=True)
class LandedFile:
    """One file of a batch. `path` is relative to the inbox; `notes` are (code, detail, count).

    `also_feeds` are the other sources that the same file feeds, `names_fingerprint` tells which names of colleges were
    known, `calendar_fingerprint` which events where the source refers to them, and `taken_in` is the run that loaded
    the file first, where rows of it are judged again. `rows_erased` were left out, for they are of persons who were
    erased.
    """

    path: str
    source_sha256: str
    layout: str
    bytes: int
    encoding: str
    notes: tuple[tuple[str, str, int], ...]
    is_accepted: bool
    also_feeds: tuple[str, ...] = ()
    names_fingerprint: str | None = None
    calendar_fingerprint: str | None = None
    taken_in: str | None = None
    rows_erased: int = 0


@dataclass(frozen=True)
class Batch:
    """Files of one source that arrived in one run and are judged and loaded together (`cutting`).

    Those that are judged again are batches of their own.
    """

    source: str
    name: str
    folder: Path
    files: tuple[LandedFile, ...]

    @property
    def parquet(self) -> Path:
        """The rows."""
        return self.folder / f"{self.name}.parquet"

    @property
    def verdict_file(self) -> Path:
        """What the guard said."""
        return self.folder / f"{self.name}{VERDICT_SUFFIX}"

    @property
    def taken_in(self) -> str | None:
        """The run that loaded these files first, where their quarantined rows are judged again."""
        return self.files[0].taken_in

    def frame(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows as they were landed, or some columns of them."""
        return pl.read_parquet(self.parquet, columns=None if columns is None else list(columns))


@dataclass(frozen=True)
class Verdict:
    """A verdict as it is recorded: verdicts of files, rows not loaded, emptied cells, rule results, faulty cells."""

    files: tuple[FileVerdict, ...]
    not_loaded: tuple[tuple[int, str, str], ...]
    emptied: tuple[tuple[int, str], ...]
    results: tuple[RuleResult, ...]
    cells: tuple[tuple[int, str, str, str], ...]


def land(landing: Path, contract: Contract, files: Sequence[LandedFile], parts: Sequence[Path], project: str) -> Batch:
    """Writes the rows of these files of a source as one batch; the order of the files does not matter.

    Args:
        parts: where their rows lie, among others.

    Raises:
        LandingError: the rows have other columns than the contract stores.
    """
    files = tuple(sorted(files, key=lambda file: file.source_sha256))
    made_of = [project, *(f"{file.source_sha256} {file.is_accepted} {file.path}" for file in files)]
    if again := files[0].taken_in:
        made_of.append(f"{again} {files[0].names_fingerprint} {files[0].calendar_fingerprint}")
    name = hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:_BATCH_NAME_LENGTH]
    batch = Batch(contract.source, name, landing / contract.source, files)
    frames = [pl.read_parquet(path) for path in parts]
    if any(frame.schema != frame_schema(contract) for frame in frames):
        raise LandingError(f"{contract.source}: the rows have other columns than the contract stores")
    batch.folder.mkdir(parents=True, exist_ok=True)
    chosen = pl.col(FILE).is_in([file.source_sha256 for file in files])
    frame = pl.concat([frame.filter(chosen) for frame in frames]).sort(FILE, maintain_order=True)
    rows = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_ID))
    temporary = batch.parquet.with_suffix(".partial")
    rows.write_parquet(temporary)
    temporary.replace(batch.parquet)
    # the list of files comes last: a batch without it does not exist
    _write(batch.folder / f"{name}.json", {"files": [asdict(file) for file in files]})
    return batch


def landed_batch(landing: Path, source: str, name: str) -> Batch:
    """A batch by its name.

    Raises:
        OSError: there is none.
    """
    path = landing / source / f"{name}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    files = (
        {**file, "notes": tuple(map(tuple, file["notes"])), "also_feeds": tuple(file.get("also_feeds", ()))}
        for file in document["files"]
    )
    return Batch(source, name, path.parent, tuple(LandedFile(**file) for file in files))


def pending_batches(landing: Path, source: str, registered: Collection[str]) -> list[Batch]:
    """Batches of a source that are landed and not yet in the register."""
    names = [path.stem for path in sorted((landing / source).glob("*.json")) if not path.name.endswith(VERDICT_SUFFIX)]
    batches = [landed_batch(landing, source, name) for name in names if name not in registered]
    # what was sent earlier is judged again before what is new
    return sorted(batches, key=lambda batch: (batch.taken_in is None, batch.taken_in or "", batch.name))


def remove_pending(landing: Path, source: str, registered: Collection[str]) -> None:
    """Removes what an interrupted run landed and never loaded: its files are found in the inbox again."""
    for path in (landing / source).glob("*"):
        if path.name.split(".")[0] not in registered:
            path.unlink()


def write_verdict(batch: Batch, contract: Contract, judgement: Judgement, notes: Sequence[RuleResult]) -> None:
    """Records what the guard said of this very Parquet file under these very rules, and what reading remarked on."""
    not_loaded = judgement.states.filter(pl.col("state") != "loaded").with_columns(pl.col("rules").fill_null(""))
    document = {
        "about": _fingerprint(batch, contract),
        "files": [asdict(verdict) for verdict in judgement.files],
        "not_loaded": [list(row) for row in not_loaded.select(ROW_ID, "state", "rules").iter_rows()],
        "emptied": [list(row) for row in judgement.emptied.iter_rows()],
        **_results_written((*judgement.results, *notes)),
        "cells": [list(row) for row in judgement.cells.iter_rows()],
    }
    _write(batch.verdict_file, document)


def read_verdict(batch: Batch, contract: Contract) -> Verdict:
    """The recorded verdict.

    Raises:
        LandingError: there is none, or it is about other rows or other rules.
    """
    if not batch.verdict_file.exists():
        raise LandingError(f"{batch.source}/{batch.name}: no verdict is recorded, so nothing is loaded")
    document = json.loads(batch.verdict_file.read_text(encoding="utf-8"))
    if document["about"] != _fingerprint(batch, contract):
        raise LandingError(f"{batch.source}/{batch.name}: the verdict is about other rows or other rules")
    return Verdict(
        files=tuple(FileVerdict(**verdict) for verdict in document["files"]),
        not_loaded=tuple((row, state, rules) for row, state, rules in document["not_loaded"]),
        emptied=tuple((row, column) for row, column in document["emptied"]),
        results=_results_read(document),
        cells=tuple((row, column, rule, severity) for row, column, rule, severity in document["cells"]),
    )


def _results_written(results: Sequence[RuleResult]) -> dict[str, Any]:
    """Results as they are recorded: every file passes or fails the same few rules, whose texts stand there once."""
    rules: dict[tuple[str, ...], int] = {}
    written = []
    for result in results:
        rule = _texts_of_rule(result)
        place = rules.setdefault(rule, len(rules))
        written.append((place, *(getattr(result, name) for name in _OF_FILE)))
    return {"rules": list(rules), "results": written}


def _results_read(document: dict[str, Any]) -> tuple[RuleResult, ...]:
    rules = [dict(zip(_OF_RULE, rule, strict=True)) for rule in document["rules"]]
    return tuple(
        RuleResult(**rules[place], **dict(zip(_OF_FILE, told, strict=True))) for place, *told in document["results"]
    )


def _fingerprint(batch: Batch, contract: Contract) -> dict[str, str]:
    return {"rows": hashlib.sha256(batch.parquet.read_bytes()).hexdigest(), "rules": contract.fingerprint}


def _write(path: Path, document: dict[str, Any]) -> None:
    temporary = path.with_suffix(".partial")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps(document, ensure_ascii=False))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
