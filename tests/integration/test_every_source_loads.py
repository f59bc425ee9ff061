"""A good file of every source, without a folder to say what it is, goes through the door into its own table."""

from __future__ import annotations

from pathlib import Path

from tests.integration.drops import House
from tests.made_files.contents import table, text_file
from tests.made_files.readings import contracts
from tests.made_files.rows import GOOD_ROW

ROWS = 3


def test_a_good_file_of_every_source_is_loaded_whole_and_sent_again_it_is_no_news(tmp_path: Path) -> None:
    house = House(tmp_path)
    files = {
        f"file {place}.csv": text_file(table([make(number) for number in range(1, ROWS + 1)]))
        for place, make in enumerate(GOOD_ROW.values())
    }
    reports = house.drop(files)
    assert {report.verdict for report in reports.values()} == {"loaded"}
    assert sorted(report.source or "" for report in reports.values()) == sorted(contracts())
    for source in contracts():
        assert house.query(f"select count(*), count(distinct key_hash) from raw.{source}") == [(ROWS, ROWS)], source
    assert house.drop({}) == {}
