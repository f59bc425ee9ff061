"""The asset graph: a snapshot of it, the factory behind its sources, and what its parts promise."""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import LANDING, LAYERS, OWNERS, PUBLICATION, REFERENCE
from pipelines.assets.home import Home
from pipelines.assets.shown import audit_check, guard_check
from pipelines.assets.sources import source_asset
from pipelines.contracts import load_contracts
from pipelines.contracts.raw_tables import source_columns
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.publishing.audit import AuditResult
from pipelines.publishing.audit import RuleResult as MartRuleResult
from pipelines.running.run import only_writer
from pipelines.settings import REPOSITORY, Settings

# Every asset, `<` what it is made from, `?` its checks (of a dbt test: its kind and column). When the graph changes on
# purpose, take the text that the failing test prints.
GRAPH = """
inbox
  ? readable
intermediate/int_colleges__by_academic_year
  < marts/dim_academic_year marts/dim_college
intermediate/int_fields__listed
  < reference/centre_fields reference/fields_2567 reference/fields_observed_ay2566 reference/levels
    reference/name_aliases
intermediate/int_followups__with_graduate
  < intermediate/int_graduates__one_roster intermediate/int_rounds__windows staging/stg_followups
intermediate/int_graduates__by_college
  < intermediate/int_graduates__one_roster
intermediate/int_graduates__judged
  < intermediate/int_graduates__one_roster reference/fields_2567 reference/levels staging/stg_graduates
    staging/stg_students
intermediate/int_graduates__one_roster
  < reference/graduation_dates staging/stg_graduates
intermediate/int_graduates__with_college
  < intermediate/int_colleges__by_academic_year staging/stg_outcome_counts
intermediate/int_groups__judged
  < staging/stg_enrolment_counts staging/stg_network_members staging/stg_outcome_counts
intermediate/int_intentions__with_learner
  < intermediate/int_graduates__one_roster staging/stg_intentions staging/stg_students
intermediate/int_people__judged
  < intermediate/int_followups__with_graduate intermediate/int_graduates__by_college
    intermediate/int_graduates__judged intermediate/int_intentions__with_learner intermediate/int_rounds__received
    intermediate/int_rounds__windows staging/stg_round_submissions staging/stg_students
intermediate/int_people__with_college
  < intermediate/int_colleges__by_academic_year intermediate/int_graduates__one_roster
    intermediate/int_intentions__with_learner staging/stg_followups staging/stg_round_submissions
    staging/stg_students
intermediate/int_rounds__received
  < intermediate/int_followups__with_graduate staging/stg_round_submissions
intermediate/int_rounds__windows
  < reference/calendar
intermediate/int_rows__judged_across_sources
  < intermediate/int_groups__judged intermediate/int_people__judged intermediate/int_rows__judged_by_register
    reference/cross_source_rules
intermediate/int_rows__judged_by_register
  < intermediate/int_fields__listed intermediate/int_people__with_college intermediate/int_rows__with_college
    marts/dim_institute
intermediate/int_rows__with_college
  < intermediate/int_colleges__by_academic_year staging/stg_enrolment_counts staging/stg_network_members
    staging/stg_outcome_counts staging/stg_runs
marts/dim_academic_year
  < staging/stg_enrolment_counts staging/stg_followups staging/stg_graduates staging/stg_intentions
    staging/stg_network_members staging/stg_outcome_counts staging/stg_round_submissions staging/stg_runs
    staging/stg_students
  ? primary_key_academic_year_be
marts/dim_calendar_event
  < reference/calendar
  ? primary_key_event_id
marts/dim_college
  < reference/cvm_centres reference/provinces staging/stg_colleges__history
  ? college_versions_meet primary_key_college_version_id primary_key_current relationships_province_code
marts/dim_cvm_centre
  < reference/centre_fields reference/cvm_centres reference/provinces
  ? primary_key_centre_id relationships_college_code
marts/dim_field
  < intermediate/int_fields__listed intermediate/int_people__with_college intermediate/int_rows__with_college
  ? primary_key_level relationships_level
marts/dim_indicator
  < reference/indicator_definitions reference/indicator_terms reference/quality_bands
  ? primary_key_definition_id
marts/dim_institute
  < marts/dim_college
  ? primary_key_institute_name
marts/dim_level
  < reference/levels
  ? primary_key_level
marts/dim_network_member
  < intermediate/int_rows__with_college reference/centre_fields staging/stg_network_members staging/stg_runs
  ? accepted_values_membership_basis primary_key_network_member_id relationships_centre_id
marts/dim_province
  < reference/provinces
  ? primary_key_province_code relationships_region_th
marts/dim_region
  < reference/provinces reference/regions
  ? primary_key_region_th
marts/employment_one_year
  < intermediate/int_graduates__with_college marts/dim_academic_year marts/dim_network_member
    reference/centre_fields
  ? accepted_values_breakdown employment_breakdowns_add_up employment_identities primary_key_cell_id
    relationships_academic_year_be relationships_centre_id relationships_level relationships_province_code
    relationships_region_th
marts/employment_rates
  < marts/employment_one_year reference/indicator_terms
  ? accepted_values_reliability employment_rates_in_range primary_key_rate_id relationships_cell_id
    relationships_definition_id
marts/lineage
  < intermediate/int_people__with_college intermediate/int_rows__with_college staging/stg_colleges__history
  ? lineage_counts_every_row primary_key_id
marts/load_history
  < staging/stg_files
  ? accepted_values_verdict load_history_conserves_rows primary_key_id
marts/publication_log
  < staging/stg_publications
  ? primary_key_id
marts/quality_results
  < intermediate/int_rows__judged_across_sources reference/cross_source_rules staging/stg_rule_results
  ? accepted_values_severity primary_key_quality_result_id
marts/round_submissions
  < intermediate/int_colleges__by_academic_year intermediate/int_graduates__by_college
    intermediate/int_rounds__received intermediate/int_rounds__windows marts/dim_college staging/stg_runs
  ? accepted_values_status primary_key_round_submission_id relationships_academic_year_be
marts/student_profile_summary
  < intermediate/int_colleges__by_academic_year marts/dim_academic_year reference/calendar staging/stg_students
  ? primary_key_id relationships_academic_year_be relationships_level
marts/unmapped_names
  < intermediate/int_fields__listed intermediate/int_people__with_college intermediate/int_rows__with_college
    marts/dim_cvm_centre marts/dim_network_member
  ? primary_key_unmapped_name_id
publication
  < marts/dim_academic_year marts/dim_calendar_event marts/dim_college marts/dim_cvm_centre marts/dim_field
    marts/dim_indicator marts/dim_institute marts/dim_level marts/dim_network_member marts/dim_province
    marts/dim_region marts/employment_one_year marts/employment_rates marts/lineage marts/load_history
    marts/publication_log marts/quality_results marts/round_submissions marts/student_profile_summary
    marts/unmapped_names
  ? audit
raw/colleges
  < inbox
  ? guard
raw/enrolment_counts
  < inbox
  ? guard
raw/files
  < inbox raw/colleges raw/enrolment_counts raw/followups raw/graduates raw/intentions raw/network_members
    raw/outcome_counts raw/round_submissions raw/students
raw/followups
  < inbox
  ? guard
raw/graduates
  < inbox
  ? guard
raw/intentions
  < inbox
  ? guard
raw/network_members
  < inbox
  ? guard
raw/outcome_counts
  < inbox
  ? guard
raw/publications
raw/quarantine
  < inbox raw/colleges raw/enrolment_counts raw/followups raw/graduates raw/intentions raw/network_members
    raw/outcome_counts raw/round_submissions raw/students
raw/round_submissions
  < inbox
  ? guard
raw/rule_results
  < inbox raw/colleges raw/enrolment_counts raw/followups raw/graduates raw/intentions raw/network_members
    raw/outcome_counts raw/round_submissions raw/students
raw/run
  < inbox
raw/students
  < inbox
  ? guard
reference/calendar
  ? accepted_values_applies_to accepted_values_year_kind
reference/centre_fields
reference/college_code_alias
reference/cross_source_rules
reference/cvm_centres
reference/fields_2567
reference/fields_observed_ay2566
reference/graduation_dates
reference/indicator_definitions
reference/indicator_terms
  ? accepted_values_term
reference/levels
reference/name_aliases
reference/provinces
reference/quality_bands
reference/regions
reference/vcop_status_codes
  ? accepted_values_outcome reference_keys
staging/stg_colleges__history
  < raw/colleges
staging/stg_enrolment_counts
  < raw/enrolment_counts
staging/stg_files
  < raw/files
staging/stg_followups
  < raw/followups
staging/stg_graduates
  < raw/graduates
staging/stg_intentions
  < raw/intentions
staging/stg_network_members
  < raw/network_members
staging/stg_outcome_counts
  < raw/outcome_counts
staging/stg_publications
  < raw/publications
staging/stg_round_submissions
  < raw/round_submissions
staging/stg_rule_results
  < raw/rule_results
staging/stg_runs
  < raw/run
staging/stg_students
  < raw/students
"""


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    from pipelines.definitions import defs

    return defs


