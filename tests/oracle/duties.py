"""Events and duties worked out a second time, one by one and reporter by reporter, over the rows as loaded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.years import academic_year_be, academic_year_days, fiscal_year_be, fiscal_year_days
from tests.oracle.people import World

_PROOF = re.compile(
    r"(\w+)\.(\w+)(?:\[(.*?)\])? (?:(first|last|filled)|nth (\d+)|share (\S+) of (\w+)(\[final_year\])?)"
)
_LAST_YEARS = {"voc_cert": 3, "high_voc_cert": 2, "bachelor": 4}
_HERE = ("studying", "on_leave", "graduated")
_WORST_FIRST = ("overdue", "open", "late", "done")

Row = dict[str, Any]
Counts = tuple[int, int] | tuple[None, None]


class Proved(NamedTuple):
    """The day that a proof gives, whether it is about nobody, and, of a share, how many are asked and told of."""

    day: date | None
    is_about_nobody: bool = False
    people: Counts = (None, None)


class Duty(NamedTuple):
    """How an event stands with a reporter."""

    state: str
    done_on: date | None
    people: Counts


@dataclass(frozen=True)
class Duties:
    """A home, and the graduates and records of its follow-up as the oracle knows them."""

    home: Path
    marts: Path
    world: World

    @cached_property
    def compliance(self) -> dict[tuple[str, str], Duty]:
        """Every event and reporter."""
        found = {}
        for event in self._raw("calendar"):
            for reporter, college, centre, is_there in self._owed(event):
                done = self._done(event, reporter, college, centre)
                state = self._state(event, done.day, is_there and not done.is_about_nobody)
                found[event["event_id"], reporter] = Duty(state, done.day, done.people)
        return found

    def of_groups(self, duties: Iterable[Row], events: Iterable[Row]) -> dict[tuple[int, str, str], tuple[Any, ...]]:
        """State, day and last day of every duty of a working group by year, college and duty; of rows of seeds."""
        days = {event["event_id"]: event["closes_on"] for event in self._raw("calendar")}
        asked = {
            event["year_be"] for event in self._raw("calendar")
            if event["year_kind"] == "academic" and "working_group_orders." in event["done_when"]
        }  # fmt: skip
        held = [row for name in ("working_group_orders", "working_groups") for row in self._raw(name)]
        asked |= {row["academic_year_be"] for row in held}
        of_duty = list(events)
        found = {}
        for year, duty in product(sorted(asked), [duty for duty in duties if duty["done_when"]]):
            as_event = duty | {"event_id": None, "applies_to": "college", "year_kind": "academic", "year_be": year,
                               "closes_on": None}  # fmt: skip
            named = [
                row["event_id"].replace("*", str(year - int(row["years_back"])))
                for row in of_duty if row["duty_id"] == duty["duty_id"]
            ]  # fmt: skip
            for reporter, college, _, is_there in self._owed(as_event):
                if is_there:
                    stands = {name: self.compliance[name, reporter] for name in named if name in days}
                    found[year, reporter, duty["duty_id"]] = (
                        self._worst(stands, days) if stands else self._by_itself(as_event, reporter, college)
                    )
        return found

    @staticmethod
    def _worst(stands: dict[str, Duty], days: dict[str, date | None]) -> tuple[Any, ...]:
        states = [one.state for one in stands.values()]
        state = next((state for state in _WORST_FIRST if state in states), "not_applicable")
        done = [one.done_on for one in stands.values() if one.state != "not_applicable" or one.done_on]
        ends = [day for day in (days[name] for name in stands) if day]
        left = [day for name, one in stands.items() if one.state in ("open", "overdue") and (day := days[name])]
        done_on = max((day for day in done if day), default=None) if all(done) else None
        return state, done_on, min(left, default=None) or max(ends, default=None)

    def _by_itself(self, duty: Row, reporter: str, college: str | None) -> tuple[Any, ...]:
        done = self._done(duty, reporter, college, None)
        return self._state(duty, done.day, not done.is_about_nobody), done.day, None

    def _state(self, event: Row, done_on: date | None, is_owed: bool) -> str:
        closes_on, as_of = event["closes_on"], self.world.inputs.as_of
        if done_on is not None and done_on <= as_of:
            return "late" if closes_on is not None and done_on > closes_on else "done"
        if not is_owed:
            return "not_applicable"
        return "overdue" if closes_on is not None and as_of > closes_on else "open"

    def _owed(self, event: Row) -> Iterator[tuple[str, str | None, str | None, bool]]:
        to = event["applies_to"]
        if to == "office":
            yield "OVEC", None, None, True
        if to == "centre":
            for row in self._mart("dim_cvm_centre"):
                is_there = event["year_be"] >= row["appointed_fiscal_year_be"]
                yield row["centre_id"], row["college_code"], row["centre_id"], is_there
        if to == "public_college_and_institute":
            for row in self._mart("dim_institute"):
                yield row["institute_name"], row["institute_name"], None, True
        if "college" in to:
            ends = academic_year_days if event["year_kind"] == "academic" else fiscal_year_days
            day = event["closes_on"] or ends(event["year_be"])[1]
            for row in self._mart("dim_college"):
                stands = (row["valid_from"] or date.min) <= day < (row["valid_to"] or date.max)
                if row["source"] == "register" and stands and (to == "college" or row["ownership"] == "public"):
                    yield row["college_code"], row["college_code"], None, (row["status"] or "open") == "open"

    def _done(self, event: Row, reporter: str, college: str | None, centre: str | None) -> Proved:
        groups: list[tuple[date | None, bool]] = []
        people: Counts = (None, None)
        for group in event["done_when"].split(" | "):
            proofs = [self._proved(event, proof, reporter, college, centre) for proof in group.split(" + ")]
            days = [proof.day for proof in proofs if proof.day is not None]
            groups.append(
                (max(days) if len(days) == len(proofs) else None, any(proof.is_about_nobody for proof in proofs))
            )
            people = next((one.people for one in proofs if people[0] is None and one.people[0] is not None), people)
        return Proved(min((day for day, _ in groups if day), default=None), all(nobody for _, nobody in groups), people)

    def _proved(self, event: Row, proof: str, reporter: str, college: str | None, centre: str | None) -> Proved:
        match = _PROOF.fullmatch(proof)
        assert match is not None, proof
        source, column, conditions, rule, nth, share, of, final = match.groups()
        asked = dict(one.split("=") for one in (conditions or "").replace(" ", "").split(",") if one)
        for name in {"academic_year_be", "fiscal_year_be"} & asked.keys():
            year = asked.pop(name)
            year_be = event["year_be"] + int(year[1:] or 0) if year.startswith("*") else int(year)
            event = event | {"year_kind": name.split("_")[0], "year_be": year_be}
        days: list[tuple[date, Any]] = []
        for row in self._rows(source):
            day = row["arrived_on"] if rule == "filled" else row[column]
            is_own = (
                row.get("centre_id") == centre
                if centre and "centre_id" in row
                else (reporter == "OVEC" and source != "event_reports")
                or self._reporter(row) == college
                or self._reporter(row) == reporter
            )
            if row[column] is not None and is_own and self._is_of_event(event, source, row, day) and all(
                str(row[name]) == value for name, value in asked.items()
            ):  # fmt: skip
                days.append((day, row.get("person")))
        distinct = sorted({day for day, _ in days})
        if share:
            return self._shared(days, self._people(source, of, asked, bool(final), event, college), share)
        if nth:
            return Proved(distinct[int(nth) - 1] if len(distinct) >= int(nth) else None)
        return Proved(distinct[-1 if rule == "last" else 0] if distinct else None)

    @staticmethod
    def _shared(days: list[tuple[date, Any]], people: set[Any] | None, share: str) -> Proved:
        if people is None:
            return Proved(None)
        counts = len(people), len({person for _, person in days} & people)
        for day in sorted({day for day, _ in days}):
            there = {person for when, person in days if when <= day} & people
            if there and len(there) >= Fraction(share) * len(people):
                return Proved(day, people=counts)
        return Proved(None, not people, counts)

    def _people(
        self, source: str, of: str, asked: dict[str, str], final: bool, event: Row, college: str | None
    ) -> set[Any] | None:
        """None where nothing that is held tells who they are."""
        year = event["year_be"]
        learners = [
            row for row in self._rows("students") if (row["academic_year_be"], row["college_code"]) == (year, college)
        ]
        here = [row for row in learners if row["status"] in _HERE]
        last = {row["person"]: self._is_last_year(row) for row in here}
        if of == "graduates":
            own = {key for key in self.world.rosters.graduates if key[:2] == (year, college)}
            nobody = bool(learners) and all(is_last is False for is_last in last.values())
            return own or (set() if nobody else None)
        assert of == "students", of
        if source == of:
            here = [row for row in here if all(str(row[name]) == value for name, value in asked.items())]
        found = {row["person"] for row in here if not final or last[row["person"]]}
        if not learners or (final and not found and None in last.values()):
            return None
        return found

    @staticmethod
    def _is_last_year(row: Row) -> bool | None:
        if row["level"] not in _LAST_YEARS:
            return False
        if row["is_beyond_course"]:
            return True
        return None if row["year_of_study"] is None else row["year_of_study"] >= _LAST_YEARS[row["level"]]

    @staticmethod
    def _reporter(row: Row) -> str | None:
        return next((row[name] for name in ("college_code", "reported_by", "reporter_code") if name in row), None)

    @staticmethod
    def _is_of_event(event: Row, source: str, row: Row, day: date) -> bool:
        if source == "event_reports":
            return bool(row["event_id"] == event["event_id"])
        kind = event["year_kind"]
        if f"{kind}_year_be" in row:
            return bool(row[f"{kind}_year_be"] == event["year_be"])
        if "academic_year_be" in row or "fiscal_year_be" in row:
            year = row.get("academic_year_be", row.get("fiscal_year_be", 0) - 1)
            return bool(year + (kind == "fiscal") == event["year_be"])
        return bool((academic_year_be if kind == "academic" else fiscal_year_be)(day) == event["year_be"])

    def _rows(self, source: str) -> list[Row]:
        if source not in self._kept:
            rows = self._raw(source)
            if source == "students":
                rows = [row | {"person": row["student_key"]} for row in rows]
            elif source == "intentions":
                rows = [row | {"person": row["learner_key"]} for row in self.world.inputs.answers.to_dicts()]
            elif source == "followups":
                rows = [
                    record.row | {"recorded_on": record.recorded_on, "person": key}
                    for key, records in self.world.follow_up.of_graduate.items()
                    for record in records
                ]
            self._kept[source] = rows
        return self._kept[source]

    @cached_property
    def _kept(self) -> dict[str, list[Row]]:
        return defaultdict(list)

    def _raw(self, table: str) -> list[Row]:
        with duckdb.connect(str(self.home / "warehouse" / "build.duckdb"), read_only=True) as connection:
            frame = connection.execute(f"select * from raw.{table}").pl()
        rows: list[Row] = frame.to_dicts()
        return [row for row in rows if row.get("replaced_by_load_id") is None]

    def _mart(self, table: str) -> list[Row]:
        if table not in self._kept:
            with duckdb.connect(str(self.marts), read_only=True) as connection:
                self._kept[table] = connection.execute(f"select * from {table}").pl().to_dicts()
        return self._kept[table]
