"""The contract files against the standard, and what every contract of this house must say beyond it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft201909Validator
from open_data_contract_standard.model import OpenDataContractStandard

from pipelines.contracts import Column, Contract, Derived
from pipelines.contracts.odcs import SUFFIX
from pipelines.reading.text import compared, repair
from pipelines.settings import CONTRACTS_DIR
from tests.made_files.readings import contracts
from tests.made_files.rows import GOOD_ROW

PATHS = sorted(CONTRACTS_DIR.glob(f"*{SUFFIX}"))
ALL = list(contracts().values())
SOURCES = list(contracts())


@pytest.fixture(scope="module")
def schema() -> Draft201909Validator:
    text = files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8")
    return Draft201909Validator(json.loads(text))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_the_file_obeys_the_schema_and_the_model_of_the_standard(path: Path, schema: Draft201909Validator) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in schema.iter_errors(document)] == []
    model = OpenDataContractStandard.from_file(str(path))
    assert model.apiVersion == "v3.2.0"
    assert model.schema_ and model.schema_[0].name == path.name.removesuffix(SUFFIX)


def test_the_schema_refuses_what_is_no_contract(schema: Draft201909Validator) -> None:
    document = yaml.safe_load(PATHS[0].read_text(encoding="utf-8"))
    document["schema"][0]["quality"][0]["dimension"] = "beauty"
    assert list(schema.iter_errors(document))


@pytest.mark.parametrize("contract", ALL, ids=SOURCES)
def test_a_source_and_its_columns_are_described_in_thai_and_english(contract: Contract) -> None:
    described: list[tuple[str, Contract | Column]] = [(contract.source, contract)]
    described += [*((column.name, column) for column in contract.columns)]
    for name, item in described:
        assert any("\u0e01" <= letter <= "\u0e5b" for letter in item.description_th), name
        assert item.description_en.isprintable() and item.description_en[0].isascii(), name
        assert item.description_en != item.description_th
    assert all(column.classification in {"public", "quasi", "direct"} for column in contract.columns)


@pytest.mark.parametrize("contract", ALL, ids=SOURCES)
def test_headings_and_labels_are_written_as_they_are_compared_and_lead_to_one_thing(contract: Contract) -> None:
    for column in contract.columns:
        assert repair(column.heading_th) == column.heading_th
        spellings = [
            (compared(text), value.value)
            for value in column.enum
            for text in {value.value, value.label, *value.spellings}
        ]
        assert len(dict(spellings)) == len(set(spellings)), f"{column.name}: one spelling, two values"
    for layout in contract.layouts:
        own = [compared(heading) for heading in layout.headings]
        assert len(set(own)) == len(own)
        assert not set(own) & {compared(heading) for heading in layout.left_out}
        accepted = set(own) or {compared(heading) for column in contract.columns for heading in column.headings}
        assert {compared(heading) for heading in layout.requires} <= accepted | {compared(x) for x in layout.left_out}


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("COALESCE(other BETWEEN 1 AND 9, FALSE) AND not_other IS NOT NULL", {"other", "not_other"}),
        ("CASE WHEN level LIKE '%graduates%' THEN SUBSTR (field_th, 3, 2) END", {"level", "field_th"}),
    ],
)
def test_the_columns_behind_an_expression_are_its_words(expression: str, columns: set[str]) -> None:
    assert Derived("derived", expression).columns == columns


@pytest.mark.parametrize("contract", ALL, ids=SOURCES)
def test_the_template_is_a_layout_and_takes_every_heading_of_the_contract(contract: Contract) -> None:
    template = contract.layout("template")
    assert not template.headings and not template.constants
    with pytest.raises(KeyError):
        contract.layout("no such layout")
    taken = {heading for column in contract.columns for heading in column.headings}
    assert set(GOOD_ROW[contract.source](1)) <= taken
