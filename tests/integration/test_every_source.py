"""All sources through the door at once: every row is accounted for, in whatever order and under whatever names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack

import duckdb
import pytest

from tests.integration.drops import House
from tests.judging import quick
from tests.made_files.contents import table, text_file
from tests.made_files.readings import contracts
from tests.made_files.rows import GOOD_ROW

ROWS = 6
OPTIONS = {"max_quarantined_share": 0.5, "max_removed_share": 0.5, "pseudonym_key": "one key for both homes"}
UNREADABLE = "#REF!"


def drop(order: random.Random) -> dict[str, bytes]:
    """Two files of each source: good rows, one of them twice, one with a cell that failed; the files in any order."""
    files = {}
    for source, make in GOOD_ROW.items():
        rows = [make(number) for number in range(1, ROWS + 1)]
        broken = make(ROWS + 1) | {next(iter(make(1))): UNREADABLE}
        parts = [[*rows[:3], rows[0], broken], [*rows[3:], rows[4]]]
        order.shuffle(parts)
        for number, part in enumerate(parts):
            order.shuffle(part)
            files[f"{order.random()}/{source} {number}.csv"] = text_file(table(part))
    names = list(files)
    order.shuffle(names)
    return {name: files[name] for name in names}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[duckdb.DuckDBPyConnection]]:
    """The warehouses of two homes that took the drop in two orders."""
    with quick(), ExitStack() as opened:
        found = []
        for seed in (1, 2):
            house = House(tmp_path_factory.mktemp(f"house{seed}"), OPTIONS)
            reports = house.drop(drop(random.Random(seed)))
            assert {report.source for report in reports.values()} == set(GOOD_ROW)
            found.append(opened.enter_context(duckdb.connect(str(house.settings.build_db), read_only=True)))
        yield found


@pytest.mark.parametrize("source", GOOD_ROW)
def test_every_row_read_is_loaded_quarantined_or_a_duplicate(
    source: str, homes: list[duckdb.DuckDBPyConnection]
) -> None:
    (counts,) = (
        homes[0]
        .execute(
            f"""
        select sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_held), sum(rows_duplicate)
        from raw.files where source = '{source}'
        """
        )
        .fetchall()
    )
    assert counts == (ROWS + 3, ROWS, 1, 0, 2)
    assert homes[0].table(f"raw.{source}").shape[0] == ROWS
    assert homes[0].table("raw.quarantine").filter(f"source = '{source}'").shape[0] == 1


@pytest.mark.parametrize("source", GOOD_ROW)
def test_names_and_order_of_files_and_rows_change_nothing(source: str, homes: list[duckdb.DuckDBPyConnection]) -> None:
    columns = ", ".join(column.stored_as for column in contracts()[source].stored)
    query = f"select {columns} from raw.{source} where replaced_by_load_id is null order by all"
    first, second = (home.execute(query).fetchall() for home in homes)
    assert first == second
    assert len(first) == ROWS
