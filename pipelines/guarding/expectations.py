"""Runs expectations on a frame with Great Expectations and says which rows fail which rule.

Values never enter a result: rows are named by `row_id` alone. An expectation that raises is a failed run, never a
failed row.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache
from typing import Any

import polars as pl

from pipelines.contracts import Rule

ROW_ID = "row_id"


class SuiteError(RuntimeError):
    """Great Expectations could not evaluate a rule; the load must not go on."""


def failing_rows(frame: pl.DataFrame, rules: Sequence[Rule]) -> list[list[int]]:
    """For each rule, in the order given, the `row_id` of the rows that fail it, ascending.

    Args:
        frame: the rows, with a unique integer column `row_id` and every column a rule names.
        rules: the suite.

    Raises:
        SuiteError: an expectation is unknown or raised an exception.
    """
    gx, implementation = _library()
    try:
        suite = gx.ExpectationSuite(
            name="guard",
            expectations=[
                implementation(rule.expectation)(**rule.kwargs, meta={"place": place})
                for place, rule in enumerate(rules)
            ],
        )
    except Exception as error:
        raise SuiteError(f"{type(error).__name__}: {error}") from error
    needed = sorted({rule.column for rule in rules})
    batch = _batch(frame.select(ROW_ID, *(name for name in needed if name != ROW_ID)))
    outcome = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [ROW_ID],
            "partial_unexpected_count": 0,
            "exclude_unexpected_values": True,
        },
    )
    failing: list[list[int]] = [[] for _ in rules]
    for result in outcome.results:
        place = result.expectation_config.meta["place"]
        if message := _exception(result.exception_info):
            raise SuiteError(f"{rules[place].name}({rules[place].column}): {message}")
        # with values excluded, the library gives one entry that holds the list of all row ids
        rows = sorted(row for found in result.result.get("unexpected_index_list") or () for row in found[ROW_ID])
        if not result.success and not rows:
            raise SuiteError(f"{rules[place].name}({rules[place].column}): failed without naming a row")
        failing[place] = rows
    return failing


def _exception(info: dict[str, Any]) -> str | None:
    """The message of an exception; the library nests the entry under a metric's name or not at all."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(entry["exception_message"]) for entry in entries if entry["raised_exception"]), None)


def _batch(frame: pl.DataFrame) -> Any:
    """An Arrow-backed pandas batch: integers with NULLs stay integers."""
    gx, _ = _library()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    definition = (
        context.data_sources.add_pandas("landing")
        .add_dataframe_asset("batch")
        .add_batch_definition_whole_dataframe("all")
    )
    pandas = frame.to_pandas(use_pyarrow_extension_array=True)
    return definition.get_batch(batch_parameters={"dataframe": pandas})


@cache
def _library() -> tuple[Any, Any]:
    """Great Expectations, imported once and only when something is judged (it takes seconds)."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx
    from great_expectations.expectations.registry import get_expectation_impl

    return gx, get_expectation_impl
