"""Establishments, and what the colleges enter and announce, worked out a second time from the raw rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.oracle.days import BUDDHIST_ERA, fiscal_year, last_day
from tests.oracle.inputs import NAMED_IN, Inputs, of_home
from tests.oracle.places import Places
from tests.oracle.table import Table

Row = dict[str, Any]

_OF_REGISTER = (
    "establishment_kind", "industry_code", "target_industry_id", "size_class", "employees", "registered_on",
    "updated_on", "reported_by", "has_contact", "has_phone",
)  # fmt: skip
_NOBODY = "บุคคลธรรมดา"
_FIRST, _LAST, _REPORT = (6, 16), (12, 31), (3, 31)


@dataclass(frozen=True)
class Known:
    """What goes in: raw rows as dictionaries, `register` with those that were replaced; `due` the open colleges."""

    inputs: Inputs
    register: list[Row]
    reports: list[Row]
    calendar: list[Row]
    due: list[str]
    years: list[int]


def known(home: Path, marts: Path, as_of: date) -> Known:
    """The raw rows of a home; colleges and years as a file of marts has them."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as build:

        def rows(table: str, of: str = "replaced_by_load_id is null") -> list[Row]:
            found: list[Row] = build.execute(f"select * from raw.{table} where {of}").pl().to_dicts()
            return found

        register, calendar = rows("establishments", "true"), rows("calendar", "true")
        reports = rows("event_reports")
    with duckdb.connect(str(marts), read_only=True) as connection:
        colleges = connection.execute(
            "select college_code from dim_college where is_current and source = 'register' "
            "and (status is null or status = 'open')"
        ).fetchall()
        years = connection.execute("select academic_year_be from dim_academic_year").fetchall()
    due = [code for (code,) in colleges]
    inputs = of_home(home, marts, as_of)
    return Known(inputs, register, reports, calendar, due, [year for (year,) in years])


def tables(of: Known) -> list[Table]:
    """Each table with its maker."""
    return [
        Table("dim_establishment", ("establishment_id",), frozenset(), partial(dim_establishment, of.inputs)),
        Table(
            "establishment_report",
            ("academic_year_be", "college_code"),
            frozenset({"establishment_report_id"}),
            partial(establishment_report, of),
        ),
    ]


def _kind(establishment_id: str) -> str:
    letters = {"P:": "provisional", "N:": "individual"}
    if establishment_id[:2] in letters:
        return letters[establishment_id[:2]]
    if establishment_id[:2].isalpha():
        return "foreign"
    if establishment_id[0] != "0" or "/" in establishment_id:
        return "community"
    return "government" if establishment_id.startswith("0994") else "juristic"


def dim_establishment(inputs: Inputs) -> pl.DataFrame:
    """Every establishment of the register or named elsewhere."""
    register = {row["establishment_id"]: row for row in inputs.market.register}
    namings: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for source, rows in inputs.market.namings.items():
        for row in rows:
            if row["establishment_id"]:
                age = (row["arrived_on"], row["load_id"], source, row["source_sha256"], row["row_number"])
                namings[row["establishment_id"]].append((age, fiscal_year(row[NAMED_IN[source]]), row))
    of_name: dict[str, list[str]] = defaultdict(list)
    for key, row in sorted(register.items()):
        if row["establishment_name_key"] and _kind(key) != "provisional":
            of_name[row["establishment_name_key"]].append(key)
    found = [
        _establishment(key, register.get(key), sorted(namings[key], key=lambda naming: naming[0]), of_name)
        for key in sorted({*register, *namings})
    ]
    for row in found:
        row["region_th"] = inputs.seeds.regions.get(row["province_code"])
    return pl.DataFrame(found, infer_schema_length=None)


def _establishment(
    key: str, entry: Row | None, namings: list[tuple[Any, ...]], of_name: dict[str, list[str]]
) -> dict[str, Any]:
    kind, held = _kind(key), entry or {}
    years = [year for _, year, _ in namings]
    names = [row["check_establishment_name"] for *_, row in namings if row["check_establishment_name"]]
    provinces = [
        row["check_establishment_province_code"] for *_, row in namings if row["check_establishment_province_code"]
    ]
    is_person = "individual" in (kind, held.get("establishment_kind"))
    alike = of_name.get(key if kind == "provisional" else held.get("establishment_name_key") or "", [])
    is_resolved = kind == "provisional" and len(alike) == 1
    others = [other for other in alike if other != key and _kind(other) != "individual"]
    country = held.get("country") or "TH"
    return {
        "establishment_id": key,
        "resolved_establishment_id": alike[0] if is_resolved else key,
        "id_kind": kind,
        "establishment_name": _NOBODY if is_person else held.get("establishment_name") or (names or [None])[-1],
        **{name: held.get(name) for name in _OF_REGISTER},
        "province_code": held.get("establishment_province_code") or (provinces or [None])[-1],
        "country": key[:2] if kind == "foreign" and country == "TH" else country,
        "is_registered": entry is not None,
        "first_named_fiscal_year_be": min(years, default=None),
        "last_named_fiscal_year_be": max(years, default=None),
        "named_in": ", ".join(sorted({age[2] for age, *_ in namings})) or None,
        "namings": len(namings),
        "possible_duplicate_of": None if is_resolved else ", ".join(others) or None,
    }


