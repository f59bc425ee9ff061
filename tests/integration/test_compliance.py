"""Duties under the moving date and random proofs: the models' SQL, as dbt compiles it, over made-up rows in memory."""

from __future__ import annotations

import importlib.util
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.office import proving
from pipelines.office.done_when import stored_column
from pipelines.settings import DBT_PROJECT_DIR, SEEDS_DIR
from tests.integration.compiled import compiled
from tests.made_files.readings import contracts
from tests.oracle.comparison import as_of, internal, published
from tests.oracle.duties import Duties as Recomputed
from tests.oracle.inputs import of_home, read_seed
from tests.oracle.people import World
from tests.profiles import examples

MODELS = ("int_duties__done", "compliance")
TABLES = {
    "staging.stg_calendar": "raw.calendar",
    "staging.stg_runs": "raw.run",
    **{table: table for table in (f"intermediate.int_duties__{one}" for one in ("owed", "terms", "proofs"))},
}
"""What the models read, and where a warehouse holds the same columns."""
FIRST = date(2025, 6, 1)
YEAR = range(0, 400, 7)
LATER = {
    "open": {"open", "overdue", "done", "late"},
    "overdue": {"overdue", "late"},
    "not_applicable": {"not_applicable", "done", "late"},
    "done": {"done"},
    "late": {"late"},
}
"""To what a state may come as days pass."""

days = st.integers(0, 380).map(lambda day: FIRST + timedelta(day))
maybe_day = st.none() | days
terms = st.fixed_dictionaries(
    {
        "rows_of": st.sampled_from("xy"),
        "rule": st.sampled_from(["first", "last", "nth", "share", "filled"]),
        "nth": st.integers(1, 3),
        "share": st.sampled_from(["0.5", "0.95", "1"]),
    }
)
worlds = st.fixed_dictionaries(
    {
        "closes_on": st.lists(maybe_day, min_size=1, max_size=3),
        "groups": st.lists(st.lists(terms, min_size=1, max_size=2), min_size=1, max_size=2),
        "rows": st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("AB"), days, st.integers(0, 4)), max_size=8),
        "people": st.dictionaries(
            st.tuples(st.sampled_from("xy"), st.sampled_from("AB")), st.none() | st.integers(0, 6), max_size=4
        ),
        "is_applicable": st.booleans(),
    }
)


class Duties:
    """The compiled models over tables in memory."""

    def __init__(self, warehouse: Path, compiled: Mapping[str, tuple[str, str]]) -> None:
        self.connection = duckdb.connect()
        self._compiled = compiled
        self.run("attach ':memory:' as build")
        self.run("attach ':memory:' as mart")
        for schema in ("staging", "intermediate"):
            self.run(f"create schema build.{schema}")
        self.run(f"attach '{warehouse / 'build.duckdb'}' as held (read_only)")
        self.run(f"attach '{warehouse / 'mart.duckdb'}' as marts (read_only)")
        for table, held in TABLES.items():
            self.run(f"create table build.{table} as select * from held.{held} limit 0")
        self.run("create table mart.dim_cvm_centre as select * from marts.dim_cvm_centre limit 0")

    def run(self, statement: str, values: list[Any] | None = None) -> None:
        """One statement."""
        self.connection.execute(statement, values)

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        columns = ", ".join(f"? as {name}" for name in row)
        self.run(f"insert into build.{table} by name select {columns}", list(row.values()))

    def made(self, world: Mapping[str, Any]) -> None:
        """One event for each last day, all with the same proofs, owed by A and B."""
        for table in TABLES:
            self.run(f"delete from build.{table}")
        self._insert("staging.stg_runs", {"academic_year_start_month": 5, "academic_year_start_day": 16,
                                          "supply_year_offset": 1})  # fmt: skip
        for number, closes_on in enumerate(world["closes_on"]):
            event = {"event_id": str(number), "year_kind": "academic", "year_be": 2568}
            self._insert("staging.stg_calendar", event | {"closes_on": closes_on})
            duty = {"duty_kind": "event", "duty_id": str(number), "year_kind": "academic", "year_be": 2568}
            for reporter in "AB":
                self._insert("intermediate.int_duties__owed", duty | {
                    "reporter": reporter, "is_applicable": world["is_applicable"]})  # fmt: skip
            for group_no, group in enumerate(world["groups"]):
                for proof_no, term in enumerate(group):
                    self._insert("intermediate.int_duties__terms", {
                        "duty_kind": "event", "duty_id": str(number), "group_no": group_no, "proof_no": proof_no,
                        "year_shift": 0, **term})  # fmt: skip
        told = [(rows_of, reporter, day, people) for rows_of, reporter, day, people in world["rows"]]
        told += [(rows_of, reporter, None, people) for (rows_of, reporter), people in world["people"].items()]
        for rows_of, reporter, day, people in told:
            self._insert("intermediate.int_duties__proofs", {
                "rows_of": rows_of, "academic_year_be": 2568, "reporter_code": reporter, "day": day, "people": people,
            })  # fmt: skip
        self._make("int_duties__done")

    def _make(self, name: str) -> None:
        relation, code = self._compiled[name]
        self.run(f"create or replace table {relation} as {code}")

    def on(self, as_of: date) -> dict[tuple[str, str], tuple[str, date | None]]:
        """State and day of every event and reporter on a business date."""
        self.run("update build.staging.stg_runs set as_of = ?", [as_of])
        self._make("compliance")
        rows = self.connection.execute(
            "select event_id, reporter, status, done_on from mart.main.compliance"
        ).fetchall()
        return {(event, reporter): (status, done_on) for event, reporter, status, done_on in rows}


