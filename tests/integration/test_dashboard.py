"""The dashboard of the sample: every value is a cell of its file, whatever is shown exists, and it is made the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pipelines
from pipelines.reporting.dashboard import chunks
from pipelines.reporting.dashboard.build import DATA, build_site
from pipelines.reporting.dashboard.names import COUNTRY, NAMES, SLICES
from pipelines.reporting.dashboard.pages import PAGES
from tests.integration.terminal import cvm

ROW = "row of the slice"


@pytest.fixture(scope="module")
def site(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dashboard") / "site"
    folder.mkdir()
    with pipelines.connect(sample_home, which="public") as connection:
        build_site(connection, folder)
    return folder


def documents(site: Path) -> dict[str, dict[str, Any]]:
    return dict(chunks.document_of(path.read_bytes()) for path in sorted((site / DATA).iterdir()))


def shown(found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Page, published table and all rows of each slice, from all of its chunks."""
    for page in PAGES:
        names = found[NAMES]["owners"].get(page.name, {}).values()
        for part in page.slices:
            packed = [found[name][part.known_as] for name in names if part.known_as in found[name]]
            yield page.name, part.table, [row for one in packed for row in chunks.rows_of(one)]
    for part in SLICES:
        yield NAMES, part.table, chunks.rows_of(found[NAMES][part.known_as])


def as_frame(rows: list[dict[str, Any]], like: pl.DataFrame) -> pl.DataFrame:
    """Rows of chunks with the types of a table."""
    texts = {name: pl.String if kind.is_temporal() else kind for name, kind in like.schema.items()}
    frame = pl.DataFrame(rows, schema=texts)
    return frame.with_columns(pl.col(name).str.to_date() for name, kind in like.schema.items() if kind == pl.Date)


def test_every_row_shown_is_a_row_of_its_table_and_none_is_missing(site: Path, sample_home: Path) -> None:
    counted: dict[tuple[str, str], int] = {}
    with pipelines.connect(sample_home, which="public") as connection:
        for page, table, rows in shown(documents(site)):
            assert rows, (page, table)
            whole = connection.sql(f"select distinct {', '.join(rows[0])} from {table}").pl()
            whole = whole.with_columns(
                pl.col(name).cast(pl.Float64) for name, kind in whole.schema.items() if kind.is_decimal()
            )
            strange = as_frame(rows, whole).join(whole, on=whole.columns, how="anti", nulls_equal=True)
            assert strange.is_empty(), (page, table, strange)
            counted[page, table] = counted.get((page, table), 0) + len(rows)
        ((networks, cards, rates),) = connection.execute(
            """select (select count(*) from network_comparison), (select count(*) from centre_scorecard),
            count(*) from employment_rates where breakdown in
            ('nation', 'level', 'region', 'ownership', 'sex', 'province', 'field')"""
        ).fetchall()
    assert counted["centre", "network_comparison"] == networks
    assert counted["centre", "centre_scorecard"] == cards
    assert counted["nation", "employment_rates"] == rates


def test_the_same_publication_gives_the_same_bytes(site: Path, sample_home: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    said = cvm("dashboard", "--home", sample_home, "--out", again, "--json")
    assert said.code == 0, said.err
    files = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    others = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    del others[Path("cvm_dashboard.json")]
    assert others == files
    told = said.document()
    assert (told["files"], told["bytes"]) == (len(files), sum(map(len, files.values())))
    assert told["audience"] == "public"


def test_the_map_has_every_province_once(site: Path, sample_home: Path) -> None:
    with pipelines.connect(sample_home, which="public") as connection:
        codes = {code for (code,) in connection.execute("select province_code from dim_province").fetchall()}
    drawn = documents(site)[COUNTRY]["map"]["provinces"]
    assert set(drawn) == codes
    assert len(set(drawn.values())) == 77


def test_a_page_says_of_which_file_it_is(site: Path, sample_home: Path, tmp_path: Path) -> None:
    inside = tmp_path / "site"
    said = cvm("dashboard", "--home", sample_home, "--out", inside, "--internal", "--lang", "th")
    assert said.code == 0, said.err
    assert "ใช้ภายในสำนักงาน" in said.out
    for page in PAGES:
        public, internal = ((folder / page.file).read_text(encoding="utf-8") for folder in (site, inside))
        assert "ใช้ภายในสำนักงาน" in internal
        assert "ใช้ภายในสำนักงาน" not in public
        assert "ข้อมูลสังเคราะห์" not in public + internal  # the sample was refreshed as if it were real
    exact, rounded = documents(inside)[NAMES]["about"], documents(site)[NAMES]["about"]
    assert (exact["is_public"], rounded["is_public"]) == (False, True)


def test_a_home_without_a_publication_is_told(tmp_path: Path) -> None:
    said = cvm("dashboard", "--home", tmp_path / "none", "--out", tmp_path / "site", "--lang", "en")
    assert said.code == 2
    assert not (tmp_path / "site").exists()
