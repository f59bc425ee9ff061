"""A cell as a clerk types it into a template, beside the value that must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Filled:
    """A cell as it is typed, and the value that must be stored for it."""

    cell: Cell
    value: Any


NOTHING = Filled(None, None)
FilledRow = dict[str, Filled]


def same(value: str | int) -> Filled:
    """A cell that is stored as it is typed."""
    return Filled(value, value)
