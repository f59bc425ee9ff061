"""Matching inside the build: what dbt stores is what the solver says of the rows that stand there."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from tests.linear_programs import solved_as_a_linear_program


def test_the_tables_hold_what_is_proven_to_be_the_best(sample_home: Path) -> None:
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:

        def rows(name: str, condition: str = "true") -> pl.DataFrame:
            return connection.sql(f"from intermediate.int_match__{name} where {condition}").pl()

        given = [rows("people"), rows("seats"), rows("candidates"), rows("overrides", "refusal is null")]
        stored = rows("solved")
    solved = solved_as_a_linear_program(*given)
    assert (solved["part"] == "arc").sum() > 50
    assert stored.equals(solved)
