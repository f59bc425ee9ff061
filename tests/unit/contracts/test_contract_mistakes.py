"""A mistake in a contract is answered with the file, the place and what is wrong, before any sender meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.contracts import ContractError, load_contract
from pipelines.settings import CONTRACTS_DIR

NAME = "outcome_counts.odcs.yaml"
Document = dict[str, Any]


def custom(item: Document, name: str) -> Document:
    return next(entry for entry in item["customProperties"] if entry["property"] == name)


def column(schema: Document, name: str) -> Document:
    return next(item for item in schema["properties"] if item["name"] == name)


def drop(item: Document, name: str) -> None:
    item["customProperties"] = [entry for entry in item["customProperties"] if entry["property"] != name]


def no_keys(schema: Document) -> None:
    for item in schema["properties"]:
        item.pop("primaryKey", None)
        item.pop("primaryKeyPosition", None)


Change = Callable[[Document], Any]
MISTAKES: dict[str, tuple[Change, list[str]]] = {
    "layout_column": (
        lambda s: custom(s, "layouts")["value"][1]["headings"].update({"เกรด": "grade"}),
        ["open_data", "grade"],
    ),
    "constant": (lambda s: custom(s, "layouts")["value"][1].update(constants={"planet": "x"}), ["open_data", "planet"]),
    "empty_is_zero": (lambda s: custom(s, "layouts")["value"][1]["emptyIsZero"].append("nought"), ["nought"]),
    "computed": (
        lambda s: custom(s, "layouts")["value"][0].update(computed=[{"column": "ghost", "expression": "other"}]),
        ["template", "ghost"],
    ),
    "computed_from": (
        lambda s: custom(s, "layouts")["value"][0].update(computed=[{"column": "other", "expression": "UPPER(ghost)"}]),
        ["template", "other", "ghost"],
    ),
    "no_requires": (lambda s: custom(s, "layouts")["value"][0].update(requires=[]), ["template", "requires"]),
    "no_layouts": (lambda s: custom(s, "layouts").update(value=[]), ["layout"]),
    "layout_without_title": (lambda s: custom(s, "layouts")["value"][0].pop("title"), ["layouts", "template", "title"]),
    "no_scope": (lambda s: drop(s, "scope"), ["scope"]),
    "scope": (lambda s: custom(s, "scope")["value"].append("galaxy"), ["scope", "galaxy"]),
    "no_key": (no_keys, ["key"]),
    "mode": (lambda s: custom(s, "mode").update(value="replace"), ["mode", "replace"]),
    "no_mode": (lambda s: drop(s, "mode"), ["mode"]),
    "no_heading": (lambda s: column(s, "level").pop("businessName"), ["level", "businessName"]),
    "one_language": (lambda s: column(s, "level").update(description="Level only"), ["level", "Thai"]),
    "no_words": (lambda s: column(s, "level").update(description=None), ["level"]),
    "parser": (
        lambda s: column(s, "college_code").update(customProperties=[{"property": "parser", "value": "guess"}]),
        ["college_code", "parser", "guess"],
    ),
    "resolve": (
        lambda s: column(s, "province_name").update(customProperties=[{"property": "resolve", "value": "planet"}]),
        ["province_name", "planet"],
    ),
    "type": (lambda s: column(s, "other").update(physicalType="HUGEINT"), ["other", "HUGEINT"]),
    "code_pattern": (lambda s: column(s, "college_code").pop("logicalTypeOptions"), ["college_code", "pattern"]),
    "year_minimum": (
        lambda s: column(s, "academic_year_be").pop("logicalTypeOptions"),
        ["academic_year_be", "minimum"],
    ),
    "column_twice": (lambda s: s["properties"].append(dict(column(s, "other"))), ["twice", "other"]),
    "heading_twice": (lambda s: column(s, "other").update(businessName="ศึกษาต่อ"), ["twice", "ศึกษาต่อ"]),
    "severity": (lambda s: s["quality"][0].update(severity="fatal"), ["followed_above_graduates", "severity", "fatal"]),
    "dimension": (lambda s: s["quality"][0].update(dimension="beauty"), ["followed_above_graduates", "beauty"]),
    "rule_column": (lambda s: s["quality"][0]["implementation"]["kwargs"].update(column="ghost"), ["ghost"]),
    "rule_without_remedy": (lambda s: drop(s["quality"][0], "remedyTh"), ["followed_above_graduates", "remedyTh"]),
    "on_fail": (
        lambda s: s["quality"][0]["customProperties"].append({"property": "onFail", "value": ["ghost"]}),
        ["followed_above_graduates", "onFail", "ghost"],
    ),
    "derived": (
        lambda s: custom(s, "derived")["value"][0].update(expression="followed <= ghost"),
        ["is_followed_within_graduates", "ghost"],
    ),
    "derived_name": (lambda s: custom(s, "derived")["value"][0].update(name="followed"), ["twice", "followed"]),
}


OF_PEOPLE = "followups.odcs.yaml"
MISTAKES_OF_PEOPLE: dict[str, tuple[Change, list[str]]] = {
    "direct_required": (lambda s: column(s, "national_id").update(required=True), ["national_id", "identifies"]),
    "direct_key": (lambda s: column(s, "student_id").update(primaryKeyPosition=9), ["student_id", "identifies"]),
    "direct_made": (
        lambda s: column(s, "student_key").update(classification="direct", primaryKeyPosition=None),
        ["student_key", "made"],
    ),
    "maker": (lambda s: custom(column(s, "person_key"), "made").update(value="guess"), ["person_key", "guess"]),
    "made_of_nothing": (lambda s: drop(column(s, "income_low"), "madeOf"), ["income_low", "made"]),
    "made_of": (lambda s: custom(column(s, "income_low"), "madeOf")["value"].append("wealth"), ["wealth"]),
    "month_as": (lambda s: custom(column(s, "started_on"), "monthAs").update(value="middle"), ["monthAs", "middle"]),
    "only_in": (lambda s: custom(column(s, "status_code"), "onlyIn")["value"].append("fax"), ["status_code", "fax"]),
    "skip": (lambda s: custom(s, "layouts")["value"][-1].update(skip="ghost IS NULL"), ["vcop", "ghost"]),
    "rule_on_direct": (
        lambda s: s["quality"][0]["implementation"]["kwargs"].update(column="national_id"),
        ["no_identity", "national_id"],
    ),
    "derived_of_direct": (
        lambda s: custom(s, "derived")["value"][0].update(expression="national_id IS NOT NULL"),
        ["is_identified", "national_id"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES_OF_PEOPLE)
def test_a_mistake_about_people_names_the_file_and_the_place(mistake: str, tmp_path: Path) -> None:
    change, words = MISTAKES_OF_PEOPLE[mistake]
    document = yaml.safe_load((CONTRACTS_DIR / OF_PEOPLE).read_text(encoding="utf-8"))
    change(document["schema"][0])
    path = tmp_path / OF_PEOPLE
    path.write_bytes(yaml.safe_dump(document, allow_unicode=True).encode())
    with pytest.raises(ContractError) as error:
        load_contract(path)
    for word in [OF_PEOPLE, *words]:
        assert word in str(error.value)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_the_file_and_the_place(mistake: str, tmp_path: Path) -> None:
    change, words = MISTAKES[mistake]
    document = yaml.safe_load((CONTRACTS_DIR / NAME).read_text(encoding="utf-8"))
    change(document["schema"][0])
    with pytest.raises(ContractError) as error:
        load_contract(written(tmp_path, yaml.safe_dump(document, allow_unicode=True).encode()))
    for word in [NAME, *words]:
        assert word in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"schema: [",
        b"- a\n- b\n",
        b"schema: []\n",
        b"schema: 5\n",
        b"schema:\n  - name: x\n",
        b"\xff\xfe\x00",
        b"a: *b\n",
    ],
)
def test_what_is_no_contract_at_all_names_the_file(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=NAME):
        load_contract(written(tmp_path, content))


def test_the_untouched_contract_is_taken_and_its_fingerprint_follows_its_content(tmp_path: Path) -> None:
    content = (CONTRACTS_DIR / NAME).read_bytes()
    first = load_contract(written(tmp_path, content))
    second = load_contract(written(tmp_path, content + b"\n# changed\n"))
    assert first.fingerprint != second.fingerprint
    assert first.key == second.key


def written(folder: Path, content: bytes) -> Path:
    path = folder / NAME
    path.write_bytes(content)
    return path
