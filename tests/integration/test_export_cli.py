"""`cvm export` on the sample: what was written is what was published, and what it tells."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
import pytest

from pipelines.exporting.delimited import unguarded
from pipelines.exporting.workbook import LABEL
from pipelines.publishing.connection import connect
from pipelines.publishing.store import current_id
from tests.integration.terminal import cvm
from tests.profiles import FULL

FEW = ["employment_details", "centre_scorecard", "compliance", "supply_demand_gap", "load_history", "dim_college"]
"""Tables that between them have every type; a proof reads all of them back."""

_KINDS = {pl.Boolean(): "boolean", pl.String(): "string"}


def published(home: Path, which: str, tables: list[str]) -> dict[str, pl.DataFrame]:
    """Tables of the publication as they stand in its file, keys as text, sorted."""
    path = home / "published" / "current" / f"{which}.duckdb"
    with duckdb.connect(path, read_only=True) as connection:
        names = tables or [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return {name: plain(connection.table(name).pl()) for name in names}


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in an order of their own; moments of one zone, numbers as numbers."""
    shown = frame.with_columns(pl.selectors.numeric().cast(pl.Float64))
    shown = shown.with_columns(pl.selectors.datetime(time_zone="*").dt.convert_time_zone("UTC"))
    return shown.sort(shown.columns, nulls_last=True)