@pytest.fixture(scope="module")
def duties(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duties]:
    """The models, compiled once."""
    home = tmp_path_factory.mktemp("duties")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    made = Duties(home / "warehouse", compiled(home, MODELS))
    yield made
    made.connection.close()


def due(world: Mapping[str, Any], reporter: str) -> date | None:
    """The day on which the proofs say that it was done, worked out from the rows by themselves."""

    def of_term(term: Mapping[str, Any]) -> date | None:
        rows = sorted((day, people) for name, who, day, people in world["rows"]
                      if (name, who) == (term["rows_of"], reporter))  # fmt: skip
        found: list[date] = sorted({day for day, _ in rows})
        if term["rule"] == "share":
            people = world["people"].get((term["rows_of"], reporter))
            need = None if people is None else Fraction(term["share"]) * people
            for day in found:
                if need is not None and sum(count for other, count in rows if other <= day) >= need:
                    return day
            return None
        if term["rule"] == "nth":
            return found[term["nth"] - 1] if len(found) >= term["nth"] else None
        return None if not found else found[-1] if term["rule"] == "last" else found[0]

    done = []
    for group in world["groups"]:
        found = [day for day in map(of_term, group) if day is not None]
        if len(found) == len(group):
            done.append(max(found))
    return min(done, default=None)


@examples(25)
@given(worlds)
def test_the_day_is_that_of_the_proofs(duties: Duties, world: dict[str, Any]) -> None:
    duties.made(world)
    for (_, reporter), (_, done_on) in duties.on(FIRST).items():
        assert done_on == due(world, reporter)


@examples(3)
@given(worlds)
def test_nothing_that_is_done_is_undone_as_a_year_passes(duties: Duties, world: dict[str, Any]) -> None:
    duties.made(world)
    before: dict[tuple[str, str], tuple[str, date | None]] = {}
    for day in YEAR:
        now = duties.on(FIRST + timedelta(day))
        for key, (status, done_on) in now.items():
            if key in before:
                assert status in LATER[before[key][0]]
                assert done_on == before[key][1]
        before = now
    for (event, _), (status, _) in before.items():
        assert status != "overdue" or world["closes_on"][int(event)] is not None


def test_on_the_last_day_it_is_open_and_on_the_next_overdue(duties: Duties) -> None:
    term = {"rows_of": "x", "rule": "first", "nth": 1, "share": "1"}
    world = {"closes_on": [FIRST, None], "groups": [[term]], "rows": [("x", "B", FIRST, 0)], "people": {},
             "is_applicable": True}  # fmt: skip
    duties.made(world)
    yesterday, today = FIRST - timedelta(1), FIRST
    assert {key: status for key, (status, _) in duties.on(yesterday).items()} == dict.fromkeys(
        [("0", "A"), ("0", "B"), ("1", "A"), ("1", "B")], "open"
    )
    assert {key: status for key, (status, _) in duties.on(today).items()} == {
        ("0", "A"): "open", ("0", "B"): "done", ("1", "A"): "open", ("1", "B"): "done",
    }  # fmt: skip
    assert duties.on(today + timedelta(1))["0", "A"][0] == "overdue"
    assert duties.on(today + timedelta(9999))["1", "A"][0] == "open"


