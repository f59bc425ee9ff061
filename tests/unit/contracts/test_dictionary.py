"""The dictionary of the sources says what the contracts say; it is made from them and never by hand."""

from __future__ import annotations

from pipelines.contracts.dictionary import DICTIONARY_FILE, rendered
from tests.made_files.readings import contracts


def test_the_committed_page_is_the_rendering() -> None:
    again = "python -m pipelines.contracts"
    assert DICTIONARY_FILE.read_text(encoding="utf-8") == rendered(list(contracts().values())), f"run {again}"


def test_every_source_column_heading_and_rule_stands_on_it() -> None:
    page = rendered(list(contracts().values()))
    for contract in contracts().values():
        part = page.split(f'<a id="{contract.source}">')[1].split("\n## ")[0]
        for column in contract.columns:
            assert f"| {column.name}" in part
            for heading in (column.heading_th, *column.synonyms):
                assert heading in part
        for rule in contract.own_rules:
            assert f"| {rule.name} |" in part


def test_every_row_of_a_table_has_the_cells_of_its_heading() -> None:
    widths: list[int] = []
    for line in rendered(list(contracts().values())).splitlines():
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(line.replace("\\|", "").count("|"))
        assert widths[-1] == widths[0], line
