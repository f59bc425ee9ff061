"""OVEC's official files are open data: the attacker has nothing to find there, and nothing of them is hidden."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.building.parsed import MANIFEST
from pipelines.publishing import files, store
from pipelines.publishing.attacking.attacker import Public, puzzle_of
from pipelines.publishing.attacking.blocks import Block
from pipelines.publishing.attacking.protection import Attack
from pipelines.publishing.disclosure import Thresholds, disclosure_meta_from_manifest, quoted
from pipelines.settings import Settings
from tests.oracle import official

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(official.folder() is None, reason=f"{official.ENVIRONMENT_VARIABLE} names no folder"),
]

RELATED = ("employment_one_year", "employment_rates")


def test_open_data_is_shown_as_it_is(official_home: Path) -> None:
    settings, meta = Settings(home=official_home), disclosure_meta_from_manifest(MANIFEST)
    folder = store.current_folder(settings.published)
    hidden = pl.read_parquet(folder / store.HIDDEN_FILE)
    compared = 0
    with files.workbench(
        settings, exact=(folder / store.INTERNAL_FILE, False), shown=(folder / store.PUBLIC_FILE, False)
    ) as connection:
        columns, keys = files.columns_of(connection, "exact"), files.keys_of(connection, "exact")
        for table in (one for one in meta.public_tables if one.disclosure == "round" and "basis" in columns[one.name]):
            counts = [name for name in table.named("persons") if not table.column(name).of_records]
            rows = " and ".join(f"shown.{quoted(key)} = exact.{quoted(key)}" for key in keys[table.name])
            others = " or ".join(f"shown.{quoted(name)} is distinct from exact.{quoted(name)}" for name in counts)
            found, differing = connection.execute(
                f"""
                select count(*), count(*) filter (where {others or "false"})
                from shown.main.{quoted(table.name)} as shown join exact.main.{quoted(table.name)} as exact on {rows}
                where exact.basis = 'counts'
                """
            ).fetchall()[0]
            assert differing == 0, table.name
            compared += found * len(counts)
    assert compared > 1_000_000
    assert hidden.filter(pl.col("table_name").is_in(RELATED)).is_empty()


def test_the_attacker_finds_no_secret_in_open_data(official_home: Path) -> None:
    settings, meta = Settings(home=official_home), disclosure_meta_from_manifest(MANIFEST)
    with files.workbench(settings, **{files.MART: (settings.mart_db, False)}) as connection:
        limits = settings.rounding_base, settings.minimum_rate_denominator, settings.minimum_median_count
        public = Public(connection, meta, Thresholds(*limits))
        block = Block(tuple(meta.tables[name] for name in RELATED), "academic_year_be", 2566)
        attack = Attack(puzzle_of(public, block))
    assert len(attack.puzzle.true) > 100_000
    assert not attack.puzzle.is_secret.any()
    assert not len(attack.protect(attack.puzzle.is_secret))
    assert not attack.hidden_counts.any()
    assert not attack.hidden_shares.any()
