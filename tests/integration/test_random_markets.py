"""Random markets through the models of demand and gap: what must hold whatever colleges send.

The models' SQL, as dbt compiles it, runs on made-up rows in memory; a build would cost seconds a market.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.compiled import compiled
from tests.profiles import examples

MODELS = ("int_demands__counted", "int_gap__supply", "int_gap__demand", "supply_demand_gap")
"""In the order in which they are made."""
EMPTY = ("int_demands__told", "int_supply__with_labour", "int_supply__of_centres", "int_centres__meeting_fields",
         "int_gap__links")  # fmt: skip
NETWORKS = ("cvm_network", "cvm_network_level_field")
ABROAD = ("abroad", "abroad_level_field")
INDUSTRIES = {"e1": "1", "e2": "2", "e3": None}

told = st.fixed_dictionaries(
    {
        "told_in": st.sampled_from(["demands", "postings"]),
        "college_code": st.sampled_from("ABC"),
        "establishment_id": st.sampled_from([*INDUSTRIES, None]),
        "place": st.sampled_from(["home", "home", "home", "abroad"]),
        "province_code": st.sampled_from(["10", "50", None]),
        "level": st.sampled_from(["voc_cert", "bachelor"]),
        "branch_th": st.sampled_from([None, "x"]),
        "meeting_field_th": st.sampled_from(["m", "n"]),
        "demand_kind": st.sampled_from(["job", "job", "internship", "dual"]),
        "headcount": st.integers(0, 9),
        "monthly_wage": st.sampled_from([None, 9000.0, 12000.0]),
    }
)
supplied = st.fixed_dictionaries(
    {
        "college_code": st.sampled_from("ABC"),
        "province_code": st.sampled_from(["10", "50", None]),
        "level": st.sampled_from(["voc_cert", "bachelor"]),
        "meeting_field_th": st.sampled_from(["m", "n"]),
        "supply_now": st.integers(0, 40),
    }
)
markets = st.tuples(st.lists(told, min_size=1, max_size=25), st.lists(supplied, min_size=1, max_size=12))


class Market:
    """The compiled models over tables in memory."""

    def __init__(self, warehouse: Path, compiled: Mapping[str, tuple[str, str]]) -> None:
        self.connection = duckdb.connect()
        self._compiled = compiled
        run = self._run
        run("attach ':memory:' as build")
        run("attach ':memory:' as mart")
        for schema in ("staging", "intermediate", "seeds"):
            run(f"create schema build.{schema}")
        run(f"attach '{warehouse / 'build.duckdb'}' as held (read_only)")
        run("create table build.staging.stg_runs as select 1 as supply_year_offset")
        for seed in ("provinces", "pressure_classes"):
            run(f"create table build.seeds.{seed} as select * from held.seeds.{seed}")
        for table in EMPTY:
            run(f"create table build.intermediate.{table} as select * from held.intermediate.{table} limit 0")
        run("detach held")

    def made(self, demands: Sequence[Mapping[str, Any]], supply: Sequence[Mapping[str, Any]]) -> None:
        """Every model over these rows."""
        run = self._run
        for table in EMPTY:
            run(f"delete from build.intermediate.{table}")
        for number, row in enumerate(demands):
            self._insert("int_demands__told", _need(row, number))
        for number, row in enumerate(supply):
            self._insert("int_supply__with_labour", _part(row, number))
        for name in MODELS:
            relation, code = self._compiled[name]
            run(f"create or replace table {relation} as {code}")

    def _run(self, statement: str) -> None:
        self.connection.execute(statement)

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        columns = ", ".join(f"? as {name}" for name in row)
        self.connection.execute(f"insert into build.intermediate.{table} by name select {columns}", list(row.values()))

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query."""
        found = self.connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @property
    def gap(self) -> list[dict[str, Any]]:
        """The gap in the order of its key."""
        return self.rows("select * from mart.main.supply_demand_gap order by gap_id")


