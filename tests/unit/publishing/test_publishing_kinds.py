"""What a column holds is told by its name: the names of the models keep to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from pipelines.publishing.kinds import is_difference, is_number_of_something, is_share
from pipelines.settings import DBT_PROJECT_DIR

RATIOS = {"coverage", "mean_levels_missing"}
"""Columns hidden as rates are that are no fraction of a whole: a supply over a demand, a mean."""


def numbers() -> Iterator[tuple[str, str, bool]]:
    """Name and type of each number of the marts, and whether the public file treats it as a rate."""
    for path in sorted((DBT_PROJECT_DIR / "models" / "marts").rglob("*.yml")):
        document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for model in document.get("models", []):
            for column in model.get("columns", []):
                meta = (column.get("config") or {}).get("meta") or column.get("meta") or {}
                yield column["name"], column["data_type"], bool(meta.get("rate"))


def test_what_is_hidden_as_a_rate_is_shown_as_one() -> None:
    found = list(numbers())
    rates = {name for name, _, is_rate in found if is_rate}
    assert len(rates) > 30
    assert {name for name in rates if not (is_share(name) or is_difference(name))} == RATIOS


def test_no_count_is_taken_for_a_share_and_no_year_for_a_count() -> None:
    whole = {name for name, kind, _ in numbers() if kind in ("integer", "bigint")}
    assert not [name for name in whole if is_share(name) or is_difference(name)]
    assert {name for name in whole if name.endswith("_be")} <= {name for name in whole if is_number_of_something(name)}


@pytest.mark.parametrize(
    ("name", "is_fraction"),
    [
        ("rate", True),
        ("pass_ci_low", True),
        ("bound_high", True),
        ("spent_share", True),
        ("separate", False),
        ("price", False),
    ],
)
def test_a_share_is_known_by_its_last_word(name: str, is_fraction: bool) -> None:
    assert is_share(name) is is_fraction
