"""Matching inside the build: what dbt stores is what the solver says of the rows that stand there."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import pipelines.matching
from pipelines.building import plan
from pipelines.building.marts import build_marts, home_of
from pipelines.building.parsed import parsed_project, project_folder
from pipelines.building.results import BuildFailed
from pipelines.loading.warehouse import Warehouse
from pipelines.matching.networks import PROBLEM
from pipelines.settings import Settings
from pipelines.storing.databases import mart_database
from tests.linear_programs import solved_as_a_linear_program
from tests.profiles import LONG


def test_the_tables_hold_what_is_proven_to_be_the_best(sample_home: Path) -> None:
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:

        def rows(name: str, condition: str = "true") -> pl.DataFrame:
            found = connection.sql(f"from intermediate.int_match__{name} where {condition}").pl()
            # the solver knows both ends by their numbers alone
            return found.drop("college_code", "demand_id", strict=False).rename(
                {"college_node": "college_code", "need_node": "demand_id"}, strict=False
            )

        given = [rows("people"), rows("seats"), rows("candidates"), rows("overrides", "refusal is null")]
        stored = rows("solved")
    solved = solved_as_a_linear_program(*given)
    assert (solved["part"] == "arc").sum() > 50
    assert stored.equals(solved)


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        yield connection


def test_decisions_are_followed_or_refused_and_the_rest_is_still_the_best(build: duckdb.DuckDBPyConnection) -> None:
    """A pin of a pair that would not be, a ban of one that would, three that cannot be; the shipped list is empty."""
    frames = [
        build.sql(
            f"select * exclude (college_code) rename (college_node as college_code) from intermediate.{name}"
        ).pl()
        for name in ("int_match__people", "int_match__overrides where refusal is null")
    ]
    people, none = frames
    seats = build.sql(
        "select * exclude (demand_id) rename (need_node as demand_id) from intermediate.int_match__seats"
    ).pl()
    candidates = build.sql(
        "select college_node as college_code, need_node as demand_id, score, pair_cap "
        "from intermediate.int_match__candidates"
    ).pl()
    before = solved_as_a_linear_program(people, seats, candidates, none)
    placed = before.filter(part="arc").filter(pl.col("persons") > 0).sort("college_code", "demand_id")
    where = candidates.join(people, on="college_code").join(seats.drop(*PROBLEM), on="demand_id")
    unused = where.join(placed, on=["college_code", "demand_id"], how="anti").filter(
        pl.col("establishment_id").is_unique().over("college_code") & pl.col("pair_cap").is_null()
    )
    alone = where.filter(pl.len().over("college_code", "establishment_id") == 1)
    pinned = unused.sort("college_code", "demand_id").row(0, named=True)
    banned = alone.join(placed, on=["college_code", "demand_id"], how="semi").filter(
        pl.col("college_code") != pinned["college_code"]
    )
    first, crowded = (banned.sort("college_code", "demand_id").row(place, named=True) for place in (0, -1))

    def decided(name: str, action: str, pair: dict[str, Any], persons: int | None) -> dict[str, Any]:
        keys = {key: pair[key] for key in (*PROBLEM, "college_code", "establishment_id")}
        return {"override_id": name, **keys, "province_code": None, "action": action, "persons": persons}

    overrides = pl.DataFrame(
        [
            decided("pins", "pin", pinned, 1),
            decided("bans", "forbid", first, None),
            decided("pins what is banned", "pin", first, 1),
            decided("pins too many", "pin", crowded, crowded["people"] + 1),
            decided("pins nobody", "pin", crowded | {"establishment_id": "X:none"}, 1),
        ],
        schema_overrides={"fiscal_year_be": pl.Int32, "college_code": pl.Int32, "persons": pl.Int64},
    )
    after = solved_as_a_linear_program(people, seats, candidates, overrides)
    told = dict(after.filter(part="override").select("override_id", "reason").rows())
    assert told == {
        "pins": None,
        "bans": None,
        "pins what is banned": "override_forbids",
        "pins too many": "exceeds_people",
        "pins nobody": "no_candidate",
    }
    arcs = {(one["college_code"], one["demand_id"]): one for one in after.filter(part="arc").iter_rows(named=True)}
    assert arcs[pinned["college_code"], pinned["demand_id"]]["pinned_persons"] == 1
    assert (first["college_code"], first["demand_id"]) not in arcs
    of_problem = {key: first[key] for key in PROBLEM}
    worth = [
        found.filter(part="problem").filter(*(pl.col(key) == value for key, value in of_problem.items()))["objective"]
        for found in (before, after)
    ]
    assert worth[0].item() > worth[1].item()


def test_the_seats_of_every_agreement_are_split_without_rest(build: duckdb.DuckDBPyConnection) -> None:
    """Recomputed from the agreements and needs of the sample: the largest remainders take what whole shares leave."""
    agreements = build.sql(
        "select distinct fiscal_year_be, college_code, agreement_id, establishment_id, level, seats, "
        "if(field_th is null, null, meeting_field_th) as field from intermediate.int_agreements__in_force"
    ).pl()
    seats = build.sql("from intermediate.int_match__seats").pl()
    people = set(build.sql(f"select {', '.join(PROBLEM)}, college_code from intermediate.int_match__people").fetchall())
    covered: dict[tuple[Any, ...], dict[Any, int]] = defaultdict(dict)
    of_agreement: dict[tuple[Any, ...], int | None] = {}
    for one in agreements.iter_rows(named=True):
        key = (one["fiscal_year_be"], one["college_code"], one["agreement_id"])
        of_agreement[key] = max(
            [told for told in (one["seats"], of_agreement.get(key)) if told is not None], default=None
        )
        for need in seats.iter_rows(named=True):
            if (
                need["fiscal_year_be"] == one["fiscal_year_be"]
                and need["establishment_id"] == one["establishment_id"]
                and one["field"] in (None, need["meeting_field_th"])
                and (one["level"] is None or need["level"] is None or one["level"] == need["level"])
                and (*(need[name] for name in PROBLEM), one["college_code"]) in people
            ):
                covered[key][need["demand_id"]] = need["headcount"]
    wanted: dict[tuple[str, Any], int | None] = {}
    for key, needs in covered.items():
        total, held = of_agreement[key], sum(needs.values())
        shares: dict[Any, int | None] = dict.fromkeys(needs)
        if total is not None:
            whole = {need: total * count // held for need, count in needs.items()}
            line = sorted(needs, key=lambda need: (-(total * needs[need] % held), str(need)))
            rest = set(line[: total - sum(whole.values())])
            shares = {need: share + (need in rest) for need, share in whole.items()}
            assert sum(share or 0 for share in shares.values()) == total
        for need, share in shares.items():
            pair = (key[1], need)
            wanted[pair] = share if wanted.get(pair) is None else (wanted[pair] or 0) + (share or 0)
    found = build.sql(
        "select college_code, demand_id::varchar, pair_cap from intermediate.int_match__agreements"
    ).fetchall()
    assert {(college, need): cap for college, need, cap in found} == wanted
    assert sum(cap is not None for cap in wanted.values()) > 5


@LONG
def test_other_code_of_the_solver_solves_anew_and_a_fault_of_it_is_told_in_a_line(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    settings = Settings(home=tmp_path)
    monkeypatch.setattr(plan, "_imported", lambda code: ["edited"])
    with home_of(settings), project_folder():
        project = plan.project_of(parsed_project(lambda _: None))
    with Warehouse(settings) as warehouse:
        planned = plan.plan_of(warehouse.connection, project, mart_database(settings), is_full=False)
    names = {node.name for node in planned.nodes}
    assert {"int_match__solved", "match_is_proven"} <= names
    assert not names & {"int_match__people", "int_match__seats", "int_match__candidates", "int_match__overrides"}

    def failing(*_: object) -> None:
        raise ValueError("a need stands in two problems")

    monkeypatch.setattr(plan, "_imported", lambda code: ["edited again"])
    monkeypatch.setattr(pipelines.matching, "match", failing)
    with pytest.raises(BuildFailed) as failed:
        build_marts(settings)
    told = failed.value.message_en
    assert "int_match__solved" in told and "ValueError: a need stands in two problems" in told
    assert "Traceback" not in told and "File" not in told and str(tmp_path) not in told