def test_every_column_that_a_proof_may_name_is_carried(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location(
        "proofs", DBT_PROJECT_DIR / "models" / "intermediate" / "int_duties__proofs.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    carried: dict[str, set[str]] = defaultdict(set)

    def query_of(_proofs: Any, _contracts: Any, _held: Any, columns: Mapping[str, list[str]]) -> str:
        carried.update({source: set(names) for source, names in columns.items()})
        return "select 1"

    monkeypatch.setattr(proving, "query_of", query_of)
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:

        class Dbt:
            """What the model asks dbt for."""

            @staticmethod
            def config(**_: Any) -> None:
                """Nothing."""

            @staticmethod
            def ref(name: str) -> duckdb.DuckDBPyRelation:
                """The relation, wherever it lies."""
                found = connection.execute(
                    "select schema_name from (from duckdb_tables() select schema_name, table_name union all "
                    "from duckdb_views() select schema_name, view_name) where table_name = ?", [name]
                ).fetchone()  # fmt: skip
                assert found is not None, name
                return connection.sql(f"select * from {found[0]}.{name}")

        module.model(Dbt(), connection)
    aside = ("check_", "college_match_score", "national_id_state", "student_id_state")
    for source, contract in contracts().items():
        for name in contract.by_stored_name:
            column = stored_column(contract, name)
            if column is not None and not name.startswith(aside) and (source, name) != ("colleges", "region_th"):
                assert name in carried[source], (source, name)


def test_private_colleges_owe_nothing_in_emvs_and_every_centre_stands_at_its_events(sample_home: Path) -> None:
    duties = published(sample_home, "compliance")
    emvs = duties.filter(pl.col("system") == "e-MVS")
    assert set(emvs["ownership"].drop_nulls()) == {"public"}
    assert set(emvs["reporter_kind"]) == {"college", "institute"}
    of_centres = duties.filter(pl.col("applies_to") == "centre").group_by("event_id").agg(pl.col("reporter").n_unique())
    assert set(of_centres["reporter"]) == {101}
    assert set(duties["status"]) == {"done", "late", "open", "overdue", "not_applicable"}


def raw(home: Path, table: str) -> pl.DataFrame:
    """The rows of a source in force."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        found: pl.DataFrame = connection.execute(f"select * from raw.{table} where replaced_by_load_id is null").pl()
    return found


def test_every_duty_equals_the_recomputation(sample_home: Path) -> None:
    world = World(of_home(sample_home, internal(sample_home), as_of(sample_home)))
    recomputed = Recomputed(sample_home, internal(sample_home), world)
    columns = ("event_id", "reporter", "status", "done_on", "people_asked", "people_done", "people_missing")
    rows = published(sample_home, "compliance").select(columns).rows()
    due = set()
    for key, duty in recomputed.compliance.items():
        asked, done = duty.people
        due.add((*key, duty.state, duty.done_on, asked, done, None if asked is None else asked - (done or 0)))
    assert set(rows) ^ due == set()
    assert len(rows) == len(due)
    seeds = [read_seed(SEEDS_DIR, f"working_group_dut{name}.csv") for name in ("ies", "y_events")]
    of_groups = published(sample_home, "working_group_duty_status").select(
        "academic_year_be", "college_code", "duty_id", "status", "done_on", "closes_on"
    )
    assert set(of_groups.rows()) ^ {(*key, *duty) for key, duty in recomputed.of_groups(*seeds).items()} == set()


def test_working_groups_equal_the_recomputation(sample_home: Path) -> None:
    key = ["academic_year_be", "college_code", "order_kind"]
    told = published(sample_home, "working_group_status")
    orders = raw(sample_home, "working_group_orders").select(*key, "ordered_on", "met_on", "action_plan_on")
    assert told.filter("is_ordered").select(orders.columns).sort(key).equals(orders.sort(key))
    seats = raw(sample_home, "working_groups").group_by(key).agg(
        pl.col("office").filter(pl.col("office") != "other").n_unique().cast(pl.Int64).alias("offices"),
        (pl.col("group_position") == "chair").any().alias("has_chair"),
    )  # fmt: skip
    assert told.filter(pl.col("offices").is_not_null()).select(seats.columns).sort(key).equals(seats.sort(key))
    missing = told.filter(pl.col("order_kind") == "vcop", pl.col("offices").is_not_null())
    lacking = (
        missing["missing_offices_th"].str.split("; ").list.eval(pl.element().filter(pl.element() != "")).list.len()
    )
    assert (12 - missing["offices"]).to_list() == lacking.cast(pl.Int64).to_list()
    duties = published(sample_home, "working_group_duty_status").filter(pl.col("status") != "not_applicable")
    counted = duties.group_by("academic_year_be", "college_code").agg(
        pl.len().cast(pl.Int64).alias("duties"),
        pl.col("status").is_in(["done", "late"]).sum().cast(pl.Int64).alias("duties_done"),
        (pl.col("status") == "overdue").sum().cast(pl.Int64).alias("duties_overdue"),
    )  # fmt: skip
    of_duties = told.drop_nulls("duties").select(*counted.columns)
    assert of_duties.sort(counted.columns[:2]).equals(counted.sort(counted.columns[:2]))
    assert set(told.drop_nulls("duties")["order_kind"]) == {"vcop"}


def test_progress_in_emvs_equals_the_recomputation(sample_home: Path) -> None:
    entered = raw(sample_home, "emvs_progress")
    told = published(sample_home, "emvs_summary")
    issue = ["fiscal_year_be", "round", "issue_code"]
    by_issue = entered.group_by(issue).agg(
        pl.col("reporter_code").n_unique().cast(pl.Int64).alias("reporters"),
        pl.col("progress_percent").mean().alias("mean"),
    )  # fmt: skip
    nation = told.filter(pl.col("breakdown") == "nation", pl.col("issue_code").is_not_null()).join(by_issue, on=issue)
    assert nation.height == by_issue.height > 0
    assert ((nation["reporters_entered"] + nation["entered_unasked"]) == nation["reporters"]).all()
    assert ((nation["progress_mean"] - nation["mean"]).abs() < 1e-9).all()
    first, second = (
        entered.filter(pl.col("round") == number).select(
            "fiscal_year_be", "reporter_code", "issue_code", "progress_percent"
        )
        for number in (1, 2)
    )
    changes = first.join(second, on=["fiscal_year_be", "reporter_code", "issue_code"])
    compared = told.filter(
        pl.col("breakdown") == "reporter", pl.col("issue_code").is_not_null(), pl.col("change_mean").is_not_null()
    )
    assert sorted(compared["change_mean"]) == pytest.approx(
        sorted(changes["progress_percent_right"] - changes["progress_percent"])
    )


def test_senders_equal_the_recomputation(sample_home: Path) -> None:
    told = published(sample_home, "sender_scorecard")
    key = ["academic_year_be", "college_code"]
    records = raw(sample_home, "followups").group_by(key).agg(
        pl.len().cast(pl.Int64).alias("records"),
        (pl.col("outcome") != "unreachable").sum().cast(pl.Int64).alias("reached"),
    )  # fmt: skip
    assert told.drop_nulls("records").select(records.columns).sort(key).equals(records.sort(key))
    duties = published(sample_home, "compliance").filter(
        pl.col("year_kind") == "academic", pl.col("reporter_kind") == "college", pl.col("closes_on").is_not_null()
    )
    for name, status in (("events_in_time", "done"), ("events_late", "late"), ("events_overdue", "overdue")):
        assert told[name].sum() == duties.filter(pl.col("status") == status).height
    # a file is of one college where all its rows are, and that is one of the register
    places = published(sample_home, "lineage").group_by("source_sha256").agg(
        pl.col("college_code").unique(), pl.col("college_code").min().alias("of")
    )  # fmt: skip
    known = published(sample_home, "dim_college")["college_code"]
    of_one = places.filter(pl.col("college_code").list.len() == 1, pl.col("of").is_in(known.implode()))
    own = pl.col("source_sha256").is_in(of_one["source_sha256"].implode())
    assert told["files"].sum() >= of_one.height > 0
    for name, severity in (("errors", "error"), ("warnings", "warning")):
        found = published(sample_home, "quality_results").filter(own, pl.col("severity") == severity)
        assert told[name].sum() >= found["rows_failed"].sum() > 0
    rows = published(sample_home, "load_history").filter(own).group_by("source_sha256").agg(pl.col("rows_read").max())
    assert told["rows_read"].sum() >= rows["rows_read"].sum() > 0
