"""What is compared: a table by its name, the columns that tell its rows apart, and how the oracle makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Table:
    """A table; `surrogates` are its keys made of hashes, which are not compared. Rows of equal keys are told apart by
    all their columns where the table `has_equal_keys`."""

    name: str
    keys: tuple[str, ...]
    surrogates: frozenset[str]
    made: Callable[[], pl.DataFrame]
    has_equal_keys: bool = False
