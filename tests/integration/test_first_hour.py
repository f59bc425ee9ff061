"""The first hour of an analyst (`data/README.md`): every question runs and its answer is the one written there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.publishing.connection import connect
from tests.first_hour import NOTEBOOK, PAGE, answered, block, questions

TEXT = PAGE.read_text(encoding="utf-8")
QUESTIONS = questions(TEXT)

NOT_REGISTERED = "1399100099"
"""The college of the sample that sends figures and is in no register."""

DIMENSIONS = {
    "dim_academic_year": "academic_year_be",
    "dim_level": "level",
    "dim_college": "college_code",
    "dim_institute": "institute_name",
    "dim_establishment": "establishment_id",
    "dim_indicator": "definition_id",
    "dim_cvm_centre": "centre_id",
    "dim_province": "province_code",
    "dim_region": "region_th",
    "dim_target_industry": "target_industry_id",
    "dim_calendar_event": "event_id",
}


@pytest.fixture
def public(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(sample_home, "public") as connection:
        yield connection


def test_there_are_ten_questions() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 11))
    assert not [question.number for question in QUESTIONS if question.answer.count("\n") < 5]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_a_question_has_the_answer_that_is_written(public: duckdb.DuckDBPyConnection, question: Any) -> None:
    assert answered(public, question.sql) == question.answer, "written anew by: python -m tests.first_hour HOME"


def first_answer() -> list[tuple[Any, ...]]:
    """The first four columns of the answer to the first question."""
    lines = [line.strip("| ").split(" | ") for line in QUESTIONS[0].answer.splitlines()[2:]]
    return [(level, int(numerator), int(denominator), float(rate)) for level, numerator, denominator, rate, _ in lines]


@pytest.mark.parametrize("tool", ["polars", "pandas", "notebook"])
def test_other_tools_give_the_same_answer(sample_home: Path, tool: str) -> None:
    if tool == "notebook":
        cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    else:
        code = block(TEXT, f"python {tool}")
    names: dict[str, Any] = {}
    with chdir(sample_home):
        exec(compile(code, tool, "exec"), names)
    answer = names["answer"]
    rows = answer.rows() if tool == "polars" else list(answer.itertuples(index=False, name=None))
    assert rows == first_answer()


def test_the_command_line_of_duckdb_gives_the_same_answer(public: duckdb.DuckDBPyConnection) -> None:
    found = re.fullmatch(
        r'duckdb -readonly -csv published/current/public\.duckdb "(.*)"\n', block(TEXT, "sh"), re.DOTALL
    )
    assert found
    assert public.sql(found[1]).fetchall() == first_answer()


def test_the_star_is_drawn_as_it_is(public: duckdb.DuckDBPyConnection) -> None:
    """Every dimension is drawn, has one row a code, and knows every code of every fact."""
    columns = public.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    drawn = "".join(code for code in TEXT.split("```")[1::2] if code.startswith("\n"))
    for dimension, code in DIMENSIONS.items():
        assert re.search(rf"{code}\b.*{dimension}|{dimension}.*{code}", drawn), dimension
        current = f"(from {dimension}{' where is_current' if dimension == 'dim_college' else ''})"
        assert public.sql(f"from {current} select {code} group by all having count(*) > 1").fetchall() == []
        for fact in (table for table, column in columns if column == code and table not in (dimension, "lineage")):
            unknown = public.sql(f"select distinct {code} from {fact} anti join {current} using ({code})")
            found = unknown.filter(f"{code} is not null").fetchall()
            assert found in ([], [(NOT_REGISTERED,)] if dimension == "dim_college" else []), (fact, dimension)


def test_every_table_and_column_that_is_spoken_of_exists(public: duckdb.DuckDBPyConnection) -> None:
    held = {name for (name,) in public.sql("select table_name from duckdb_tables()").fetchall()}
    columns = public.execute("select table_name || '.' || column_name, column_name from duckdb_columns()").fetchall()
    known = held | {name for row in columns for name in row}
    values = {"records", "counts", "mixed"}
    inside = {"fct_graduate_outcome", "employment_by_round_sex"}
    spoken = re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", TEXT.partition("An analyst's first hour")[2])
    files = {name for name in spoken if name.endswith((".duckdb", ".html", ".ipynb"))}
    assert set(spoken) - known - values - inside - files == set()
