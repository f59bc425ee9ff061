"""A whole made-up drop: every college's files below `inbox/`, and what must come of them in `truth.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Literal, cast, get_args

from pipelines.errors import UsageError
from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import sums, truths
from pipelines.synthetic.following import graduates_of
from pipelines.synthetic.register import PATH as REGISTER
from pipelines.synthetic.register import register
from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.sending import files_of, habits
from pipelines.synthetic.world import College, colleges

Scale = Literal["sample", "province", "national"]
_FEW = 40
"""So few colleges are written sooner than other processes are started."""


@dataclass(frozen=True)
class Order:
    """What is asked for; `faults` is the share of files with planted faults."""

    scale: Scale
    out: Path
    seed: int = assumed.LATEST_YEAR_BE
    years: int = 1
    faults: float = 0.0

    @property
    def academic_years(self) -> list[int]:
        """The academic years of the graduates, oldest first."""
        return list(range(assumed.LATEST_YEAR_BE - self.years + 1, assumed.LATEST_YEAR_BE + 1))


def scale_of(text: str) -> Scale:
    """The scale of a name.

    Raises:
        UsageError: there is no such scale.
    """
    if text not in get_args(Scale):
        known = ", ".join(get_args(Scale))
        raise UsageError(f"--scale ต้องเป็น {known}", f"--scale must be one of {known}")
    return cast(Scale, text)


def colleges_of(scale: Scale, seed: int) -> list[College]:
    """The colleges of a scale, a part of the one made-up country."""
    everywhere = colleges(seed)
    if scale == "national":
        return list(everywhere)
    if scale == "province":
        return [college for college in everywhere if college.province.code == assumed.PROVINCE_CODE]
    small = [one for one in everywhere if one.follow_share > 0 and one.graduates <= assumed.SAMPLE_LARGEST]
    by_shape: dict[str, College] = {}
    for college in small:
        by_shape.setdefault(habits(seed, college).followups, college)
    return sorted(by_shape.values(), key=lambda college: college.number)


def senders_of(order: Order, chosen: Sequence[College]) -> list[College]:
    """Those of them that send anything: the smallest of the country are silent."""
    silent = sorted(colleges(order.seed), key=lambda college: (college.graduates, college.number))[: assumed.SILENT]
    return [college for college in chosen if college not in silent]


def generate(order: Order) -> dict[str, Any]:
    """Writes a drop and gives its truth."""
    chosen = colleges_of(order.scale, order.seed)
    senders = [college.number for college in senders_of(order, chosen)]
    _put(order.out, REGISTER, register(chosen))
    send = partial(_send, order)
    if len(senders) <= _FEW or (cpu_count() or 1) == 1:
        told = [send(number) for number in senders]
    else:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            told = list(pool.map(send, senders, chunksize=max(1, min(8, len(senders) // 16))))
    files = [_told_of_register(len(chosen)), *(file for one in told for file in one.files)]
    cells = [cell for one in told for cell in one.cells]
    of_sources: Counter[sums.Key] = Counter({("colleges", sums.ROWS, ()): len(chosen)})
    for one in told:
        of_sources.update(one.sums)
    truth = {
        "note": SYNTHETIC,
        "seed": order.seed,
        "academic_years_be": order.academic_years,
        "sums": truths.sums(files, cells, len(chosen)),
        "sums_of_sources": sums.told(of_sources),
        "files": files,
        "cells": cells,
    }
    (order.out / "truth.json").write_text(as_text(truth), encoding="utf-8", newline="\n")
    return truth


def as_text(truth: dict[str, Any]) -> str:
    """The truth as it stands in the file: one line for each file and cell."""
    parts = []
    for name, value in truth.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in value)
            parts.append(f' "{name}": [\n{lines}\n ]')
        elif isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()):
            lines = ",\n".join(f'  "{key}": {json.dumps(one, ensure_ascii=False)}' for key, one in value.items())
            parts.append(f' "{name}": {{\n{lines}\n }}')
        else:
            parts.append(f' "{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


@dataclass
class _Told:
    """What must be said of the files of one sender, and what must be known after them."""

    files: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    sums: Counter[sums.Key] = field(default_factory=Counter)


def _send(order: Order, number: int) -> _Told:
    """Writes the files of one college."""
    college = colleges(order.seed)[number - 1]
    told = _Told()
    for year_be in order.academic_years:
        sent = list(files_of(order.seed, college, [year_be], order.faults))
        for one in sent:
            _put(order.out, one.path, one.content)
            told.files += one.truth()
            if one.verdict not in ("held", "rejected"):
                for entry in one.entries:
                    told.sums.update(sums.counted(entry.source, entry.rows))
        told.cells += truths.cells(college, year_be, graduates_of(order.seed, college, year_be), sent)
    return told


def _told_of_register(rows: int) -> dict[str, Any]:
    read = {"rows_read": rows, "rows_loaded": rows, "rows_quarantined": 0, "rows_held": 0, "rows_duplicate": 0}
    return {"path": REGISTER, "source": "colleges", "layout": "A", "verdict": "loaded", **read, "faults": []}


def _put(out: Path, path: str, content: bytes) -> None:
    target = out / "inbox" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
