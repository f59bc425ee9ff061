"""What a college says of a year besides its people's outcomes: which sources, from which rows."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import colleges_at_work as at_work
from pipelines.synthetic import demand, teaching, testing
from pipelines.synthetic.establishments import register_of
from pipelines.synthetic.placements import placements
from pipelines.synthetic.rows import Row
from pipelines.synthetic.world import College

OWN = ("establishments", "demands", "placements")
"""The sources that a college sends in files of its own, out of its system as its learners; the others are put together
for a province."""


def work_of(
    seed: int,
    college: College,
    year_be: int,
    learners: Sequence[Row],
    graduates: Sequence[Row],
    near: Sequence[College],
) -> dict[str, list[Row]]:
    """The rows of a college by source; those of no year are said once, with the newest.

    Args:
        learners: rows of `students` of the year.
        graduates: rows of `graduates` of the year.
        near: colleges of whose establishments and teachers it knows some.
    """
    is_newest = year_be == assumed.LATEST_YEAR_BE
    orders, groups = at_work.orders_and_groups(seed, college, year_be)
    is_public = college.ownership == "public"
    return {
        "establishments": register_of(seed, college, year_be) if is_newest else [],
        "demands": demand.demands(seed, college, year_be, near),
        "placements": placements(seed, college, year_be, learners),
        "job_postings": demand.job_postings(seed, college, year_be),
        "agreements": demand.agreements(seed, college) if is_newest else [],
        "workplace_experts": demand.workplace_experts(seed, college, year_be),
        "short_courses": testing.short_courses(seed, college, year_be),
        "teachers": teaching.roster(seed, college, year_be, near),
        "teacher_development": teaching.development(seed, college, year_be),
        "teacher_skills": teaching.skills(seed, college, year_be),
        "certifications": testing.certifications(seed, college, year_be, learners, graduates),
        "assessment_centres": testing.assessment_centres(seed, college) if is_newest else [],
        "working_group_orders": orders,
        "working_groups": groups,
        "sar_scores": at_work.sar_scores(seed, college, year_be),
        "emvs_progress": at_work.emvs_progress(seed, college.code, year_be) if is_public else [],
        "event_reports": at_work.event_reports(seed, college.code, _applies(is_public), year_be) if is_newest else [],
        "enrolment_counts": at_work.enrolment_counts(learners),
    }


def _applies(is_public: bool) -> tuple[str, ...]:
    """To whom of the calendar a college belongs."""
    return ("college", "public_college", "public_college_and_institute") if is_public else ("college",)
