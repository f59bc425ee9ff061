"""What a page shows: rows and columns of published tables as they stand there, cut by whose they are.

A slice computes nothing, so every value of a page is a cell of a published table; pages but count its rows by state.
All owners of a slice come from one query; a nation has hundreds of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.publishing.disclosure import quoted

if TYPE_CHECKING:
    import duckdb

OF_ALL = ""
"""The owner of what is everybody's."""

COLLEGE_PROVINCE = """(
    select any_value(homes.province_code) from dim_college as homes
    where homes.is_current and homes.college_code = sliced.college_code
)"""
"""The province in which a college is by now: all that is told of a college lies in the chunk of this province."""

_OWNER = "owner of the row"


@dataclass(frozen=True)
class Slice:
    """Rows of a published table that meet a condition, and the columns that are shown of them.

    `owner` is an expression of SQL over the row (whose table is called `sliced`): the chunk that it goes to.
    `name` is what scripts find the rows under, where it is not the name of the table.
    """

    table: str
    columns: Sequence[str]
    where: str = "true"
    owner: str | None = None
    name: str | None = None

    @property
    def known_as(self) -> str:
        """The name by which a script finds these rows."""
        return self.name or self.table


@dataclass(frozen=True)
class Cut:
    """The rows of a slice by owner, in the order of their columns, and what an owner without any has: none."""

    by_owner: Mapping[str, pl.DataFrame]
    none: pl.DataFrame

    def of(self, owner: str) -> pl.DataFrame:
        """The rows of an owner."""
        return self.by_owner.get(owner, self.none)


def cut(connection: duckdb.DuckDBPyConnection, part: Slice) -> Cut:
    """The rows of a slice; rows of nobody are left out."""
    columns = ", ".join(f"sliced.{quoted(name)}" for name in part.columns)
    owner = f"({part.owner})::varchar" if part.owner else f"'{OF_ALL}'"
    found = connection.sql(
        f"select {owner} as {quoted(_OWNER)}, {columns} from {quoted(part.table)} as sliced where {part.where} "
        "order by all"
    ).pl()
    none = found.drop(_OWNER).clear()
    if not part.owner:
        return Cut({OF_ALL: found.drop(_OWNER)}, none)
    owned = found.filter(pl.col(_OWNER).is_not_null())
    parts = owned.partition_by(_OWNER, maintain_order=True, include_key=False, as_dict=True)
    return Cut({str(owner): rows for (owner,), rows in parts.items()}, none)