def read(path: Path, schema: pl.Schema) -> pl.DataFrame:
    """A file of one table as a reader of such files gives it."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    texts = pl.read_csv(path, infer_schema=False)
    return unguarded(texts).with_columns(typed(pl.col(name), kind) for name, kind in schema.items())


def typed(text: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """The value that a text of a CSV stands for."""
    if kind == pl.Boolean:
        return text.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if isinstance(kind, pl.Datetime):
        return text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC")
    return text.str.to_date() if kind == pl.Date else text.cast(kind)


def sheet(path: Path, name: str, schema: pl.Schema) -> pl.DataFrame:
    """A sheet as a reader of workbooks gives it, without the names that stand beside codes."""
    kinds = {column: _KINDS.get(kind, "datetime" if kind.is_temporal() else "float") for column, kind in schema.items()}
    book = fastexcel.read_excel(path)
    found = book.load_sheet(name, header_row=1, dtypes=kinds).to_polars()
    known = [column for column in found.columns if column in schema]
    assert all(column.endswith(LABEL) for column in set(found.columns) - set(known))
    moments = [
        pl.col(column).cast(pl.Date)
        if kind == pl.Date
        else pl.col(column).dt.replace_time_zone("Asia/Bangkok").dt.convert_time_zone("UTC").cast(kind)
        for column, kind in schema.items()
        if kind.is_temporal()
    ]
    shown: pl.DataFrame = found.select(schema.names()).with_columns(moments)
    return shown.cast(schema)


@pytest.mark.parametrize("which", ["public", "internal"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_cell_of_every_table_comes_back(sample_home: Path, tmp_path: Path, which: str, kind: str) -> None:
    few = [] if FULL else FEW
    asked = [f"--tables={','.join(few)}"] if few else []
    said = cvm("export", "--home", sample_home, "--to", tmp_path, "--format", kind, f"--{which}", *asked, "--json")
    assert (said.code, said.err) == (0, "")
    suffix = "" if which == "public" else "_internal"
    tables = published(sample_home, which, few)
    for inside in ("fct_graduate_outcome", "employment_by_round_sex"):
        tables.pop(inside, None)
    written = {one["path"]: one for one in said.document()["files"] if one["what"] == "table"}
    assert {Path(path).name for path in written} == {f"{name}{suffix}.{kind}" for name in tables}
    for name, expected in tables.items():
        path = tmp_path / f"{name}{suffix}.{kind}"
        found = plain(read(path, expected.schema))
        assert found.equals(expected), name
        assert written[str(path)]["rows"] == expected.height


def test_every_cell_of_a_workbook_comes_back(sample_home: Path, tmp_path: Path) -> None:
    few = [] if FULL else FEW
    asked = [f"--tables={','.join(few)}"] if few else []
    said = cvm("export", "--home", sample_home, "--to", tmp_path, *asked, "--lang", "th")
    assert (said.code, said.err) == (0, "")
    path = tmp_path / f"cvm_{current_id(sample_home / 'published')}.xlsx"
    assert path.name in said.out
    for name, expected in published(sample_home, "public", few).items():
        found = plain(sheet(path, name, expected.schema)).select(expected.columns)
        moments = pl.selectors.datetime()
        assert found.drop(moments).equals(expected.drop(moments)), name
        for moment in found.select(moments).columns:  # a workbook has them as fractions of days
            apart = (found[moment] - expected[moment]).dt.total_microseconds().abs()
            assert apart.null_count() == expected[moment].null_count()
            assert (apart.max() or 0) <= 2_000  # type: ignore[operator]


def test_a_workbook_of_a_centre_holds_nobody_else(sample_home: Path, tmp_path: Path) -> None:
    said = cvm("export", "--home", sample_home, "--to", tmp_path, "--centre", "2566-07", "--json")
    assert said.code == 0
    (path,) = tmp_path.glob("*_centre_2566-07.xlsx")
    with connect(sample_home, "public") as connection:
        network = {
            code
            for (code,) in connection.execute(
                "select distinct college_code from dim_network_member where centre_id = '2566-07'"
            ).fetchall()
        }
    book = fastexcel.read_excel(path)
    assert {"centre_scorecard", "network_comparison", "plan_status", "supply_demand_gap"} <= set(book.sheet_names)
    assert not {"lineage", "load_history", "dim_province", "work_flows"} & set(book.sheet_names)
    for name, column in (
        ("centre_scorecard", "key_result_id"), ("compliance", "event_id"), ("partnerships", "establishment_id"),
    ):  # fmt: skip
        named = book.load_sheet(name, header_row=1, dtypes="string").to_polars().drop_nulls(column)
        assert named[column + LABEL].str.contains("[ก-๙]").all(), column
    for name in book.sheet_names[1:-1]:
        found = book.load_sheet(name, header_row=1, dtypes="string").to_polars()
        assert set(found.get_column("centre_id", default=pl.Series(["2566-07"])).drop_nulls()) <= {"2566-07"}, name
        if name not in ("dim_cvm_centre", "assessment_centre_status"):
            assert set(found.get_column("college_code", default=pl.Series([])).drop_nulls()) <= network, name


def test_what_is_wrong_is_told_in_the_language_spoken(sample_home: Path, tmp_path: Path) -> None:
    wrong = [
        (["--to", sample_home / "published" / "x"], "--to"),
        (["--to", tmp_path, "--tables", "employment_rate"], "employment_rates"),
        (["--to", tmp_path, "--tables", "fct_graduate_outcome"], "--internal"),
        (["--to", tmp_path, "--centre", "2566-7"], "2566-07"),
        (["--to", tmp_path, "--format", "csv", "--all-centres"], "--format xlsx"),
        (["--to", tmp_path, "--internal", "--centre", ""], "--centre"),
        (["--to", tmp_path, "--tables", " , "], "--tables"),
        (["--to", tmp_path, "--centre", "2566-07", "--all-centres"], "--all-centres"),
    ]
    for place, (arguments, remedy) in enumerate(wrong):
        language, letters = (("th", r"[ก-๙]"), ("en", r"^[^ก-๙]+$"))[place % 2]
        said = cvm("export", "--home", sample_home, *arguments, "--lang", language)
        assert (said.code, said.out) == (2, "")
        assert remedy in said.err
        assert re.search(letters, said.err.strip())
    nothing = cvm("export", "--home", tmp_path / "none", "--to", tmp_path / "o", "--lang", "en")
    assert (nothing.code, "cvm refresh" in nothing.err) == (2, True)
    assert list(tmp_path.iterdir()) == []
