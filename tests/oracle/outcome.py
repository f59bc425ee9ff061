"""What became of one graduate within a year: the table of 03, section 1, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tests.oracle.days import window_end
from tests.oracle.records import Record

EMPLOYED = ("employed", "employed_studying")
STUDYING = ("studying", "employed_studying")
WORKING = ("employed", "self_employed", "employed_studying")
SEEKING = ("waiting", "unemployed")
OUTCOMES = (
    "employed", "self_employed", "studying", "employed_studying", "waiting", "unemployed", "military", "ordained",
    "ill", "deceased", "other",
)  # fmt: skip
"""Every outcome of those who were reached."""


@dataclass(frozen=True)
class Outcome:
    """The records of a graduate that count, oldest first, and what follows from them."""

    graduated_on: date
    counting: tuple[Record, ...]

    def _newest(self, outcomes: Sequence[str]) -> Record | None:
        return next((record for record in reversed(self.counting) if record.outcome in outcomes), None)

    def _ever(self, outcomes: Sequence[str]) -> bool:
        return self._newest(outcomes) is not None

    @property
    def is_followed(self) -> bool:
        """Some record that counts is not `unreachable`."""
        return any(record.is_reached for record in self.counting)

    @property
    def is_employed(self) -> bool:
        """Ever employed, or employed and studying."""
        return self._ever(EMPLOYED)

    @property
    def is_ever_self_employed(self) -> bool:
        """Ever self-employed."""
        return self._ever(("self_employed",))

    @property
    def is_self_employed(self) -> bool:
        """Ever self-employed, never employed."""
        return self.is_ever_self_employed and not self.is_employed

    @property
    def is_obtained_work(self) -> bool:
        """Employed or self-employed."""
        return self.is_employed or self.is_self_employed

    @property
    def is_further_study(self) -> bool:
        """Ever studying, whether or not at work."""
        return self._ever(STUDYING)

    @property
    def is_work_or_study(self) -> bool:
        """At work or in study, once."""
        return self.is_obtained_work or self.is_further_study

    @property
    def last_known(self) -> Record | None:
        """The newest record that counts and is not `unreachable`."""
        return self._newest(OUTCOMES)

    @property
    def last_known_outcome(self) -> str | None:
        """What the last known record says."""
        return None if self.last_known is None else self.last_known.outcome

    @property
    def state(self) -> str:
        """The one thing a graduate counts as: work before study before the last known outcome."""
        if self.is_employed:
            return "employed"
        if self.is_self_employed:
            return "self_employed"
        if self.is_further_study:
            return "study_only"
        last = self.last_known_outcome
        if last is None:
            return "not_followed"
        return "seeking" if last in SEEKING else last

    @property
    def job(self) -> Record | None:
        """The one record that tells the job; older ones never fill its gaps."""
        return self._newest(EMPLOYED) or self._newest(("self_employed",))

    @property
    def sector(self) -> str | None:
        """Sector of the job; the self-employed have none."""
        return self.job.row["employer_sector"] if self.is_employed and self.job else None

    @property
    def first_work_started_on(self) -> date | None:
        """The earliest first day at work that a record tells."""
        days = [r.row["started_on"] for r in self.counting if r.outcome in WORKING and r.row["started_on"] is not None]
        return min(days, default=None)

    @property
    def days_to_work(self) -> int | None:
        """From graduation to the first day at work; a job held at graduation took none."""
        first = self.first_work_started_on
        return None if first is None else max((first - self.graduated_on).days, 0)

    @property
    def deciding(self) -> Record | None:
        """The record that decides: of the job, else of study, else the last known, else the newest of all."""
        newest = self.counting[-1] if self.counting else None
        return self.job or self._newest(("studying",)) or self.last_known or newest

    def counts(self) -> dict[str, int]:
        """The columns of the cube, each 0 or 1."""
        state, sector = self.state, self.sector
        known = ("private", "government", "state_enterprise")
        return {
            "graduates": 1,
            "followed": int(self.is_followed),
            "not_followed": int(not self.is_followed),
            "employed": int(self.is_employed),
            **{f"work_{name}": int(self.is_employed and sector == name) for name in known},
            "work_sector_unknown": int(self.is_employed and sector not in known),
            "self_employed": int(self.is_self_employed),
            "obtained_work": int(self.is_obtained_work),
            "further_study": int(self.is_further_study),
            "work_or_study": int(self.is_work_or_study),
            "study_only": int(self.is_further_study and not self.is_obtained_work),
            **{name: int(state == name) for name in ("seeking", "military", "ordained", "ill", "deceased", "other")},
        }


def outcome(graduated_on: date, records: Iterable[Record]) -> Outcome:
    """What the records of a graduate, oldest first, come to."""
    return Outcome(graduated_on, tuple(record for record in records if counts(record, graduated_on)))


def counts(record: Record, graduated_on: date) -> bool:
    """Recorded within a year of graduation, or telling of work begun by its end; a job already held counts too."""
    end = window_end(graduated_on)
    if graduated_on <= record.recorded_on <= end:
        return True
    started = record.row["started_on"]
    return record.outcome in WORKING and started is not None and started <= end