def rendered(defs: dg.Definitions) -> str:
    graph = defs.get_repository_def().asset_graph
    lines: list[str] = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        lines.append(key.to_user_string())
        for mark, names in (
            ("<", [parent.to_user_string() for parent in node.parent_keys]),
            ("?", [check.name.split("__")[0].replace(f"_{key.path[-1]}", "") for check in node.check_keys]),
        ):
            if names:
                text = f"{mark} {' '.join(sorted(names))}"
                lines += textwrap.wrap(text, 116, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def test_graph_is_the_one_we_know(defs: dg.Definitions) -> None:
    known, found = GRAPH.strip(), rendered(defs)
    assert found == known, "\n".join(difflib.unified_diff(known.splitlines(), found.splitlines(), "known", "found"))


def test_every_asset_has_a_layer_an_owner_words_in_two_languages_and_columns(defs: dg.Definitions) -> None:
    for spec in defs.get_repository_def().asset_graph.asset_nodes:
        place = spec.key.to_user_string()
        assert spec.group_name in LAYERS, place
        assert list(spec.owners) == OWNERS, place
        words = spec.description or ""
        assert re.search("[\u0e01-\u0e5b]", words) or spec.group_name == REFERENCE, place
        assert re.search("[A-Za-z]{3}", words), place
        assert "dagster/column_schema" in spec.metadata or spec.group_name in (LANDING, PUBLICATION), place


def test_factory_takes_all_it_says_from_the_contract() -> None:
    contract = replace(load_contracts()["colleges"], source="made_up", title_th="แหล่งตัวอย่าง")
    asset = source_asset(contract)
    (spec,), (check,) = asset.specs, asset.check_specs
    columns = spec.metadata["dagster/column_schema"].columns
    assert spec.key == dg.AssetKey(["raw", "made_up"])
    assert {column.name: column.type for column in columns} == source_columns(contract)
    assert all(column.description for column in columns[: len(contract.columns)])
    assert (spec.description or "").startswith("แหล่งตัวอย่าง")
    assert (check.name, check.blocking) == ("guard", True)


def test_importing_the_assets_reads_no_file_of_the_project() -> None:
    watch = f"""
        import sys
        opened = []
        sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
        import pipelines.assets.inbox, pipelines.assets.models, pipelines.assets.publication, pipelines.assets.sources
        own = [path for path in opened if path.startswith({str(REPOSITORY)!r}) and "/.venv/" not in path]
        print([path for path in own if not path.endswith((".py", ".pyc")) and "__pycache__" not in path])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(watch)], check=True, capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.stdout.strip() == "[]"


def verdict(read: int, loaded: int, quarantined: int = 0) -> FileVerdict:
    return FileVerdict("a" * 64, "loaded_with_quarantine" if quarantined else "loaded", read, loaded, quarantined, 0, 0)


FAILED = RuleResult("a" * 64, "not_in_list", "level", "error", "conformity", 10, 2, "ข้อมูล!5, 9", "ก", "b", "ค", "d")


def test_guard_check_passes_what_is_right() -> None:
    check = guard_check([verdict(10, 10)], [replace(FAILED, rows_failed=0)], {"a" * 64: "colleges/a.csv"})
    assert check.passed


def test_guard_check_warns_of_quarantine_and_names_rows_alone() -> None:
    check = guard_check([verdict(10, 8, 2)], [FAILED], {"a" * 64: "colleges/a.csv"})
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["rows_quarantined"].value == 2
    faults = check.metadata["faults"]
    assert isinstance(faults, dg.TableMetadataValue)
    (fault,) = faults.records
    assert (fault.data["file"], fault.data["rows"], fault.data["rows_failed"]) == ("colleges/a.csv", "ข้อมูล!5, 9", 2)


def test_guard_check_stops_when_rows_are_lost() -> None:
    check = guard_check([verdict(10, 8, 1)], [], {})
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert check.metadata["rows_lost"].value == 1


@pytest.mark.parametrize(
    ("severity", "shown"), [("error", dg.AssetCheckSeverity.ERROR), ("warning", dg.AssetCheckSeverity.WARN)]
)
def test_audit_check_is_as_severe_as_its_rules(severity: str, shown: dg.AssetCheckSeverity) -> None:
    rule = MartRuleResult("r", "dim_level", severity, False, 4, 1, ({"level": "x"},), "ก", "b")  # type: ignore[arg-type]
    check = audit_check(AuditResult((rule,)))
    assert (check.passed, check.severity) == (False, shown)


def refreshed(home: Path, **config: object) -> dg.ExecuteInProcessResult:
    from pipelines.definitions import build_defs

    job = build_defs(resources={"home": Home(home=str(home))}).resolve_job_def("refresh")
    return job.execute_in_process(run_config={"ops": {"inbox": {"config": config}}})


def test_overridden_home_is_the_one_that_is_used(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=re.escape(f"there is no inbox at {tmp_path / 'inbox'}")):
        refreshed(tmp_path)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="is no date; write YYYY-MM-DD"):
        refreshed(tmp_path, as_of="21/11/2569")


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with only_writer(Settings(home=tmp_path)), pytest.raises(Exception) as refused:
        refreshed(tmp_path, as_of=date(2026, 11, 21).isoformat())
    assert "another run is writing to this home" in str(refused.value.__cause__)


def test_a_step_without_a_run_says_where_to_begin(tmp_path: Path) -> None:
    asset = source_asset(load_contracts()["colleges"])
    with pytest.raises(Exception, match="begin with reading the inbox"):
        dg.materialize([asset], resources={"home": Home(home=str(tmp_path))}, selection=[asset.key])
