"""What a college says of a year besides its people's outcomes: which sources, from which rows."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import demand
from pipelines.synthetic.establishments import neighbours, register_of
from pipelines.synthetic.placements import placements
from pipelines.synthetic.rows import Row
from pipelines.synthetic.world import College, colleges


def own_work(seed: int, college: College, year_be: int, learners: Sequence[Row]) -> dict[str, list[Row]]:
    """The sources that every college sends in files of its own; those without a year once, with the newest.

    Args:
        learners: rows of `students` of the year.
    """
    near = neighbours(college, colleges(seed))
    found = {
        "demands": demand.demands(seed, college, year_be, near),
        "job_postings": demand.job_postings(seed, college, year_be),
        "placements": placements(seed, college, year_be, learners),
    }
    if year_be == assumed.LATEST_YEAR_BE:
        found["establishments"] = register_of(seed, college, year_be)
        found["agreements"] = demand.agreements(seed, college)
    return found
