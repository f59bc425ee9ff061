"""CSV for every program that reads tables, Parquet for those that also want to know their types.

A cell of a CSV that begins as a formula does is dangerous to whoever opens the file in a spreadsheet. So a text that
begins with = + - @ (or their wide forms, perhaps after blanks), with a tab or with a line's end has one apostrophe put
before it, and so has one that begins with apostrophes before such a sign. Whoever needs the text itself takes one
apostrophe away from whatever matches `GUARDED`: `unguarded` does. Nothing else is altered; numbers are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipelines.exporting.described import Table

_STARTS = r"(?:\s*[=+\-@＝＋－＠]|[\t\r\n])"
DANGEROUS = rf"^'*{_STARTS}"
GUARDED = rf"^'+{_STARTS}"
"""What a text of a CSV begins with that has an apostrophe too many (as Python and Rust write patterns)."""


def write_csv(target: Path, batches: Iterable[pl.DataFrame]) -> int:
    """Writes UTF-8 with a mark at its start and a heading of column names; says how many texts have an apostrophe.

    An empty cell is unknown or not shown; an empty text is written as "". True and false are words, days are
    YYYY-MM-DD, moments have their offset.
    """
    guarded = 0
    with target.open("wb") as file:
        for place, frame in enumerate(batches):
            shown, touched = guarded_frame(frame)
            guarded += touched
            shown.with_columns(pl.selectors.datetime().dt.to_string("%Y-%m-%dT%H:%M:%S%.6f%:z")).write_csv(
                file, include_bom=place == 0, include_header=place == 0
            )
    return guarded


def guarded_frame(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with an apostrophe before each dangerous text, and how many of them there are."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    dangerous = {name: pl.col(name).str.contains(DANGEROUS) for name in texts}
    if not texts:
        return frame, 0
    counted = frame.select(pl.sum_horizontal(found.sum() for found in dangerous.values()))
    shown = frame.with_columns(
        pl.when(found).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name, found in dangerous.items()
    )
    return shown, int(counted.item() or 0)


def unguarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The texts as they were before `guarded_frame`."""
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(GUARDED)).then(pl.col(name).str.slice(1)).otherwise(pl.col(name)).alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )


def write_parquet(target: Path, table: Table, batches: Iterable[pl.DataFrame], told: dict[str, str]) -> None:
    """Writes Parquet whose columns carry their descriptions; `told` stands in the file's own description."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    described = {column.name: f"{column.description_th}\n{column.description_en}" for column in table.columns}
    writer: pq.ParquetWriter | None = None
    try:
        for frame in batches:
            rows = frame.to_arrow()
            schema = pa.schema(
                [field.with_metadata({"description": described[field.name]}) for field in rows.schema], metadata=told
            )
            writer = writer or pq.ParquetWriter(target, schema, compression="zstd")
            writer.write_table(rows.cast(schema))
    finally:
        if writer is not None:
            writer.close()
