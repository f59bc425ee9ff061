"""The nation, a province or an institute in a year, and the published cells that are about it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reporting.printed.figures import Figure, Figures

# a cell of the cube with the three rates that are most asked for
_CELLS = """
    select cube.*, headline.rate, headline.ci_low, headline.ci_high, headline.bound_low, headline.bound_high,
        headline.response_rate, headline.reliability, of_followed.rate as rate_of_followed,
        with_study.rate as rate_with_study
    from employment_one_year as cube
    left join employment_rates as headline
        on cube.cell_id = headline.cell_id and headline.definition_id = 'ovec_one_year'
    left join employment_rates as of_followed
        on cube.cell_id = of_followed.cell_id and of_followed.definition_id = 'of_followed'
    left join employment_rates as with_study
        on cube.cell_id = with_study.cell_id and with_study.definition_id = 'qa_work_or_study'
    where cube.academic_year_be = $year and cube.breakdown = $breakdown
        and ($place is null or $place in (cube.province_code, cube.institute_name))
    order by cube.college_code, cube.province_code nulls last, cube.graduates desc, cube.field_th nulls last
"""
_CELLS_OF_INSTITUTE = _CELLS.replace(
    "$place in (cube.province_code, cube.institute_name)",
    "cube.college_code in (select college_code from dim_college where is_current and institute_name = $place)",
)


@dataclass(frozen=True)
class Area:
    """The nation, a province or an institute in a year; `breakdown` is its own in the published tables."""

    figures: Figures
    breakdown: str
    place: str | None
    name: str
    year: int

    def cells(self, breakdown: str, year: int | None = None) -> list[Figure]:
        """The cells of a breakdown in the area, with their rates; of another year where it is given."""
        query = _CELLS_OF_INSTITUTE if self.breakdown == "institute" and breakdown != "institute" else _CELLS
        return self.figures.rows(query, year=year or self.year, breakdown=breakdown, place=self.place)

    def rows(self, query: str) -> list[Figure]:
        """The rows of a query that may ask for the area's $year, $breakdown and $place."""
        named = {"year": self.year, "breakdown": self.breakdown, "place": self.place}
        return self.figures.rows(query, **{name: value for name, value in named.items() if f"${name}" in query})
