"""Says which rows of a frame fail which rule. Rows are named by `row_id` alone; values never enter a result.

An expectation that raises is a failed run, never a failed row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from pipelines.contracts import Rule
from pipelines.contracts.rules import BETWEEN, OF_VALUES
from pipelines.expecting import expectation, failing_keys, raised, validate

ROW_ID = "row_id"
_FEW_VALUES = 1_000


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
    needed = sorted({rule.column for rule in rules} - {ROW_ID})
    few = _few_values(frame, rules) if frame.height > _FEW_VALUES else pl.DataFrame()
    failing = _failing(
        frame.select(ROW_ID, *(name for name in needed if name not in few.columns)),
        {place: rule for place, rule in enumerate(rules) if rule.column not in few.columns},
    )
    of_values = {place: rule for place, rule in enumerate(rules) if rule.column in few.columns}
    for place, places in _failing(few, of_values).items():
        column = rules[place].column
        at_fault = few.select(pl.col(column).gather(places)).unique()
        failing[place] = frame.join(at_fault, on=column, how="semi", nulls_equal=True)[ROW_ID].to_list()
    return [sorted(failing[place]) for place in range(len(rules))]


def _few_values(frame: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """The distinct values of columns that have few of them: what stands in thousands of rows is judged once.

    Shorter columns repeat their first value. `row_id` numbers the rows of this frame. Columns with a rule that judges
    rows among each other are not in it.
    """
    among_rows = {rule.column for rule in rules if rule.expectation not in OF_VALUES}
    distinct = {rule.column: frame[rule.column].unique() for rule in rules if rule.column not in among_rows}
    few = {name: values for name, values in distinct.items() if len(values) <= _FEW_VALUES and name != ROW_ID}
    height = max(map(len, few.values()), default=0)
    padded = {name: values.gather([*range(len(values)), *[0] * (height - len(values))]) for name, values in few.items()}
    return pl.DataFrame(padded).with_columns(pl.int_range(height).alias(ROW_ID)) if few else pl.DataFrame()


def _failing(frame: pl.DataFrame, rules: Mapping[int, Rule]) -> dict[int, list[int]]:
    """The `row_id` of the rows of a frame that fail each rule, by the place of the rule."""
    if not rules:
        return {}
    try:
        suite = [expectation(rule.expectation, rule.kwargs, place=place) for place, rule in rules.items()]
    except Exception as error:
        raise SuiteError(f"{type(error).__name__}: {error}") from error
    # backed by Arrow, integers with NULLs stay integers
    judged = frame.to_pandas(use_pyarrow_extension_array=True)
    # ranges are judged on whole columns only where these are NumPy's; every number here is exact as a float
    ranged = {rule.column for rule in rules.values() if rule.expectation == BETWEEN}
    judged = judged.astype({name: "float64" for name in ranged if frame[name].dtype.is_numeric()})
    failing: dict[int, list[int]] = {}
    for result in validate(judged, suite, [ROW_ID]):
        place = result.expectation_config.meta["place"]
        rule = rules[place]
        if message := raised(result):
            raise SuiteError(f"{rule.name}({rule.column}): {message}")
        failing[place] = [row for (row,) in failing_keys(result)]
        if not result.success and not failing[place]:
            raise SuiteError(f"{rule.name}({rule.column}): failed without naming a row")
    return failing