def establishment_report(of: Known) -> pl.DataFrame:
    """What each college has entered and announced, by academic year."""
    places, rows = Places(of.inputs), []
    for year in of.years:
        window = _window(of, year)
        entered, announced = _entered(of, year), _announced(of, window)
        starts_on, ends_on = last_day(year - 1), last_day(year)
        active = {
            college
            for college, entries in entered.items()
            if any(
                starts_on < day <= ends_on
                for entry in entries
                for day in (entry["registered_on"], entry["updated_on"])
                if day
            )
        }
        due = set(of.due) if window["is_due"] else set()
        for college in sorted(due | active | set(announced)):
            row = _report(year, college, window, entered.get(college, []), announced.get(college, []))
            first = row["first_registered_on"]
            row["status"] = _duty(first, window["last"], of.inputs.as_of, is_due=college in due)
            place = places.at(year, college)
            rows.append(row | {name: place[name] for name in ("region_th", "province_code", "ownership")})
    return pl.DataFrame(rows, infer_schema_length=None)


def _duty(done_on: date | None, last: date, as_of: date, *, is_due: bool = True) -> str:
    if done_on is not None:
        return "late" if done_on > last else "done"
    if not is_due:
        return "not_applicable"
    return "open" if as_of <= last else "overdue"


def _window(of: Known, year: int) -> Row:
    """The window of a year and the office's report on it: the calendar's, else those of the guideline."""
    own = [row for row in of.calendar if (row["year_kind"], row["year_be"]) == ("academic", year)]
    entering = next((row for row in own if row["done_when"].startswith("establishments.registered_on")), {})
    report = next((row for row in own if row["event_id"] == f"vcop-{year}-establishment-report"), {})
    begins = year - BUDDHIST_ERA
    opens = entering.get("opens_on")
    due_on = report.get("closes_on") or date(begins + 1, *_REPORT)
    done = [row["done_on"] for row in of.reports if row["event_id"] == f"vcop-{year}-establishment-report"]
    done_on = min(done, default=None)
    return {
        "first": opens or date(begins, *_FIRST),
        "last": entering.get("closes_on") or date(begins, *_LAST),
        "is_due": opens is not None and opens <= of.inputs.as_of,
        "report_due_on": due_on,
        "report_done_on": done_on,
        "report_status": _duty(done_on, due_on, of.inputs.as_of),
    }


def _entered(of: Known, year: int) -> dict[str, list[Row]]:
    """The newest of what each college has said of each establishment by the end of the year."""
    newest: dict[tuple[str, str], Row] = {}
    for row in sorted(of.register, key=lambda row: (row["arrived_on"], row["load_id"], row["row_number"])):
        if row["reported_by"]:
            newest[row["reported_by"], row["establishment_id"]] = row
    entered: dict[str, list[Row]] = defaultdict(list)
    for (college, _), row in newest.items():
        if (row["registered_on"] or row["arrived_on"]) <= last_day(year):
            entered[college].append(row)
    return entered


def _announced(of: Known, window: Row) -> dict[str, list[Row]]:
    announced: dict[str, list[Row]] = defaultdict(list)
    for row in of.inputs.market.namings["job_postings"]:
        if window["first"] <= row["posted_on"] <= window["last"]:
            announced[row["college_code"]].append(row)
    return announced


def _report(year: int, college: str, window: Row, entries: list[Row], postings: list[Row]) -> Row:
    begins, ends = last_day(year - 1), last_day(year)
    registered = [row["registered_on"] for row in entries if row["registered_on"] and row["registered_on"] > begins]
    row: Row = {
        "academic_year_be": year,
        "college_code": college,
        "basis": "counts",
        "window_opens_on": window["first"],
        "window_closes_on": window["last"],
        "first_registered_on": min(registered, default=None),
        "establishments": len(entries),
        "establishments_registered_in_window": sum(window["first"] <= day <= window["last"] for day in registered),
        "establishments_updated_in_year": sum(
            begins < entry["updated_on"] <= ends for entry in entries if entry["updated_on"]
        ),
        "establishments_without_id": sum(_kind(entry["establishment_id"]) == "provisional" for entry in entries),
        "establishments_with_contact": sum(bool(entry["has_contact"] or entry["has_phone"]) for entry in entries),
        **{name: window[name] for name in ("report_due_on", "report_done_on", "report_status")},
    }
    for kind, name in (("job", "jobs"), ("internship", "internships")):
        own = [posting for posting in postings if posting["posting_kind"] == kind]
        filled = [posting["filled"] for posting in own if posting["filled"] is not None]
        row[f"{name}_announced"] = len(own)
        row[f"{name}_openings"] = sum(posting["openings"] for posting in own)
        row[f"{name}_filled"] = sum(filled) if filled or not own else None
    return row
