"""The one table of the benchmark: its lines, what they should keep to, how they are written. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Literal

Measure = Literal["seconds", "peak_mb", "written_mb", "ratio", "tables"]

_SIGNS = {True: "≥", False: "≤"}
_WORDS = {
    "seconds": "{} s",
    "peak_mb": "{} MB",
    "written_mb": "{} MB written",
    "ratio": "ratio {}",
    "tables": "{} tables rebuilt",
}


@dataclass(frozen=True)
class Target:
    """A limit of one measure of a line: at most, or at least where `is_least`."""

    measure: Measure
    limit: float
    is_least: bool = False

    @property
    def text(self) -> str:
        """The limit in words."""
        return _WORDS[self.measure].format(f"{_SIGNS[self.is_least]} {self.limit:,g}")


@dataclass(frozen=True)
class Line:
    """One thing measured.

    `ratio` is always against what `against` names: how many times its seconds go into these, unless `against` says
    otherwise. `seconds` is the median of `runs`, where these are given; `rows` and `tables` (rebuilt) are None where
    nothing is counted, and a `ratio` is where noise was larger than what is measured; its targets are then missed.
    """

    what: str
    seconds: float
    ratio: float | None
    against: str
    rows: int | None = None
    peak_mb: float | None = None
    tables: int | None = None
    targets: tuple[Target, ...] = ()
    runs: tuple[float, ...] = ()
    written_mb: float | None = None

    @property
    def microseconds_a_row(self) -> float | None:
        """Microseconds for each row."""
        return self.seconds / self.rows * 1e6 if self.rows else None

    def meets(self, target: Target) -> bool:
        """Whether a target is kept, judged on the figures as measured, not as they are rounded for the table.

        Raises:
            ValueError: the line does not have this measure.
        """
        value: float | None = getattr(self, target.measure)
        if value is None and target.measure == "ratio":
            return False
        if value is None:
            raise ValueError(f"{self.what}: {target.measure} was not measured")
        return value >= target.limit if target.is_least else value <= target.limit

    def as_json(self) -> dict[str, Any]:
        """The line as it stands in `bench.json`."""
        return {
            "what": self.what,
            "seconds": self.seconds,
            "runs": list(self.runs),
            "rows": self.rows,
            "microseconds_a_row": self.microseconds_a_row,
            "peak_mb": self.peak_mb,
            "written_mb": self.written_mb,
            "tables_rebuilt": self.tables,
            "ratio": self.ratio,
            "against": self.against,
            "targets": [{"target": target.text, "is_met": self.meets(target)} for target in self.targets],
        }


def growth_exponent(rows: Sequence[int], seconds: Sequence[float], empty: float) -> float | None:
    """The slope of the least-squares line through log(seconds - empty) over log(rows): 1 is growth in proportion.

    Args:
        rows: how many rows each run took in, at least two different numbers.
        seconds: how long each took.
        empty: how long a run takes that finds no such row.

    Returns:
        None where a run was no longer than the empty one: there is nothing to fit.

    Raises:
        ValueError: too few different numbers of rows.
    """
    if len(set(rows)) < 2:
        raise ValueError("growth needs two different numbers of rows")
    if min(seconds) <= empty:
        return None
    x = [log(count) for count in rows]
    y = [log(one - empty) for one in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((one - mean_x) * (other - mean_y) for one, other in zip(x, y, strict=True))
    return above / sum((one - mean_x) ** 2 for one in x)


def markdown(lines: Sequence[Line], conditions: Mapping[str, object]) -> str:
    """The table with the conditions it was measured under."""
    said = " · ".join(f"{name} {value}" for name, value in conditions.items())
    head = [
        f"Whole processes, medians, floors and peers in the same run. {said}",
        "",
        "| what | seconds | rows | µs a row | peak MB | ratio | against | target | met |",
        "|---|--:|--:|--:|--:|--:|---|---|---|",
    ]
    return "\n".join([*head, *map(_row, lines), ""])


def _row(line: Line) -> str:
    cells = [
        line.what,
        f"{line.seconds:.2f}",
        "" if line.rows is None else f"{line.rows:,}",
        "" if line.microseconds_a_row is None else f"{line.microseconds_a_row:,.0f}",
        "" if line.peak_mb is None else f"{line.peak_mb:,.0f}",
        "lost in noise" if line.ratio is None else f"{line.ratio:.2f}",
        line.against,
        ", ".join(target.text for target in line.targets),
        ", ".join("met" if line.meets(target) else "**missed**" for target in line.targets),
    ]
    return f"| {' | '.join(cells)} |"
