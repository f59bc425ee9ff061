"""What was said of graduates: the records of the follow-up, their day, and whose they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from tests.oracle.inputs import Inputs, Seeds
from tests.oracle.roster import GraduateKey, Rosters, Row, number_of


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a round."""

    row: Row
    recorded_on: date
    is_assumed: bool
    is_late: bool | None

    @property
    def outcome(self) -> str:
        """What it reports."""
        return str(self.row["outcome"])

    @property
    def round(self) -> int:
        """The round it declares."""
        return int(self.row["round"])

    @property
    def is_reached(self) -> bool:
        """Did the follow-up reach the graduate?"""
        return self.outcome != "unreachable"

    @property
    def newness(self) -> tuple[Any, ...]:
        """Of two records the newer is the one recorded later, of the higher round, of the later load."""
        return self.recorded_on, self.round, self.row["load_id"], self.row["student_key"]


@dataclass(frozen=True)
class FollowUp:
    """All records: those of graduates, newest last, and those of nobody in a roster."""

    of_graduate: dict[GraduateKey, list[Record]]
    unmatched: list[Record]

    @cached_property
    def rounds(self) -> dict[int, set[int]]:
        """Rounds of which an academic year holds a record."""
        found: dict[int, set[int]] = defaultdict(set)
        for record in chain(self.unmatched, *self.of_graduate.values()):
            found[record.row["academic_year_be"]].add(record.round)
        return found


def follow_up(inputs: Inputs, rosters: Rosters) -> FollowUp:
    """Every record with its graduate."""
    of_graduate: dict[GraduateKey, list[Record]] = defaultdict(list)
    unmatched = []
    for row in inputs.followups.to_dicts():
        record = dated(row, inputs.seeds)
        found = rosters.find(row, row["student_key"], number_of(row))
        if found is None:
            unmatched.append(record)
        else:
            of_graduate[found].append(record)
    for records in of_graduate.values():
        records.sort(key=lambda record: record.newness)
    return FollowUp(dict(of_graduate), unmatched)


def dated(row: Row, seeds: Seeds) -> Record:
    """The day of a record: as reported, else the earlier of the last day of its round and the arrival of the file."""
    window = seeds.round_windows.get((row["academic_year_be"], row["round"]))
    reported = row["reported_recorded_on"]
    if reported is not None:
        is_late = None if window is None else not window[0] <= reported <= window[1]
        return Record(row, reported, is_assumed=False, is_late=is_late)
    day = row["arrived_on"] if window is None else min(window[1], row["arrived_on"])
    return Record(row, day, is_assumed=True, is_late=None)