def _need(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A row as told; jobs and internships alone are announced, abroad has no province, no name is a need of its own."""
    at_home = row["place"] == "home"
    told_in = row["told_in"] if row["demand_kind"] in ("job", "internship") else "demands"
    headcount = max(row["headcount"], int(told_in == "postings"))  # nobody announces that nobody is needed
    unnamed = None if row["establishment_id"] else _uuid(f"row {number} {sorted(map(str, row.items()))}")
    country, province = ("TH", row["province_code"]) if at_home else ("JP", None)
    key = (row["establishment_id"], unnamed, row["place"], province, row["level"], row["meeting_field_th"],
           row["demand_kind"])  # fmt: skip
    return {
        **row, "demand_id": _uuid(repr(key)), "told_in": told_in, "headcount": headcount, "unnamed_id": unnamed,
        "country": country,
        "province_code": province, "field_th": row["meeting_field_th"], "fiscal_year_be": 2567,
        "supply_academic_year_be": 2566, "target_industry_id": INDUSTRIES.get(row["establishment_id"]),
    }  # fmt: skip


def _part(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A row of supply, a third of which studies on."""
    region = {"10": "e", "50": "n"}.get(row["province_code"])
    labour = round(row["supply_now"] * 2 / 3, 4)
    return {
        **row, "academic_year_be": 2566, "region_th": region, "field_th": f"name {number}", "graduates_basis": "counts",
        "supply_labour": labour,
    }  # fmt: skip


def _uuid(text: str) -> UUID:
    return UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())


@pytest.fixture(scope="module")
def market(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The models, compiled once."""
    home = tmp_path_factory.mktemp("market")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    made = Market(home / "warehouse", compiled(home, MODELS))
    yield made
    made.connection.close()


@examples(8)
@given(markets)
def test_every_roll_up_adds_up_to_the_nation(market: Market, sent: tuple[list[Any], list[Any]]) -> None:
    market.made(*sent)
    counts = ("demand_jobs", "demand_internship", "demand_dual", "demand_teacher_placement", "supply_labour", "gap")
    sums: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for row in market.gap:
        for count in counts:
            sums[row["breakdown"]][count] += row[count] or 0
    nation = sums.pop("nation", dict.fromkeys(counts, 0))  # where there is nothing but demand abroad
    for breakdown, found in sums.items():
        if breakdown not in (*NETWORKS, *ABROAD):
            assert dict(found) == dict(nation), breakdown
    home = {row["demand_id"]: row for row in market.rows("from build.intermediate.int_demands__counted")}
    jobs = sum(row["headcount"] for row in home.values() if row["place"] == "home" and row["demand_kind"] == "job")
    assert nation["demand_jobs"] == jobs


@examples(8)
@given(markets)
def test_a_need_is_the_larger_never_the_sum(market: Market, sent: tuple[list[Any], list[Any]]) -> None:
    market.made(*sent)
    needs = [_need(row, number) for number, row in enumerate(sent[0])]
    counted: dict[tuple[object, ...], int] = defaultdict(int)
    for row in market.rows("from build.intermediate.int_demands__counted"):
        if row["establishment_id"]:
            counted[_asked(row)] += row["headcount"]
    by_college: dict[tuple[object, ...], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in needs:
        if row["establishment_id"]:
            by_college[_asked(row)][row["told_in"], row["college_code"]] += row["headcount"]
    assert counted.keys() == by_college.keys()
    for asked, told_by in by_college.items():
        sides: dict[str, int] = defaultdict(int)
        for (side, _), headcount in told_by.items():
            sides[side] += headcount
        assert max(told_by.values()) <= counted[asked] <= max(sides.values())


def _asked(row: Mapping[str, Any]) -> tuple[object, ...]:
    """Whose need it is, without where in the country."""
    return row["establishment_id"], row["place"], row["level"], row["meeting_field_th"], row["demand_kind"]


@examples(6)
@given(markets, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    market: Market, sent: tuple[list[Any], list[Any]], chance: random.Random
) -> None:
    demands = [row for row in sent[0] if row["establishment_id"]]
    market.made(demands, sent[1])
    gap, needs = market.gap, market.rows("from build.intermediate.int_demands__counted order by demand_id")
    shuffled = [list(demands), list(sent[1])]
    for rows in shuffled:
        chance.shuffle(rows)
    market.made(*shuffled)
    assert market.gap == gap
    assert market.rows("from build.intermediate.int_demands__counted order by demand_id") == needs


@examples(8)
@given(markets)
def test_pressure_follows_from_its_bounds(market: Market, sent: tuple[list[Any], list[Any]]) -> None:
    market.made(*sent)
    for row in market.gap:
        if row["breakdown"] in ABROAD or row["supply_labour"] is None:
            assert row["pressure"] is None
            continue
        jobs, graduates = row["demand_jobs"], row["supply"]
        labour = Fraction(row["supply_labour"])
        expected = (
            "no_demand_recorded" if not jobs
            else "no_supply" if (labour if graduates is None else graduates) == 0
            else "critical_shortage" if labour / jobs < Fraction(1, 2)
            else "shortage" if labour / jobs < Fraction(9, 10)
            else "balanced" if labour / jobs <= Fraction(11, 10)
            else "surplus"
        )  # fmt: skip
        assert row["pressure"] == expected
