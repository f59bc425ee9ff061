"""The rows of published tables that reports print: read for many reports at once, and handed out one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipelines.publishing.explaining.rows import column_names

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Publication
    from pipelines.reporting.printed.writing import Writing

Figure = dict[str, Any]
"""A row of a published table."""


class Figures:
    """The tables of one publication, and how their figures are written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, publication: Publication, writing: Writing):
        self._connection = connection
        self.publication = publication
        self.writing = writing

    @property
    def places(self) -> int:
        """Decimals of a percentage: the public file has whole ones."""
        return 0 if self.publication.is_public else 1

    @property
    def as_of(self) -> str:
        """The day that the figures are of, in full."""
        return self.writing.day(date.fromisoformat(self.publication.manifest["as_of"]))

    def has(self, table: str) -> bool:
        """Whether this file of the publication holds a table."""
        return bool(column_names(self._connection, table))

    def rows(self, query: str, **asked: Any) -> list[Figure]:
        """The rows of a query, which has to give them an order."""
        found = self._connection.execute(query, asked or None)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    def by(self, key: str | Sequence[str], query: str, **asked: Any) -> dict[Any, list[Figure]]:
        """The rows of a query by the value of a column, or by those of several."""
        grouped: dict[Any, list[Figure]] = {}
        for row in self.rows(query, **asked):
            own = row[key] if isinstance(key, str) else tuple(row[name] for name in key)
            grouped.setdefault(own, []).append(row)
        return grouped

    @cached_property
    def levels(self) -> dict[str | None, str]:
        """Short name of each level, in the order of reports."""
        found = self.rows("select level, level_label_th from dim_level order by sort_order")
        return {**{row["level"]: row["level_label_th"] for row in found}, None: "ไม่ทราบระดับ"}

    @cached_property
    def definitions(self) -> dict[str, Figure]:
        """The definitions of the employment rate, in the order of reports."""
        return {row["definition_id"]: row for row in self.rows("from dim_indicator order by sort_order, definition_id")}
