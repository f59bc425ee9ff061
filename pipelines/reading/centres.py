"""A CVM centre told in words: its field, its branch and its college instead of its id (02 section 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import polars as pl

from pipelines.reading.resolution import read_seed, resolved
from pipelines.reading.text import each_compared_name

_BETWEEN = " ≠ "


def told_in_words(cells: pl.DataFrame, centre: str, words: Sequence[str]) -> pl.DataFrame:
    """The text cells with the column `centre` filled from the words that name it.

    Words that lead to no centre, or to another than the row's own, leave a text there that no centre has.

    Args:
        cells: text cells, some of the columns named perhaps missing.
        centre: the column of the centre.
        words: the columns of its field, its branch and its college.
    """
    names = [centre, *words]
    nothing = [pl.lit("").alias(name) for name in names if name not in cells.columns]
    texts = cells.with_columns(nothing).select(pl.col(name).fill_null("").str.strip_chars() for name in names)
    distinct = texts.unique()
    ids = resolved(distinct[centre], "centre").to_list()
    told = [_told(own, centre_id, said) for (own, *said), centre_id in zip(distinct.iter_rows(), ids, strict=True)]
    table = distinct.with_columns(pl.Series("told", told, dtype=pl.String))
    return cells.with_columns(texts.join(table, on=names, how="left", maintain_order="left")["told"].alias(centre))


def _told(own: str, centre_id: str | None, said: Sequence[str]) -> str:
    field, branch, college = each_compared_name(said)
    if not field or not college:
        return own
    branches = _centres().get((field, college), {})
    found = branches.get(branch) or (next(iter(branches.values())) if len(branches) == 1 and not branch else None)
    words = " ".join(filter(None, said))
    if not own:
        return found or words
    return own if centre_id is None or centre_id == found else f"{words}{_BETWEEN}{own}"


@cache
def _centres() -> dict[tuple[str, str], dict[str, str]]:
    """(field, college) → branch → centre id, by the names as they are and as the appointment prints them."""
    centres: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in read_seed("cvm_centres"):
        branch = row["branch_th"]
        for field in (row["field_th"], row["field_th_as_printed"]):
            for college in (row["college_name_th"], row["college_th_as_printed"]):
                plain_field, plain_branch, plain_college = each_compared_name([field, branch, college])
                centres[plain_field, plain_college][plain_branch] = row["centre_id"]
    return dict(centres)
