"""The names of colleges as the current publication holds them."""

from __future__ import annotations

from pathlib import Path

from pipelines.publishing.connection import connect
from pipelines.publishing.errors import NothingPublished
from pipelines.reading.colleges import CollegeName


def published_names(home: Path) -> list[CollegeName]:
    """Every name of the register, former ones too; none before anything is published."""
    try:
        with connect(home, "internal") as connection:
            rows = connection.execute(
                "select distinct college_code, college_name_th, province_code from dim_college "
                "where source = 'register' order by all"
            ).fetchall()
    except NothingPublished:
        return []
    return [CollegeName(*row) for row in rows]
