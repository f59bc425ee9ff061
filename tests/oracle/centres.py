"""What the CVM centres do, worked out a second time: plans, meetings, knowledge banks and self-assessments from the raw
rows. Which colleges and names of fields are a centre's is taken as the warehouse has it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.settings import SEEDS_DIR
from tests.oracle.table import Table

Row = dict[str, Any]

COMPONENTS = ("infrastructure", "learning", "collaboration", "management")
FIRST_OF_FIVE, LAST_OF_FIVE = 2566, 2570
RAW = (
    "plans", "plan_items", "centre_meetings", "centre_boards", "centre_activities", "knowledge_assets", "sar_scores",
    "event_reports", "recommendations",
)  # fmt: skip
FACTS = (
    "int_demands__told", "int_agreements__in_force", "int_placements__checked", "int_teachers__developed",
    "int_teachers__rostered", "int_teachers__skilled", "int_certifications__tested", "int_learners__tested",
    "int_learners__final_year", "int_short_courses__run", "int_assessment_centres__licensed",
    "int_curriculum_units__required",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What goes in: rows by source or fact, the colleges of each centre and fiscal year, its field names by academic
    year, the fiscal years, the centres with their own colleges, and the run's date."""

    rows: dict[str, list[Row]]
    colleges: dict[tuple[str, int], set[str]]
    names: dict[tuple[str, int], set[tuple[str, str]]]
    years: list[int]
    centres: dict[str, str]
    key_results: list[dict[str, str]]
    as_of: date

    def pairs(self) -> Iterator[tuple[str, int]]:
        """Every centre in every fiscal year."""
        return ((centre, year) for centre in self.centres for year in self.years)

    def network(self, centre: str, year: int) -> set[str]:
        """The colleges of a centre in a fiscal year."""
        return self.colleges.get((centre, year), set())

    def of(self, source: str, centre: str, year: int) -> list[Row]:
        """A centre's own rows of a fiscal year."""
        return [row for row in self.rows[source] if (row["centre_id"], row["fiscal_year_be"]) == (centre, year)]


