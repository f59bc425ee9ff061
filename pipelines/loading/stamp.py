"""What a run writes on everything it loads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class RunStamp:
    """`as_of` is the run's business date, `now` the time of the clock, `run_id` sorts by time."""

    run_id: str
    as_of: date
    now: datetime
    project_fingerprint: str
