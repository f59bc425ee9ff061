"""Files that no college sends alone: those of a province put together, those of a centre, and those of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import centres_at_work as at_work
from pipelines.synthetic import colleges_at_work, results
from pipelines.synthetic.centres_at_work import CentreYear
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.reference import Centre
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sending import Habits, Sender, Sent
from pipelines.synthetic.shapes import SHAPES
from pipelines.synthetic.units import curriculum_units
from pipelines.synthetic.world import College

OFFICE = "สอศ"
OVEC = "OVEC"
_PUT_TOGETHER = ("template", "plain", "thai_digits", "excel_dates", "csv_utf8", "csv_874", "tsv")
"""Shapes that say of every row which college it is of."""
_OF_CENTRES = (*_PUT_TOGETHER, "by_name")
_OF_COLLEGES = ("network_members", "event_reports")
"""Sources of centres that name colleges by their codes alone."""


def files_put_together(
    seed: int, name: str, year_be: int, rows: Mapping[str, Sequence[Row]], share: float, college: College
) -> Iterator[Sent]:
    """The sources that several hand in through somebody called `name`, one file of each.

    Args:
        college: any of them.
    """
    for source, said in rows.items():
        yield from _sent(seed, name, year_be, share, college, source, said, _PUT_TOGETHER)


def _sent(
    seed: int,
    name: str,
    year_be: int,
    share: float,
    college: College,
    source: str,
    rows: Sequence[Row],
    shapes: Sequence[str],
) -> Iterator[Sent]:
    shares = Table({shape: assumed.SHAPES[shape] for shape in shapes})
    shape = SHAPES[Chance(seed, "shape", name, source).draw(shares)]
    ways = Habits(followups=shape.id, own=shape, has_roster=False, has_form=False, surveys=False)
    yield from Sender(seed, college, year_be, share, ways, name).own(source, rows, shape)


def files_of_office(seed: int, year_be: int, share: float, colleges: Sequence[College]) -> Iterator[Sent]:
    """What the office itself writes down: the units of every curriculum, its own events, the progress of institutes."""
    taught = {(one.level, one.field_th) for college in colleges for one in college.taught}
    regions = sorted({college.province.region_th for college in colleges})
    institutes = [f"สถาบันการอาชีวศึกษาตัวอย่าง {region}" for region in regions]
    rows = {
        "curriculum_units": curriculum_units(seed, taught),
        "event_reports": colleges_at_work.event_reports(seed, OVEC, ("office",), year_be),
        "emvs_progress": [row for name in institutes for row in colleges_at_work.emvs_progress(seed, name, year_be)],
    }
    yield from files_put_together(seed, OFFICE, year_be, rows, share, colleges[0])


def files_of_centre(
    seed: int,
    centre: Centre,
    fiscal_years: Sequence[int],
    colleges: Sequence[College],
    found: results.Results,
    share: float,
) -> Iterator[Sent]:
    """The files of one centre, all fiscal years in each.

    Args:
        found: the results of the colleges of the drop by field.
    """
    rows: dict[str, list[Row]] = {}
    members = at_work.network(centre, colleges)
    for fiscal_year_be in fiscal_years:
        work = CentreYear(seed, centre, fiscal_year_be, members, at_work.manner_of(seed, centre))
        for source, of_year in rows_of_centre(work, fiscal_year_be == fiscal_years[0], found).items():
            rows.setdefault(source, []).extend(of_year)
    name, year_be = f"ศูนย์ {centre.centre_id}", fiscal_years[-1] - 1
    for source, of_years in rows.items():
        shapes = _PUT_TOGETHER if source in _OF_COLLEGES else _OF_CENTRES
        yield from _sent(seed, name, year_be, share, colleges[0], source, of_years, shapes)


def rows_of_centre(work: CentreYear, is_first: bool, found: results.Results) -> dict[str, list[Row]]:
    """The rows of a centre in a fiscal year by source."""
    plans, items = at_work.plans_and_items(work, is_first=is_first)
    rows = {
        "network_members": at_work.network_members(work),
        "plans": plans,
        "plan_items": items,
        "centre_meetings": at_work.centre_meetings(work),
        "centre_boards": at_work.centre_boards(work),
        "knowledge_assets": at_work.knowledge_assets(work),
        "recommendations": at_work.recommendations(work),
        "event_reports": at_work.centre_event_reports(work),
    }
    said = results.of_fields(found, work.fiscal_year_be, work.centre.fields)
    return rows | {"centre_activities": at_work.centre_activities(work, said, rows)}
