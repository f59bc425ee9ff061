"""A part of the tables made anew where they stand: rows outside stay, faults leave what stood, tests come first.

What is made of nothing that has changed is not made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.building.carrying import carry_out
from pipelines.building.compiled import Statement
from pipelines.building.plan import Node, Plan, Project
from pipelines.building.results import BuildFailed, NodeResult
from pipelines.building.slices import Slices
from pipelines.settings import Settings

YEAR = Slices((2567,), None, None, ())
OF_YEAR = "select * from build.main.heard where \u27e6rows\u27e7"
MODEL_IN_PYTHON = """
def model(dbt, session):
    return dbt.ref("heard").filter("persons > 1")

class dbtObj:
    def __init__(self, load):
        self.ref = lambda name: load(f"build.main.{name}")
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with what was heard, and a table `told` that still tells of an earlier day."""
    settings = Settings(home=tmp_path)
    settings.warehouse.mkdir(parents=True)
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute(
            "create table heard as from (values (2566, 1), (2567, 2), (2567, 3)) t(academic_year_be, persons)"
        )
    with duckdb.connect(str(settings.mart_db)) as connection:
        connection.execute("create table told (persons integer primary key, academic_year_be integer not null)")
        connection.execute("insert into told values (7, 2566), (2, 2567), (9, 2567)")
        connection.execute("comment on table told is 'words'")
        connection.execute("create table counted (persons integer)")
    return settings


def node(name: str, kind: str, *reads: str) -> Node:
    return Node(name, name, kind, "table", frozenset(reads), "", "rows" if kind == "model" else None)


def told_again(
    settings: Settings, whole: str, *tests: Any, is_sliced: bool = True, is_python: bool = False
) -> list[NodeResult]:
    """Makes `told`, then its tests, then the table that counts its rows."""
    statements = {
        "told": Statement("mart.main.told", None, is_python, whole, OF_YEAR if is_sliced else None),
        "counted": Statement(
            "mart.main.counted", None, False, "select count(*)::integer as persons from mart.main.told"
        ),
        **{f"test_{place}": Statement("", "told", False, *found) for place, found in enumerate(tests)},
    }
    nodes = (node("counted", "model", "told"), *(node(name, "test", "told") for name in statements if "test" in name))
    sliced = frozenset({"told"} if is_sliced else ())
    plan = Plan((*nodes, node("told", "model", "source")), False, slices=YEAR, sliced=sliced)
    return list(carry_out(plan, statements, settings))


def rows(settings: Settings, table: str = "told") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.mart_db), read_only=True) as connection:
        return connection.execute(f"from {table} order by all").fetchall()


def test_rows_inside_are_made_anew_and_those_outside_stay(settings: Settings) -> None:
    done = told_again(settings, "not asked for")
    assert [(one.unique_id, one.status) for one in done] == [("told", "success"), ("counted", "success")]
    assert rows(settings) == [(2, 2567), (3, 2567), (7, 2566)]
    assert rows(settings, "counted") == [(3,)]


def test_a_model_that_is_not_sliced_is_made_whole_and_keeps_its_words(settings: Settings) -> None:
    told_again(settings, "select persons, academic_year_be from build.main.heard", is_sliced=False)
    assert rows(settings) == [(1, 2566), (2, 2567), (3, 2567)]
    with duckdb.connect(str(settings.mart_db), read_only=True) as connection:
        assert connection.execute("select comment from duckdb_tables() where table_name = 'told'").fetchone() == (
            "words",
        )


def test_a_model_in_python_is_called_as_dbt_calls_it(settings: Settings) -> None:
    told_again(settings, MODEL_IN_PYTHON, is_sliced=False, is_python=True)
    assert rows(settings) == [(2, 2567), (3, 2567)]


@pytest.mark.parametrize(
    "fault",
    [
        "select 1 as persons, null as academic_year_be",
        "select 1 as persons, 2567 as academic_year_be union all select 1, 2567",
        "select nothing from nowhere",
    ],
)
def test_a_model_that_cannot_be_made_leaves_what_stood(settings: Settings, fault: str) -> None:
    before = rows(settings)
    with pytest.raises(BuildFailed) as raised:
        told_again(settings, fault, is_sliced=False)
    assert [(one.unique_id, one.status) for one in raised.value.nodes] == [("told", "error")]
    assert "told" in raised.value.message_en
    assert rows(settings) == before
    assert not rows(settings, "counted")


def test_a_test_that_finds_rows_ends_the_build_before_anybody_reads_the_model(settings: Settings) -> None:
    found, none = "select * from mart.main.told where academic_year_be = 2566", "select 1 where false"
    with pytest.raises(BuildFailed) as raised:
        told_again(settings, "", (none,), (found,))
    assert [(one.unique_id, one.status, one.failures) for one in raised.value.nodes] == [
        ("told", "success", 0),
        ("test_0", "pass", 0),
        ("test_1", "fail", 1),
    ]
    assert not rows(settings, "counted")


def test_a_test_of_a_sliced_model_looks_at_the_rows_inside(settings: Settings) -> None:
    faulty = "select * from (select * from mart.main.told where {}) where academic_year_be = 2566"
    test = (faulty.format("true"), faulty.format("\u27e6rows\u27e7"))
    assert told_again(settings, "", test)[1].status == "pass"
    with pytest.raises(BuildFailed):
        told_again(settings, "select persons, academic_year_be from build.main.heard", test, is_sliced=False)


def test_a_marker_that_nobody_replaces_is_no_sql(settings: Settings) -> None:
    statement = Statement(
        "mart.main.told", None, False, "", "select * from build.main.heard where \u27e6unheard of\u27e7"
    )
    plan = Plan((node("told", "model"),), False, slices=YEAR, sliced=frozenset({"told"}))
    with pytest.raises(BuildFailed):
        carry_out(plan, {"told": statement}, settings)


@pytest.mark.parametrize(
    ("heard", "done"),
    [
        pytest.param("(3), (2)", ["heard"], id="the same rows in another order"),
        pytest.param("(2), (3), (3)", ["heard", "test", "told"], id="a row that stands twice"),
        pytest.param("(2), (4)", ["heard", "test", "told"], id="another row"),
        pytest.param("(2), (null)", ["heard", "test", "told"], id="an unknown"),
    ],
)
def test_what_is_made_of_nothing_new_stays_as_it_is(settings: Settings, heard: str, done: list[str]) -> None:
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute("create or replace table heard as from (values (2), (3)) t(persons)")
    statements = {
        "heard": Statement("build.main.heard", None, False, f"from (values {heard}) t(persons)"),
        "told": Statement("mart.main.counted", None, False, "select 1 as persons"),
        "test": Statement("", "heard", False, "select 1 where false"),
        "other": Statement("build.main.heard", None, False, "select nothing from nowhere"),
    }
    nodes = (
        node("heard", "model", "source"),
        node("told", "model", "view"),
        node("test", "test", "heard"),
        node("other", "model", "old source"),
    )
    project = Project({one.unique_id: one for one in (*nodes, view("view", "upper"), view("upper", "heard"))})
    made_of = {one.unique_id: project.made_of(one.unique_id) for one in nodes}
    assert made_of["told"] == {"heard"}
    plan = Plan(nodes, False, news=frozenset({"source"}), made_of=made_of)
    assert [one.unique_id for one in carry_out(plan, statements, settings)] == done
    assert rows(settings, "counted") == [(1,)] * ("told" in done)


def view(name: str, *reads: str) -> Node:
    return Node(name, name, "model", "view", frozenset(reads), "")
