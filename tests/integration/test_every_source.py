"""All sources through the door at once: every row is accounted for, in whatever order and under whatever names."""

from __future__ import annotations

import random
from unittest.mock import patch

import pytest

from tests.integration.drops import House
from tests.integration.test_random_drops import judged_by_polars
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
def houses(tmp_path_factory: pytest.TempPathFactory) -> list[House]:
    found = []
    with patch("pipelines.guarding.judgement.failing_rows", judged_by_polars):
        for seed in (1, 2):
            house = House(tmp_path_factory.mktemp(f"house{seed}"), OPTIONS)
            reports = house.drop(drop(random.Random(seed)))
            assert {report.source for report in reports.values()} == set(GOOD_ROW)
            found.append(house)
    return found


@pytest.mark.parametrize("source", GOOD_ROW)
def test_every_row_read_is_loaded_quarantined_or_a_duplicate(source: str, houses: list[House]) -> None:
    counts = houses[0].query(
        f"""
        select sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_held), sum(rows_duplicate)
        from raw.files where source = '{source}'
        """
    )
    assert counts == [(ROWS + 3, ROWS, 1, 0, 2)]
    assert houses[0].query(f"select count(*) from raw.{source}") == [(ROWS,)]
    assert houses[0].query(f"select count(*) from raw.quarantine where source = '{source}'") == [(1,)]


@pytest.mark.parametrize("source", GOOD_ROW)
def test_names_and_order_of_files_and_rows_change_nothing(source: str, houses: list[House]) -> None:
    columns = ", ".join(column.stored_as for column in contracts()[source].stored)
    first, second = (house.holding(source, columns) for house in houses)
    assert first == second
    assert len(first) == ROWS
