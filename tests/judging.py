"""Rules judged by a few lines of polars, for tests that are about something else than the rules.

Great Expectations costs half a second for each source of a drop. That polars answers as it does is proved for every
rule of every contract (`tests/unit/guarding/test_every_rule.py`), and on the whole sample, which is judged both ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

import polars as pl

from pipelines.contracts import Rule
from pipelines.contracts.rules import BETWEEN, IN_SET, MATCH, NOT_NULL, NULL, UNIQUE
from pipelines.guarding.expectations import ROW_ID
from tests.made_files.readings import contracts


@contextmanager
def quick() -> Iterator[None]:
    """Contracts read once, and rules judged by polars."""
    with (
        patch("pipelines.guarding.judgement.failing_rows", judged_by_polars),
        patch("pipelines.running.run.load_contracts", contracts),
    ):
        yield


def judged_by_polars(frame: pl.DataFrame, rules: Sequence[Rule]) -> list[list[int]]:
    """What `failing_rows` answers, for the six kinds of expectation that the contracts imply."""
    return [frame.filter(_fails(rule)).sort(ROW_ID)[ROW_ID].to_list() for rule in rules]


def _fails(rule: Rule) -> pl.Expr:
    column, options = pl.col(rule.column), rule.kwargs
    fails = {
        NULL: column.is_not_null(),
        NOT_NULL: column.is_null(),
        UNIQUE: column.is_duplicated() & column.is_not_null(),
        IN_SET: ~column.is_in(options.get("value_set", [])),
        MATCH: ~column.cast(pl.String).str.contains(options.get("regex", "")),
        BETWEEN: (column < pl.lit(options.get("min_value"))) | (column > pl.lit(options.get("max_value"))),
    }
    return fails[rule.expectation].fill_null(False)
