"""Says which rows of a frame fail which rule. Rows are named by `row_id` alone; values never enter a result.

An expectation that raises is a failed run, never a failed row.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.contracts import Rule
from pipelines.contracts.rules import BETWEEN
from pipelines.expecting import expectation, failing_keys, raised, validate

ROW_ID = "row_id"


class SuiteError(RuntimeError):
    """A rule could not be evaluated; the load must not go on."""


def failing_rows(frame: pl.DataFrame, rules: Sequence[Rule]) -> list[list[int]]:
    """For each rule, in the order given, the `row_id` of the rows that fail it, ascending.

    Args:
        frame: the rows, with a unique integer column `row_id` and every column a rule names.
        rules: the suite.

    Raises:
        SuiteError: an expectation is unknown or raised an exception.
    """
    try:
        suite = [expectation(rule.expectation, rule.kwargs, place=place) for place, rule in enumerate(rules)]
    except Exception as error:
        raise SuiteError(f"{type(error).__name__}: {error}") from error
    needed = sorted({rule.column for rule in rules} - {ROW_ID})
    # backed by Arrow, integers with NULLs stay integers
    judged = frame.select(ROW_ID, *needed).to_pandas(use_pyarrow_extension_array=True)
    # ranges are judged on whole columns only where these are NumPy's; every number here is exact as a float
    ranged = {rule.column for rule in rules if rule.expectation == BETWEEN and frame[rule.column].dtype.is_numeric()}
    judged = judged.astype(dict.fromkeys(ranged, "float64"))
    failing: list[list[int]] = [[] for _ in rules]
    for result in validate(judged, suite, [ROW_ID]):
        place = result.expectation_config.meta["place"]
        if message := raised(result):
            raise SuiteError(f"{rules[place].name}({rules[place].column}): {message}")
        rows = sorted(row for (row,) in failing_keys(result, [ROW_ID]))
        if not result.success and not rows:
            raise SuiteError(f"{rules[place].name}({rules[place].column}): failed without naming a row")
        failing[place] = rows
    return failing
