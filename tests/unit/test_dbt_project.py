"""What dbt itself does not insist on: words in two languages, disclosure marks, keys, typed seeds.

Read from the parsed project; no home and no database is needed. Figures are tested in the project's own tests.
"""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
import yaml

from pipelines.building.slices import PEOPLE, Slices
from pipelines.contracts import load_contracts
from pipelines.settings import DBT_PROJECT_DIR, SEEDS_DIR

THAI = re.compile(r"[\u0e01-\u0e5b]")
LATIN = re.compile(r"[A-Za-z]{2}")
INSIDE = {"publication_changes", "employment_by_round_sex"}
"""Marts about nobody in person that stay in the office all the same."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    from dbt.cli.main import dbtRunner

    place = str(DBT_PROJECT_DIR)
    result = dbtRunner().invoke(
        ["--quiet", "--log-level-file=none", "parse", "--project-dir", place, "--profiles-dir", place]
    )
    assert result.success, result.exception
    parsed: dict[str, Any] = result.result.to_dict()
    return parsed


def models(manifest: dict[str, Any], folder: str = "models") -> list[dict[str, Any]]:
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and (folder == "models" or folder in node["fqn"])
    ]
    assert found
    return found


def generic_tests(manifest: dict[str, Any], name: str) -> list[dict[str, Any]]:
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata", {}).get("name") == name]
    assert tests
    return tests


def seed_rows(name: str) -> list[dict[str, str]]:
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_model_and_column_is_described_in_thai_and_english(manifest: dict[str, Any]) -> None:
    wordless = [
        (model["name"], name)
        for model in models(manifest)
        for name, words in [
            ("", model["description"]),
            *((column["name"], column["description"]) for column in model["columns"].values()),
        ]
        if not (THAI.search(words) and LATIN.search(words))
    ]
    assert wordless == []


def test_every_mart_has_a_contract_a_key_and_its_test(manifest: dict[str, Any]) -> None:
    tested = {test["attached_node"] for test in generic_tests(manifest, "primary_key")}
    for mart in models(manifest, "marts"):
        constraints = [*mart["constraints"], *(c for col in mart["columns"].values() for c in col["constraints"])]
        keys = [constraint for constraint in constraints if constraint["type"] == "primary_key"]
        assert mart["contract"]["enforced"], mart["name"]
        assert len(keys) == 1, mart["name"]
        assert mart["unique_id"] in tested, mart["name"]


def test_every_mart_says_what_the_public_file_may_show(manifest: dict[str, Any]) -> None:
    for mart in models(manifest, "marts"):
        persons = [c["name"] for c in mart["columns"].values() if c["config"]["meta"].get("persons")]
        disclosure = mart["config"]["meta"].get("disclosure")
        stays_inside = "person_key" in mart["columns"] or mart["name"] in INSIDE
        assert disclosure == ("internal" if stays_inside else "round" if persons else "copy"), mart["name"]
        assert not persons or "basis" in mart["columns"], mart["name"]


def test_what_may_name_a_person_or_give_away_a_count_stays_inside(manifest: dict[str, Any]) -> None:
    internal = {
        (mart["name"], column["name"])
        for mart in models(manifest, "marts")
        for column in mart["columns"].values()
        if column["config"]["meta"].get("internal_only")
    }
    assert internal == {
        # over a target, which is not rounded, it would give away the count
        ("centre_scorecard", "achievement"),
        ("dim_establishment", "employees"),
        ("enrolment_plan", "survival"),
        # shares and few placements, of one college or establishment
        ("match_candidates", "c_field_match"),
        ("match_candidates", "c_history"),
        ("match_candidates", "c_incidents"),
        ("match_decisions", "decided_by"),
        ("match_decisions", "establishment_id"),
        ("match_decisions", "persons"),
        ("match_decisions", "reason"),
        ("match_decisions", "row_told"),
        # sums over persons, which are not rounded
        ("match_problems", "dual_objective"),
        ("match_problems", "gain"),
        ("match_problems", "greedy_objective"),
        ("match_problems", "objective"),
        ("load_history", "path"),
        ("load_history", "bytes"),
        ("load_history", "accepted_by"),
        # over places, which are not rounded, it would give away how many are placed
        ("matching_report", "placed_share"),
        # beside counts rounded to none they would give away that there are some
        ("partnerships", "is_match"),
        ("partnerships", "is_placed"),
        ("partnerships", "matched_by"),
        ("quality_results", "example_rows"),
        # measured exactly, or telling by it: the public file tells only that a rule was met
        *(
            ("policy_findings", name)
            for name in (
                "text_th",
                "text_en",
                "value",
                "ci_low",
                "ci_high",
                "n",
                "value_before",
                "trend",
                "years_held",
                "certainty",
                "priority",
                "persons",
                "evidence_keys",
                "rows_behind",
            )
        ),
        # beside counts that are rounded
        ("network_comparison", "errors_per_1000_rows"),
        ("sender_scorecard", "errors_per_1000_rows"),
        ("sender_scorecard", "warnings_per_1000_rows"),
        ("publication_log", "content_hash"),
        # of a table with a row a person they count persons
        ("publication_log", "rows_added"),
        ("publication_log", "rows_changed"),
        ("publication_log", "rows_removed"),
    }


def test_every_seed_column_is_typed_and_described(manifest: dict[str, Any]) -> None:
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    assert {seed["name"] for seed in seeds} == {path.stem for path in SEEDS_DIR.glob("*.csv")}
    for seed in seeds:
        with (SEEDS_DIR / f"{seed['name']}.csv").open(encoding="utf-8", newline="") as file:
            heading = next(csv.reader(file))
        assert heading == list(seed["config"]["column_types"]) == list(seed["columns"]), seed["name"]
        assert seed["description"], seed["name"]
        assert all(column["description"] for column in seed["columns"].values()), seed["name"]
        codes = [name for name in heading if name.endswith(("_code", "_id")) or name == "level"]
        assert {seed["config"]["column_types"][name] for name in codes} <= {"varchar"}, seed["name"]


def test_the_sources_about_people_are_the_same_in_the_macro_and_the_slices() -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "judged.sql").read_text(encoding="utf-8")
    listed = re.search(r"macro sources_about_people.*?return\(\[(.*?)\]\)", macro, re.DOTALL)
    assert listed
    assert tuple(re.findall(r"'(\w+)'", listed[1])) == PEOPLE


def test_every_sliced_model_names_a_kind_of_slice(manifest: dict[str, Any]) -> None:
    kinds = Slices((2567,), ("1",), ("10",), ()).predicates
    sliced = [model for model in models(manifest) if "slices" in model["config"]["meta"]]
    assert len(sliced) > 20
    assert {model["config"]["meta"]["slices"] for model in sliced} <= set(kinds)


@pytest.mark.parametrize(
    ("model", "macros"),
    [("employment_one_year", "employment"), ("supply", "supply"), ("supply_demand_gap", "gap")],
)
def test_breakdowns_are_the_same_in_the_macro_and_the_contract(
    manifest: dict[str, Any], model: str, macros: str
) -> None:
    macro = (DBT_PROJECT_DIR / "macros" / f"{macros}.sql").read_text(encoding="utf-8")
    accepted = [
        test["test_metadata"]["kwargs"]["values"]
        for test in generic_tests(manifest, "accepted_values")
        if test["column_name"] == "breakdown" and test["attached_node"] == f"model.cvm.{model}"
    ]
    assert accepted == [re.findall(r"'(\w+)': \{\s*'columns'", macro)]


def test_decided_fields_of_a_centre_are_its_own() -> None:
    centres = {row["centre_id"]: row for row in seed_rows("cvm_centres")}
    assert len(centres) == 101
    for row in seed_rows("centre_fields"):
        centre = centres[row["centre_id"]]
        is_equal = row["field_th"] == centre["field_th"]
        assert row["branch_th"] == ("" if row["reason"] == "branch_now_field" else centre["branch_th"]), row
        assert (row["confidence"] == "1") == is_equal == (row["reason"] == "equal_name"), row


def test_fields_of_a_centre_follow_the_crosswalk() -> None:
    limit = yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    crosswalk = seed_rows("field_crosswalk")
    expected = set()
    for centre in seed_rows("cvm_centres"):
        name, centre_id = centre["field_th"], centre["centre_id"]
        for row in crosswalk:
            met, used = row["meeting_field_th"], float(row["confidence"] or 0) >= limit["min_crosswalk_confidence"]
            if row["field_th"] == name:
                expected.add((row["level"], name, centre_id, "1"))
            if used and row["field_th"] != met and name in (row["field_th"], met):
                other = met if row["field_th"] == name else row["field_th"]
                expected.add((row["level"], other, centre_id, row["confidence"]))
    found = {
        (row["level"], row["field_th"], row["centre_id"], row["confidence"])
        for row in seed_rows("centre_fields")
        if row["reason"] in ("equal_name", "crosswalk")
    }
    assert found == expected
    assert {row[:2] for row in found} <= {(row["level"], row["field_th"]) for row in crosswalk}


def test_every_rule_between_sources_has_its_words_and_every_word_a_rule(manifest: dict[str, Any]) -> None:
    place = {"source", "academic_year_be", "college_code", "source_sha256", "sheet", "row_number", "load_id"}
    judged = [model for model in models(manifest) if re.search("__judged(_by_register)?$", model["name"])]
    rules = {name for model in judged for name in model["columns"] if name not in place}
    assert rules == {row["rule"] for row in seed_rows("cross_source_rules")}
    known = {contract.source for contract in load_contracts().values()} | {"*"}
    assert {row["source"] for row in seed_rows("cross_source_rules")} <= known


def test_what_is_known_of_persons_rests_on_records() -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "people.sql").read_text(encoding="utf-8")
    told = macro.split("basis_of_source")[1].split("not in (")[1].split("),")[0]
    of_persons = {
        contract.source
        for contract in load_contracts().values()
        if {"student_key", "person_key", "teacher_key"} & {column.stored_as for column in contract.stored}
    }
    assert set(re.findall(r"'(\w+)'", told)) == of_persons | {"round_submissions"}


# shares that rest on no counts of persons that are published beside them, so that they tell nothing about those
SHARES_APART = {
    *(
        ("network_comparison", name)
        for name in ("benchmark_rate", "own_weight", "difference", "difference_low", "difference_high")
    ),
    *(  # of whole provinces and above, over those not followed in all of the years
        ("employment_pooled", name) for name in ("bound_low", "bound_high", "response_rate", "assumed_dates_rate")
    ),
    *(  # of those who passed, who were safe, in time or reached nothing is shown there
        ("network_comparison", name)
        for name in ("certification_pass_rate", "safe_placement_rate", "reports_in_time_rate", "contact_rate")
    ),
    ("supply", "study_only_share"),  # of an earlier cohort
    ("supply_demand_gap", "coverage"),  # expected persons to jobs
}


def test_every_rounded_table_says_how_its_counts_hang_together(manifest: dict[str, Any]) -> None:
    from pipelines.publishing.attacking.puzzle import DENOMINATOR_OF_ALL
    from pipelines.publishing.attacking.relations import row_relation, signed_sum
    from pipelines.publishing.disclosure import disclosure_meta_from_manifest

    tables = disclosure_meta_from_manifest(manifest).tables
    rounded = [table for table in tables.values() if table.disclosure == "round"]
    assert len(rounded) > 30
    assert [table.name for table in rounded if table.relations is None] == []
    apart = set()
    for table in rounded:
        assert table.relations is not None
        others = table.relations.defined_by
        known = {*table.columns, *(tables[others.of].columns if others else ()), DENOMINATOR_OF_ALL}
        named = {name for text in table.relations.in_a_row for name in row_relation(text)[0]}
        for adds_up in table.relations.adds_up:
            parts = tables[adds_up.table or table.name]
            named |= {*adds_up.named, *(adds_up.columns or ())}
            assert {*adds_up.by, *(adds_up.columns or {}).values()} <= set(parts.columns), table.name
        for name in table.named("rate"):
            column = table.column(name)
            apart |= set() if column.numerator else {(table.name, name)}
            named |= set(signed_sum(f"{column.numerator}")) if column.numerator else set()
            named |= set(signed_sum(f"{column.over}"))
        assert named <= known, table.name
    assert apart == SHARES_APART
