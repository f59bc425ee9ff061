"""Where a college was, and whose it was, at the end of an academic year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from tests.oracle.days import last_day
from tests.oracle.inputs import Inputs

PLACE_COLUMNS = ("region_th", "province_code", "institute_name", "ownership")


class Places:
    """The register, as dated."""

    def __init__(self, inputs: Inputs) -> None:
        self._regions = inputs.seeds.regions
        self._versions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in inputs.colleges.to_dicts():
            self._versions[row["college_code"]].append(row)
        for versions in self._versions.values():
            versions.sort(key=lambda row: row["valid_from"] or date.min)

    def at(self, academic_year_be: int, college_code: str) -> dict[str, str | None]:
        """Region, province, institute and ownership on the last day of the year; the first version reaches back.

        The region is always that of the province, whatever a register says.
        """
        end = last_day(academic_year_be)
        versions = self._versions.get(college_code, [])
        begun = [row for row in versions if row["valid_from"] is None or row["valid_from"] <= end]
        if not versions:
            return dict.fromkeys(PLACE_COLUMNS)
        row = begun[-1] if begun else versions[0]
        return {
            "region_th": self.region(row["province_code"]),
            "province_code": row["province_code"],
            "institute_name": row["institute_name"],
            "ownership": row["ownership"],
        }

    def region(self, province_code: str | None) -> str | None:
        """OVEC's region of a province."""
        return None if province_code is None else self._regions.get(province_code)

    def frame(self, pairs: Iterable[tuple[int, str]]) -> pl.DataFrame:
        """The place of each academic year and college."""
        rows = [
            {"academic_year_be": year, "college_code": college, **self.at(year, college)}
            for year, college in sorted(set(pairs))
        ]
        schema = {"academic_year_be": pl.Int64, **dict.fromkeys(("college_code", *PLACE_COLUMNS), pl.String)}
        return pl.DataFrame(rows, schema=schema)