def known(home: Path, marts: Path, as_of: date) -> Known:
    """The rows of a home; the centres as a file of marts has them."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as build:

        def rows(query: str) -> list[Row]:
            found: list[Row] = build.execute(query).pl().to_dicts()
            return found

        sources = {source: rows(f"select * from raw.{source} where replaced_by_load_id is null") for source in RAW}
        sources |= {fact: rows(f"select * from intermediate.{fact}") for fact in FACTS}
        sources["calendar"] = rows("select * from raw.calendar")
        years = [row["fiscal_year_be"] for row in rows("select fiscal_year_be from intermediate.int_centres__years")]
        colleges, names = defaultdict(set), defaultdict(set)
        for row in rows("select * from intermediate.int_centres__networks"):
            colleges[row["centre_id"], row["fiscal_year_be"]].add(row["college_code"])
        for row in rows("select * from intermediate.int_centres__field_names"):
            names[row["centre_id"], row["academic_year_be"]].add((row["level"], row["field_th"]))
    with duckdb.connect(str(marts), read_only=True) as connection:
        centres = dict(connection.execute("select centre_id, college_code from dim_cvm_centre").fetchall())
    with (SEEDS_DIR / "key_results.csv").open(encoding="utf-8", newline="") as file:
        key_results = list(csv.DictReader(file))
    return Known(sources, dict(colleges), dict(names), years, centres, key_results, as_of)


def tables(of: Known) -> list[Table]:
    """Each table of a centre's own work with its maker; the scorecard, whose status meetings have, stands in another
    module."""
    makers: dict[str, tuple[tuple[str, ...], str, Callable[[Known], list[Row]]]] = {
        "plan_status": (("fiscal_year_be", "centre_id", "plan_kind"), "plan_status_id", plan_status),
        "centre_meeting_summary": (
            ("fiscal_year_be", "centre_id", "meeting_kind"), "centre_meeting_summary_id status", meetings,
        ),
        "knowledge_bank_summary": (
            ("fiscal_year_be", "breakdown", "centre_id", "college_code"), "knowledge_bank_id", knowledge_banks,
        ),
        "sar_summary": (
            ("academic_year_be", "breakdown", "standard_set", "field_th", "centre_id", "college_code", "standard",
             "indicator_code"),
            "sar_summary_id", sar_summary,
        ),
    }  # fmt: skip
    return [
        Table(name, keys, frozenset(surrogates.split()), partial(_framed, make, of))
        for name, (keys, surrogates, make) in makers.items()
    ]


def _framed(make: Callable[[Known], list[Row]], of: Known) -> pl.DataFrame:
    return pl.DataFrame(make(of), infer_schema_length=None)


def plan_status(of: Known) -> list[Row]:
    """The plans of every centre, whether sent or not."""
    due: dict[tuple[int, str], date | None] = {}
    for event in of.rows["calendar"]:
        if event["year_kind"] == "fiscal" and event["done_when"].startswith("plans.sent_on["):
            due[event["year_be"], event["done_when"].split("plan_kind=")[1].split("]")[0]] = event["closes_on"]
    asked = [(centre, year, kind) for centre, year in of.pairs() for kind in ("action", "teacher")]
    asked += [(centre, FIRST_OF_FIVE, "five_year") for centre in of.centres]
    told = {(row["fiscal_year_be"], row["plan_kind"]) for row in of.rows["plans"] if row["centre_id"] in of.centres}
    found = []
    for centre, year, kind in asked:
        plan = next((row for row in of.of("plans", centre, year) if row["plan_kind"] == kind), {})
        items = [row for row in of.of("plan_items", centre, year) if row["plan_kind"] == kind]
        sent, last = plan.get("sent_on"), due.get((year, kind))
        approved, done = plan.get("approved_on"), plan_done_on(plan, of.as_of)
        if done:
            status = "late" if last and done > last else "done"
        else:
            status = "overdue" if last and of.as_of > last else "open"
        found.append(
            {"fiscal_year_be": year, "centre_id": centre, "plan_kind": kind, "is_held": bool(plan)}
            | {"approved_on": approved, "sent_on": sent, "reported_on": plan.get("reported_on"), "due_on": last}
            | {
                "done_on": done,
                "is_done": bool(done) if done or (year, kind) in told else None,
                "days_to_send": (sent - approved).days if sent and approved else None,
            }
            | {"days_late": max(0, (done - last).days) if done and last else None, "status": status}
            | _of_items(items, of.as_of)
        )
    return found


def plan_done_on(plan: Row, as_of: date) -> date | None:
    """The day on which a plan was done by a day: one for teachers is approved, any other is sent."""
    day: date | None = plan.get("approved_on" if plan.get("plan_kind") == "teacher" else "sent_on")
    return day if day is not None and day <= as_of else None


def _of_items(items: list[Row], as_of: date) -> Row:
    budgets = [row["budget"] for row in items if row["budget"] is not None]
    spent = [row["spent"] for row in items if row["spent"] is not None]
    told = [(row["spent"], row["budget"]) for row in items if row["spent"] is not None and (row["budget"] or 0) > 0]
    counts = {
        "items": len(items),
        "activities": len({row["activity_code"] for row in items}),
        "items_with_target": sum(row["target"] is not None for row in items),
        "items_met": sum(
            row["actual"] is not None and row["target"] is not None and row["actual"] >= row["target"] for row in items
        ),
        "items_told": sum(row["actual"] is not None for row in items),
        "items_ended_untold": sum(
            row["actual"] is None and row["ends_on"] is not None and row["ends_on"] < as_of for row in items
        ),
        "colleges": len({row["college_code"] for row in items} - {None}),
        "colleges_acting": len({row["college_code"] for row in items if (row["actual"] or 0) > 0} - {None}),
    }
    return {name: count if items else None for name, count in counts.items()} | {
        "budget": sum(budgets) if budgets else None,
        "spent": sum(spent) if spent else None,
        "spent_share": sum(part for part, _ in told) / sum(whole for _, whole in told) if told else None,
    }


def meetings(of: Known) -> list[Row]:
    """The meetings of every centre by kind, whether any was held or not."""
    asked: dict[str, float | None] = dict.fromkeys(("board", "directors", "establishments", "workshop"))
    for result in of.key_results:
        if result["computed_from"].startswith("centre_meetings."):
            asked[result["computed_from"].split()[-1]] = float(result["target"]) if result["target"] else None
    found = []
    for centre, year in of.pairs():
        told, network = of.of("centre_meetings", centre, year), len(of.network(centre, year)) or None
        board = of.of("centre_boards", centre, year)
        seats = [row["sector"] for row in board if row["board_body"] == "board"]
        chairs = {row["sector"] for row in board if (row["board_body"], row["board_position"]) == ("board", "chair")}
        of_board = {
            "board_ordered_on": max((row["ordered_on"] for row in board if row["ordered_on"]), default=None),
            "board_seats": len(seats),
            "board_seats_of_establishments": seats.count("establishment"),
            "board_chair_sector": min(chairs, default=None),
        }
        for kind, target in asked.items():
            rows = [row for row in told if row["meeting_kind"] == kind]
            days = [row["met_on"] for row in rows]
            most = max((row["colleges"] for row in rows if row["colleges"] is not None), default=None)
            found.append(
                {"fiscal_year_be": year, "centre_id": centre, "meeting_kind": kind, "target": target}
                | {"meetings": len(set(days)) if told else None, "first_met_on": min(days, default=None)}
                | {"last_met_on": max(days, default=None), "attendees": _sum(row["attendees"] for row in rows)}
                | {"most_colleges": most, "network_colleges": network}
                | {"network_share": most / network if most is not None and network else None}
                | {"establishments": _sum(row["establishments"] for row in rows)}
                | {"meetings_without_evidence": sum(row["evidence"] is None for row in rows) if rows else None}
                | (of_board if board and kind == "board" else dict.fromkeys(of_board))
            )
    return found


def knowledge_banks(of: Known) -> list[Row]:
    """The banks of every network, and of its colleges where any asset is held."""
    found = []
    for centre, year in of.pairs():
        network, assets = of.network(centre, year), of.of("knowledge_assets", centre, year)
        begins, ends = date(year - 544, 10, 1), date(year - 543, 9, 30)
        of_college: dict[str, list[Row]] = defaultdict(list)
        for row in assets:
            of_college[row["college_code"]].append(row)
        colleges = []
        for college in sorted({*network, *of_college}) if assets else ():
            own = of_college[college]
            components = {row["component"] for row in own}
            colleges.append(
                {"fiscal_year_be": year, "breakdown": "cvm_network_college", "centre_id": centre}
                | {"college_code": college, "is_member": college in network}
                | {"is_centre_college": college == of.centres[centre], "components_in_place": len(components)}
                | {"has_all_components": components == set(COMPONENTS)}
                | _of_assets(own, begins, ends)
            )
        members = [row for row in colleges if row["is_member"]]
        whole = _of_assets(assets, begins, ends) if assets else dict.fromkeys(_of_assets([], begins, ends))
        found.append(
            {"fiscal_year_be": year, "breakdown": "cvm_network", "centre_id": centre, "college_code": None}
            | {"is_member": None, "is_centre_college": None, "components_in_place": None, "has_all_components": None}
            | {"colleges": len(network)}
            | {
                name: sum(bool(row[of_row]) for row in members) if assets else None
                for name, of_row in (
                    ("colleges_with_assets", "assets"), ("colleges_publishing", "assets_published"),
                    ("colleges_with_all", "has_all_components"),
                )
            }
            | whole
        )  # fmt: skip
        of_networks = ("colleges", "colleges_with_assets", "colleges_publishing", "colleges_with_all")
        found += [row | dict.fromkeys(of_networks) for row in colleges]
    return found


def _of_assets(assets: list[Row], begins: date, ends: date) -> Row:
    days = [row["published_on"] for row in assets if row["published_on"]]
    return {
        "assets": len(assets),
        **{component: sum(row["component"] == component for row in assets) for component in COMPONENTS},
        "assets_published": sum(begins <= day <= ends for day in days),
        "assets_online": sum(row["url"] is not None for row in assets),
        "last_published_on": max(days, default=None),
    }


def sar_summary(of: Known) -> list[Row]:
    """The judgements of each breakdown."""
    cells: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in of.rows["sar_scores"]:
        year, kind = row["academic_year_be"], row["standard_set"]
        indicator = (row["standard"], row["indicator_code"])
        cells[year, "nation", kind, None, None, None, None, None].append(row)
        cells[year, "indicator", kind, None, None, None, *indicator].append(row)
        if row["field_th"] is not None:
            cells[year, "field", kind, row["field_th"], None, None, None, None].append(row)
            cells[year, "field_indicator", kind, row["field_th"], None, None, *indicator].append(row)
        for centre in of.centres:
            is_of_centre = row["field_th"] is None or ("any", row["field_th"]) in of.names.get((centre, year), ())
            if row["college_code"] in of.network(centre, year + 1) and is_of_centre:
                cells[year, "cvm_network", kind, None, centre, None, None, None].append(row)
                cells[year, "cvm_network_indicator", kind, None, centre, None, *indicator].append(row)
                cells[year, "cvm_network_college", kind, None, centre, row["college_code"], None, None].append(row)
    for year, kind in {(row["academic_year_be"], row["standard_set"]) for row in of.rows["sar_scores"]}:
        for centre in of.centres:
            if of.network(centre, year + 1):
                cells.setdefault((year, "cvm_network", kind, None, centre, None, None, None), [])
    means = {key: _mean(row["score"] for row in rows) for key, rows in cells.items()}
    found = []
    for key, rows in cells.items():
        year, breakdown, kind, field_th, centre, college, standard, indicator = key
        network = len(of.network(centre, year + 1)) if breakdown == "cvm_network" else None
        assessed = len({row["college_code"] for row in rows})
        before = means.get((year - 1, *key[1:]))
        mean = means[key]
        found.append(
            {"academic_year_be": year, "breakdown": breakdown, "standard_set": kind, "field_th": field_th}
            | {"centre_id": centre, "college_code": college, "standard": standard, "indicator_code": indicator}
            | {"indicator_title": _first(row["indicator_title"] for row in rows) if indicator else None}
            | {"colleges": network, "colleges_assessed": assessed}
            | {"colleges_submitted": len({row["college_code"] for row in rows if row["submitted_on"]})}
            | {"coverage": assessed / network if network else None, "judgements": len(rows)}
            | {f"score_{score}": sum(row["score"] == score for row in rows) for score in range(5, 0, -1)}
            | {"mean_score": mean, "mean_percent": _mean(row["percent"] for row in rows)}
            | {"mean_score_before": before}
            | {"change": mean - before if mean is not None and before is not None else None}
        )
    return found


def _mean(values: Iterable[float | None]) -> float | None:
    known_values = [value for value in values if value is not None]
    return sum(known_values) / len(known_values) if known_values else None


def _sum(values: Iterable[int | None]) -> int | None:
    known_values = [value for value in values if value is not None]
    return sum(known_values) if known_values else None


def _first(words: Iterable[str | None]) -> str | None:
    return min((word for word in words if word is not None), default=None)
