"""A whole made-up drop: every college's files below `inbox/`, and what must come of them in `truth.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from pipelines.errors import UsageError
from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference, results, sums, truths
from pipelines.synthetic import rows as said
from pipelines.synthetic.centres_at_work import manner_of, network
from pipelines.synthetic.collating import files_of_centre, files_of_office, files_put_together
from pipelines.synthetic.establishments import neighbours
from pipelines.synthetic.following import graduates_of
from pipelines.synthetic.reference import Centre
from pipelines.synthetic.register import PATH as REGISTER
from pipelines.synthetic.register import register
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.sending import Sent, files_of, habits
from pipelines.synthetic.working import OWN, work_of
from pipelines.synthetic.world import College, colleges

K = TypeVar("K")
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
    senders = senders_of(order, chosen)
    _put(order.out, REGISTER, register(chosen))
    groups = _groups(order, senders)
    send = partial(_send_group, order)
    if len(senders) <= _FEW or (cpu_count() or 1) == 1:
        told = [send(group) for group in groups]
    else:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            told = list(pool.map(send, groups))
    found = results.Results()
    for one in told:
        found.add(one.results)
    told.append(_send_the_rest(order, chosen, found))
    files = [_told_of_register(len(chosen)), *(file for one in told for file in one.files)]
    cells = [cell for one in told for cell in one.cells]
    of_sources = _added([Counter({("colleges", sums.ROWS, ()): len(chosen)}), *(one.sums for one in told)])
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


def centres_of(scale: Scale, colleges: Sequence[College]) -> list[Centre]:
    """The centres of a scale: all, those of the province, or for each manner of working the one known to most."""
    if scale == "national":
        return list(reference.centres().values())
    if scale == "province":
        return [one for one in reference.centres().values() if one.province_code == assumed.PROVINCE_CODE]
    found: dict[str, Centre] = {}
    by_size = sorted(reference.centres().values(), key=lambda one: (-len(network(one, colleges)), one.centre_id))
    for centre in by_size:
        found.setdefault(manner_of(assumed.LATEST_YEAR_BE, centre), centre)
    return sorted(found.values(), key=lambda centre: centre.centre_id)


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
    """What must be said of the files of some senders, and what must be known after them."""

    files: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    sums: Counter[sums.Key] = field(default_factory=Counter)
    results: results.Results = field(default_factory=results.Results)

    def take(self, out: Path, sent: Iterable[Sent]) -> None:
        """Writes files and remembers what must be said of them."""
        for one in sent:
            _put(out, one.path, one.content)
            self.files += one.truth()
            if one.verdict not in ("held", "rejected"):
                for entry in one.entries:
                    self.sums.update(sums.counted(entry.source, entry.rows))


def _groups(order: Order, senders: Sequence[College]) -> list[tuple[str, list[int]]]:
    """The numbers of those who send through one office: the colleges of a province; all of a small drop."""
    groups: dict[str, list[int]] = {}
    for college in senders:
        name = "รวม" if order.scale == "sample" else f"จังหวัด{college.province.name_th}"
        groups.setdefault(name, []).append(college.number)
    return list(groups.items())


def _send_group(order: Order, group: tuple[str, list[int]]) -> _Told:
    """Writes the files of the colleges of a group, and those that are put together for all of them."""
    name, numbers = group
    told = _Told()
    together: dict[int, dict[str, list[Row]]] = {year_be: {} for year_be in order.academic_years}
    for number in numbers:
        college = colleges(order.seed)[number - 1]
        for year_be, put_together in together.items():
            for source, rows in _send(order, told, college, year_be).items():
                put_together.setdefault(source, []).extend(rows)
    for year_be, rows_by_source in together.items():
        told.take(order.out, files_put_together(order.seed, name, year_be, rows_by_source, order.faults, college))
    return told


def _send(order: Order, told: _Told, college: College, year_be: int) -> dict[str, list[Row]]:
    """Writes the files of one college about a year and gives the rows that it does not send itself."""
    learners = said.students(order.seed, college, year_be)
    found = graduates_of(order.seed, college, year_be)
    near = neighbours(college, colleges(order.seed))
    work = work_of(order.seed, college, year_be, learners, said.graduates(college, year_be, found), near)
    told.results.add(results.results_of(work, year_be + 1))
    own = {source: work.pop(source) for source in OWN}
    sent = list(files_of(order.seed, college, year_be, order.faults, learners, own))
    told.take(order.out, sent)
    told.cells += truths.cells(college, year_be, found, sent)
    return work


def _send_the_rest(order: Order, chosen: Sequence[College], found: results.Results) -> _Told:
    """Writes the files of the office and of the centres, which look at all colleges."""
    told = _Told()
    newest = order.academic_years[-1]
    told.take(order.out, files_of_office(order.seed, newest, order.faults, chosen))
    years = [*(year_be + 1 for year_be in order.academic_years), newest + 2]
    for centre in centres_of(order.scale, chosen):
        told.take(order.out, files_of_centre(order.seed, centre, years, chosen, found, order.faults))
    return told


def _added(counters: Iterable[Counter[K]]) -> Counter[K]:
    together: Counter[K] = Counter()
    for one in counters:
        together.update(one)
    return together


def _told_of_register(rows: int) -> dict[str, Any]:
    read = {"rows_read": rows, "rows_loaded": rows, "rows_quarantined": 0, "rows_held": 0, "rows_duplicate": 0}
    return {"path": REGISTER, "source": "colleges", "layout": "A", "verdict": "loaded", **read, "faults": []}


def _put(out: Path, path: str, content: bytes) -> None:
    target = out / "inbox" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
