"""The graduates of all rosters with their records: what every table of the records basis begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.oracle.inputs import Inputs
from tests.oracle.outcome import Outcome, outcome
from tests.oracle.places import Places
from tests.oracle.records import FollowUp, Record, follow_up
from tests.oracle.roster import Graduate, GraduateKey, Rosters, rosters


@dataclass(frozen=True)
class Judged:
    """A graduate, all records of this person there (oldest first), and what those that count come to."""

    key: GraduateKey
    graduate: Graduate
    records: tuple[Record, ...]
    outcome: Outcome

    @property
    def is_recorded_on_assumed(self) -> bool:
        """Was the deciding record's day assumed? Where none counts, that of any: it may be the reason."""
        deciding = self.outcome.deciding
        return deciding.is_assumed if deciding is not None else any(record.is_assumed for record in self.records)

    @property
    def has_assumed_dates(self) -> bool:
        """Was the day of graduation, or that of a record as above, assumed?"""
        return self.graduate.counted.basis != "reported" or self.is_recorded_on_assumed


@dataclass(frozen=True)
class World:
    """The inputs, and what several tables need of them."""

    inputs: Inputs

    @cached_property
    def rosters(self) -> Rosters:
        """Who graduated."""
        return rosters(self.inputs)

    @cached_property
    def follow_up(self) -> FollowUp:
        """What was said of them."""
        return follow_up(self.inputs, self.rosters)

    @cached_property
    def places(self) -> Places:
        """Where the colleges were."""
        return Places(self.inputs)

    @cached_property
    def judged(self) -> list[Judged]:
        """Every graduate on all records."""
        return list(self.as_of_round(None))

    def as_of_round(self, latest: int | None) -> Iterator[Judged]:
        """Every graduate on the records of rounds 1 to `latest`."""
        for key, graduate in self.rosters.graduates.items():
            records = tuple(
                record for record in self.follow_up.of_graduate.get(key, ()) if latest is None or record.round <= latest
            )
            yield Judged(key, graduate, records, outcome(graduate.counted.graduated_on, records))
