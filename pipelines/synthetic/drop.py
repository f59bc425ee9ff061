"""A whole made-up drop: every college's files below `inbox/`, and what must come of them in `truth.json`."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from os import cpu_count
from pathlib import Path
from typing import Any, Literal, cast, get_args

from pipelines.errors import UsageError
from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import tables
from pipelines.synthetic.people import graduates_of, skips_round
from pipelines.synthetic.shapes import Shape, written
from pipelines.synthetic.world import College, colleges

Scale = Literal["sample", "province", "national"]


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    scale: Scale
    out: Path
    seed: int = assumed.LATEST_YEAR_BE
    years: int = 1
    faults: float = 0.0

    @property
    def academic_years(self) -> list[int]:
        """The academic years of the graduates, oldest first."""
        return list(range(assumed.LATEST_YEAR_BE - self.years + 1, assumed.LATEST_YEAR_BE + 1))


def colleges_of(order: Order) -> list[College]:
    """The colleges of a scale, a part of the one made-up country."""
    everywhere = colleges(order.seed)
    if order.scale == "national":
        return list(everywhere)
    if order.scale == "province":
        return [college for college in everywhere if college.province.code == assumed.PROVINCE_CODE]
    small = [college for college in everywhere if college.graduates <= assumed.SAMPLE_LARGEST]
    return small[:: max(1, len(small) // assumed.SAMPLE_COLLEGES)][: assumed.SAMPLE_COLLEGES]


def scale_of(text: str) -> Scale:
    """The scale of a name.

    Raises:
        UsageError: there is no such scale.
    """
    if text not in get_args(Scale):
        raise UsageError(
            f"--scale ต้องเป็น {', '.join(get_args(Scale))}", f"--scale must be one of {', '.join(get_args(Scale))}"
        )
    return cast(Scale, text)


def generate(order: Order) -> dict[str, Any]:
    """Writes a drop and gives its truth."""
    chosen = colleges_of(order)
    with ProcessPoolExecutor(max_workers=min(cpu_count() or 1, len(chosen))) as pool:
        files = sum(pool.map(partial(_send, order), [college.number for college in chosen], chunksize=8))
    return {"sums": {"files": files, "colleges": len(chosen)}}


def _send(order: Order, number: int) -> int:
    college = colleges(order.seed)[number - 1]
    sent = 0
    shape = Shape("template")
    for year in order.academic_years:
        cohort = graduates_of(order.seed, college, year)
        _put(
            order,
            f"graduates/ay{year}/{college.code}.xlsx",
            written("graduates", tables.columns_of("graduates", tables.graduates(college, year, cohort)), shape),
        )
        sent += 1
        for number in (1, 2, 3):
            rows = tables.followups(college, year, number, cohort)
            if rows and not skips_round(order.seed, college, year, number):
                content = written("followups", tables.columns_of("followups", rows), shape)
                _put(order, f"followups/ay{year}/รอบ{number}/{college.code}.xlsx", content)
                sent += 1
    return sent


def _put(order: Order, path: str, content: bytes) -> None:
    target = order.out / "inbox" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
