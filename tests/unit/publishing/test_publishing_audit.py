"""Every rule of the marts passes on the made-up warehouse and is broken by a fixture of its own."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing import store
from pipelines.publishing.audit import AuditResult, RuleResult, audit, mart_rules
from pipelines.publishing.errors import AuditFailed, AuditRuleFaulty
from pipelines.publishing.publication import publish
from pipelines.settings import Settings

from .made_up import INPUTS, change, meta, run_info

NATION = "breakdown = 'nation'"

MOVED = "select uuid(), 'p', 'dim_college', '{}', 'persons', {}, 'k', 'c', {}, {}"

# rule: the statements that break it (on the mart, and on raw) and the keys of the rows that fail
BREAKERS: dict[str, tuple[list[str], list[str], list[dict[str, object]]]] = {
    "table_is_there": (["drop table office_notes"], [], [{"table_name": "office_notes"}]),
    "table_not_emptied": (["delete from dim_college"], [], [{"table_name": "dim_college"}]),
    "rows_not_lost": (
        ["delete from dim_college where college_code = '1399000003'"],
        [],
        [{"table_name": "dim_college"}],
    ),
    "table_is_described": (
        ["comment on table dim_college is 'Colleges, in one language'", "comment on table lineage is null"],
        [],
        [{"table_name": "dim_college"}, {"table_name": "lineage"}],
    ),
    "column_is_described": (
        [
            "comment on column dim_college.ownership is 'ภาษาเดียว'",
            "comment on column dim_college.province_code is null",
        ],
        [],
        [
            {"table_name": "dim_college", "column_name": "ownership"},
            {"table_name": "dim_college", "column_name": "province_code"},
        ],
    ),
    "every_moved_measure_has_its_total": (
        [f"insert into publication_changes {MOVED.format('seeking', 1, 5, 9)}"],
        [],
        [{"publication_id": "p", "table_name": "dim_college", "measure": "seeking"}],
    ),
    "larger_moves_come_first": (
        [
            f"insert into publication_changes {MOVED.format('seeking', rank, before, 9)}"
            for rank, before in ((1, 5), (2, 4), (3, 9))
        ],
        [],
        [{"publication_id": "p", "table_name": "dim_college", "measure": "seeking", "rank": rank} for rank in (2, 3)],
    ),
    "told_of_a_logged_publication": (
        [f"insert into publication_changes {MOVED.format('seeking', 0, 5, 9)}"],
        [],
        [{"publication_id": "p", "table_name": "dim_college"}],
    ),
    "nation_row_per_year": (
        [],
        ["insert into raw.outcome_counts (academic_year_be, graduates) values (2567, 1)"],
        [{"academic_year_be": 2567}],
    ),
    "totals_as_loaded": (
        [f"update employment_one_year set seeking = seeking + 1 where {NATION}"],
        [],
        [{"academic_year_be": 2566, "measure": "seeking"}],
    ),
    "breakdowns_add_up": (
        ["delete from employment_one_year where breakdown = 'province' and province_code = '50'"],
        [],
        [{"academic_year_be": 2566, "breakdown": "province"}],
    ),
    "every_definition_for_every_cell": (
        ["delete from employment_rates where breakdown = 'nation' and definition_id = 'of_followed'"],
        [],
        [{"definition_id": "of_followed", "breakdown": "nation"}],
    ),
    "rows_are_conserved": (
        ["update load_history set rows_quarantined = null where source_sha256 = 'bb22'"],
        [],
        [{"run_id": "r1", "source_sha256": "bb22"}],
    ),
    "establishments_as_loaded": (
        ["insert into dim_establishment values ('0', '0', 'juristic', 'x', null, true)"],
        ["insert into raw.agreements values ('1', null), ('2', 'a load')"],
        [{"establishment_id": "0"}, {"establishment_id": "1"}],
    ),
    "natural_persons_have_no_name": (
        ["update dim_establishment set establishment_name = 'x' where establishment_id = 'N:a'"],
        [],
        [{"establishment_id": "N:a"}],
    ),
    "provisional_resolves_to_registered": (
        ["update dim_establishment set is_registered = false where id_kind = 'juristic'"],
        [],
        [{"establishment_id": "P:b"}],
    ),
    "establishment_parts_add_up": (
        ["update establishment_report set status = 'overdue'"],
        [],
        [{"academic_year_be": 2568, "college_code": "1399000001"}],
    ),
    "announcements_as_loaded": (
        [],
        [
            "insert into raw.job_postings (posting_id, posted_on, openings) "
            "values ('2', '2025-12-31', 1), ('3', '2026-01-01', 1)"
        ],
        [{"academic_year_be": 2568}],
    ),
    "round_parts_add_up": (
        ["update round_submissions set surveyed = 21 where college_code = '1399000001'"],
        [],
        [{"academic_year_be": 2567, "round": 1, "college_code": "1399000001"}],
    ),
    "round_records_as_loaded": (
        [],
        ["insert into raw.followups values (2567, 2, null)"],
        [{"academic_year_be": 2567, "round": 2}],
    ),
    "graduates_as_in_rosters": (
        ["update fct_graduate_outcome set exclusion_reason = null"],
        [],
        [{"academic_year_be": 2567}],
    ),
    "every_record_has_a_place": (
        ["delete from unmatched_followups"],
        [],
        [{"academic_year_be": 2567}],
    ),
    "states_follow_from_the_flags": (
        ["update fct_graduate_outcome set is_followed = true where graduate_id = 3"],
        [],
        [{"academic_year_be": 2567, "college_code": "1399000002"}],
    ),
    "later_rounds_lose_nobody": (
        ["update employment_by_round set employed = 0, followed = 0, records = 0 where round = 2"],
        [],
        [{"academic_year_be": 2567, "round": 2, "breakdown": "college"}],
    ),
    "sexes_add_up": (
        ["update employment_by_round_sex set followed = 0 where round = 2"],
        [],
        [{"academic_year_be": 2567, "round": 2, "breakdown": "college", "college_code": "1399000001"}],
    ),
    "profile_parts_add_up": (
        ["update student_profile_summary set never_updated = 7"],
        [],
        [{"academic_year_be": 2567, "college_code": "1399000001", "level": "voc_cert"}],
    ),
    "learners_as_loaded": (
        [],
        ["update raw.students set replaced_by_load_id = 'r2'"],
        [{"academic_year_be": 2567}],
    ),
    "supply_parts_add_up": (
        ["update supply set supply_labour = 29.9999 where level = 'high_voc_cert'"],
        [],
        [{"academic_year_be": 2566, "breakdown": "level"}],
    ),
    "supply_is_of_the_graduates": (
        ["update supply set supply_now = 64 where level = 'voc_cert' and breakdown = 'level'"],
        [],
        [{"academic_year_be": 2566, "level": "voc_cert"}],
    ),
    "expected_supply_is_possible": (
        ["update supply set supply_next_1_low = 76 where level = 'voc_cert' and breakdown = 'level'"],
        [],
        [{"academic_year_be": 2566, "breakdown": "level"}],
    ),
    "demand_is_no_more_than_told": (
        [],
        ["update raw.demands set replaced_by_load_id = 'r2' where headcount = 5 or headcount = 1"],
        [{"fiscal_year_be": 2567, "demand_kind": "job", "counted_from": "demands"}],
    ),
    "demand_is_what_it_is_counted_from": (
        ["update demand set headcount = headcount_reported + headcount_posted where fiscal_year_be = 2567"],
        [],
        [{"fiscal_year_be": 2567, "demand_kind": "job"}],
    ),
    "gap_parts_add_up": (
        ["update supply_demand_gap set demand_jobs = 4, gap = 1.5, coverage = 0.625 where province_code = '50'"],
        [],
        [{"fiscal_year_be": 2567, "breakdown": "province"}],
    ),
    "gap_is_demand_less_supply": (
        ["update supply_demand_gap set gap = -gap where breakdown = 'level'"],
        [],
        [{"fiscal_year_be": 2567, "breakdown": "level"}],
    ),
    "pressure_follows_from_coverage": (
        ["update supply_demand_gap set pressure = 'balanced' where province_code = '50' or coverage = 18"],
        [],
        [{"pressure": "surplus"}],
    ),
    "gap_holds_the_demand": (
        ["update demand set place = 'abroad', country = 'JP', province_code = null where fiscal_year_be = 2567"],
        [],
        [{"fiscal_year_be": 2567, "place": "abroad"}, {"fiscal_year_be": 2567, "place": "home"}],
    ),
    "industries_hold_the_demand": (
        ["update target_industry_demand set share_of_field_demand = 0.5 where fiscal_year_be = 2568"],
        [],
        [{"fiscal_year_be": 2568, "place": "home", "level": "voc_cert", "field_th": "x"}],
    ),
    "matches_follow_from_their_parts": (
        ["update partnerships set is_match = true, matched_by = 'demand'"],
        [],
        [{"fiscal_year_be": 2567, "college_code": "1399000002"}],
    ),
    "nobody_is_placed_twice": (
        ["update partnerships set learners_placed_dual = 1 where fiscal_year_be = 2568"],
        [],
        [{"college_code": "1399000001"}],
    ),
    "colleges_add_up_to_their_network": (
        ["delete from matching_report where college_code = '1399000003'"],
        [],
        [{"fiscal_year_be": 2567, "centre_id": "2566-07", "level": "voc_cert", "field_th": "x"}],
    ),
    "matched_share_follows_from_its_parts": (
        ["update matching_report set demand_places = null where college_code = '1399000001'"],
        [],
        [{"fiscal_year_be": 2567, "centre_id": "2566-07", "college_code": "1399000001"}],
    ),
    "best_allocation_is_proven": (
        [
            "update match_problems set dual_objective = 1, objective = 0 where match_problem_id = 2",
            "update match_allocation set greedy_persons = 2 where candidate_id = 1",
        ],
        [],
        [
            {"fiscal_year_be": 2567, "demand_kind": "job", "level": "voc_cert", "meeting_field_th": "x"},
            {"fiscal_year_be": 2568, "demand_kind": "teacher_placement", "level": "all", "meeting_field_th": "x"},
        ],
    ),
    "problems_hold_their_people_and_seats": (
        ["update match_problems set seats = 1 where match_problem_id = 2"],
        [],
        [{"fiscal_year_be": 2568, "demand_kind": "teacher_placement"}],
    ),
    "nobody_is_placed_beyond_a_pair": (
        [
            "update match_candidates set agreement_split = 0 where candidate_id = 2",
            "delete from match_candidates where candidate_id = 3",
        ],
        [],
        [{"college_code": "1399000001", "demand_id": 2}, {"college_code": "1399000002", "demand_id": 1}],
    ),
    "colleges_and_needs_hold_who_is_placed": (
        ["update match_prices set capacity = 2 where match_node_id in (1, 3)"],
        [],
        [{"match_node_id": 1}, {"match_node_id": 3}],
    ),
    "left_over_is_what_is_not_placed": (
        [
            "delete from match_unplaced where reason = 'pair_caps'",
            "insert into match_unplaced values (6, 1, 'seats_taken')",
        ],
        [],
        [{"match_node_id": 4}, {"match_node_id": 6}],
    ),
    "what_is_left_over_is_worth_nothing": (
        [
            "update match_prices set price = -1 where price = 6",
            "update match_prices set price = 3 where match_node_id = 2",
        ],
        [],
        [{"match_node_id": 2}, {"match_node_id": 3}],
    ),
    "every_member_stands_once": (
        ["delete from network_comparison where network_comparison_id = 3"],
        [],
        [{"academic_year_be": 2566, "centre_id": "2566-07", "college_code": "1399000003"}],
    ),
    "levels_add_up_to_their_college": (
        ["update network_comparison set followed = 31 where network_comparison_id = 2"],
        [],
        [{"academic_year_be": 2566, "centre_id": "2566-07", "college_code": "1399000001"}],
    ),
    "comparison_is_possible": (
        [
            "update network_comparison set teachers_trained = 3 where network_comparison_id = 1",
            "update network_comparison set agreements = 0 where network_comparison_id = 2",
        ],
        [],
        [
            {
                "breakdown": breakdown,
                "academic_year_be": 2566,
                "centre_id": "2566-07",
                "college_code": "1399000001",
            }
            for breakdown in ("cvm_network_college", "cvm_network_college_level")
        ],
    ),
    "plans_share_what_the_network_wants": (
        ["update enrolment_plan set wanted_intake = 16 where enrolment_plan_id = 2"],
        [],
        [{"scenario_id": "base", "centre_id": "2566-07", "level": "voc_cert", "meeting_field_th": "x"}],
    ),
    "plans_keep_to_their_limits": (
        ["update enrolment_plan set planned_intake = 56, change = 6 where enrolment_plan_id = 1"],
        [],
        [
            {
                "scenario_id": "base",
                "centre_id": "2566-07",
                "college_code": "1399000001",
                "level": "voc_cert",
                "meeting_field_th": "x",
            }
        ],
    ),
    "every_result_of_every_centre": (
        ["delete from centre_scorecard where centre_scorecard_id = 3"],
        [],
        [{"fiscal_year_be": 2568}],
    ),
    "status_follows_from_the_figures": (
        [
            "update centre_scorecard set status = 'behind' where centre_scorecard_id = 1",
            "update centre_scorecard set computed = 0 where centre_scorecard_id = 4",
        ],
        [],
        [
            {"centre_id": "2566-07", "fiscal_year_be": 2568, "key_result_id": "1.1-a3"},
            {"centre_id": "2566-08", "fiscal_year_be": 2568, "key_result_id": "4.1-2"},
        ],
    ),
    "reports_of_centres_as_loaded": (
        [],
        ["update raw.centre_activities set actual = 12"],
        [{"fiscal_year_be": 2568}],
    ),
    "parts_within_their_result": (
        ["update key_result_parts set counted = 6 where part = 'teachers_passed'"],
        [],
        [{"centre_id": "2566-07", "fiscal_year_be": 2568, "key_result_id": "4.1-2"}],
    ),
    "plans_as_loaded": (
        [],
        [
            "insert into raw.plans values (2568, 'teacher', null)",
            "insert into raw.plan_items values (2568, 'action', null)",
        ],
        [{"fiscal_year_be": 2568, "plan_kind": "action"}, {"fiscal_year_be": 2568, "plan_kind": "teacher"}],
    ),
    "plan_parts_add_up": (
        [
            "update plan_status set items_met = 3 where is_held",
            "update plan_status set status = 'done' where not is_held",
            "update plan_status set days_late = 0 where plan_kind = 'teacher'",
        ],
        [],
        [
            {"fiscal_year_be": 2568, "centre_id": "2566-07", "plan_kind": "action"},
            {"fiscal_year_be": 2568, "centre_id": "2566-08", "plan_kind": "action"},
            {"fiscal_year_be": 2568, "centre_id": "2566-08", "plan_kind": "teacher"},
        ],
    ),
    "findings_meet_their_rule": (
        [
            "update policy_findings set value = 0.3 where finding_id = 1",
            "update policy_findings set value = 2.1 where finding_id = 2",
            "update policy_findings set value = 2 where finding_id = 3",
            "update policy_findings set value = 1.9 where finding_id = 4",
            "update policy_findings set value = null where finding_id = 5",
        ],
        [],
        [{"finding_id": 1}, {"finding_id": 2}, {"finding_id": 3}, {"finding_id": 4}, {"finding_id": 5}],
    ),
    "findings_are_told_whole": (
        [
            "update policy_findings set evidence_keys = 'a' where finding_id = 1",
            "update policy_findings set text_en = '{value}' where finding_id = 2",
            "update policy_findings set trend = 'better' where finding_id = 3",
            "update policy_findings set certainty = 1.1 where finding_id = 4",
            "update policy_findings set priority = null where finding_id = 5",
        ],
        [],
        [{"finding_id": 1}, {"finding_id": 2}, {"finding_id": 3}, {"finding_id": 4}, {"finding_id": 5}],
    ),
    "meetings_as_loaded": (
        [],
        ["insert into raw.centre_meetings values (2568, '2566-08', 'directors', date '2025-03-01', null)"],
        [{"fiscal_year_be": 2568, "meeting_kind": "directors"}],
    ),
    "assets_as_loaded": (
        ["update knowledge_bank_summary set learning = 2 where breakdown = 'cvm_network'"],
        [],
        [{"fiscal_year_be": 2568}],
    ),
    "judgements_as_loaded": (
        [],
        ["insert into raw.sar_scores values (2567, 'iqa', null), (2566, 'cvm', null)"],
        [
            {"academic_year_be": 2567, "standard_set": "iqa"},
            {"academic_year_be": 2566, "standard_set": "cvm"},
        ],
    ),
    "sar_parts_add_up": (
        ["update sar_summary set colleges = 0, score_1 = 1 where breakdown = 'cvm_network'"],
        [],
        [{"sar_summary_id": "3"}],
    ),
    "teachers_as_rostered": (
        [],
        ["update raw.teachers set replaced_by_load_id = 'r2' where teacher_key = 'b'"],
        [{"academic_year_be": 2567}],
    ),
    "coverage_is_possible": (
        ["update teacher_coverage set teachers_trained = 3"],
        [],
        [{"fiscal_year_be": 2568, "breakdown": "nation"}],
    ),
    "activities_as_loaded": (
        [],
        ["update raw.teacher_development set fiscal_year_be = 2569"],
        [{"fiscal_year_be": 2568}, {"fiscal_year_be": 2569}],
    ),
    "reports_add_up_to_the_placements": (
        ["update teacher_development_summary set reports_late = 1"],
        [],
        [{"fiscal_year_be": 2568, "breakdown": "nation"}],
    ),
    "placements_as_loaded": (
        ["update placement_safety set placements = 2, dual_placements = 1"],
        [],
        [{"academic_year_be": 2567}],
    ),
    "safety_is_possible": (
        ["update placement_safety set safe_known = 0"],
        [],
        [{"academic_year_be": 2567, "breakdown": "nation"}],
    ),
    "trainees_as_loaded": (
        ["update short_course_summary set trainees = 21 where breakdown = 'nation'"],
        [],
        [{"fiscal_year_be": 2568}],
    ),
    "courses_are_possible": (
        ["update short_course_summary set is_target_met = false where breakdown = 'cvm_network'"],
        [],
        [{"fiscal_year_be": 2568, "breakdown": "cvm_network"}],
    ),
    "tests_as_loaded": (
        ["delete from certification_summary where body = 'tpqi'"],
        [],
        [{"person_kind": "learner", "body": "tpqi"}],
    ),
    "certification_is_possible": (
        ["update certification_summary set persons_tested = 6 where person_kind = 'final_year'"],
        [],
        [{"fiscal_year_be": 2568, "breakdown": "nation", "person_kind": "final_year", "body": "any"}],
    ),
    "skills_as_loaded": (
        ["update skill_gaps set skills = 4 where gap_of = 'teachers'"],
        [],
        [{"fiscal_year_be": 2568}],
    ),
    "units_as_loaded": (
        ["update skill_gaps set curriculum_be = 2562 where gap_of = 'curriculum'"],
        [],
        [{"curriculum_be": 2562}, {"curriculum_be": 2567}],
    ),
    "gaps_are_possible": (
        ["update skill_gaps set units_missing = 2 where gap_of = 'curriculum'"],
        [],
        [{"gap_of": "curriculum", "breakdown": "nation"}],
    ),
    "test_centres_as_loaded": (
        [],
        ["update raw.assessment_centres set body = 'dsd'"],
        [{"body": "tpqi"}, {"body": "dsd"}],
    ),
    "every_network_has_every_kind": (
        ["delete from assessment_centre_status where body = 'international'"],
        [],
        [{"centre_id": "2566-07"}],
    ),
    "licences_are_possible": (
        ["update assessment_centre_status set status = 'expired' where body = 'tpqi' and breakdown = 'nation'"],
        [],
        [{"breakdown": "nation", "body": "tpqi"}],
    ),
    "status_follows_from_the_days": (
        [
            "update compliance set days_late = 1 where event_id = 'plan'",
            "update compliance set days_late = 0 where event_id = 'letter'",
            "update compliance set status = 'overdue' where event_id = 'report'",
            "update compliance set done_on = '2025-07-01' where reporter = '1399000002'",
        ],
        [],
        [
            {"event_id": "letter", "reporter": "OVEC"},
            {"event_id": "plan", "reporter": "2566-07"},
            {"event_id": "report", "reporter": "2566-07"},
            {"event_id": "order", "reporter": "1399000002"},
        ],
    ),
    "people_asked_are_done_or_missing": (
        [
            "update compliance set people_missing = 3 where reporter = '1399000001' and event_id = 'order'",
            "update compliance set people_asked = null where reporter = '1399000002'",
        ],
        [],
        [{"event_id": "order", "reporter": "1399000001"}, {"event_id": "order", "reporter": "1399000002"}],
    ),
    "private_colleges_owe_nothing_in_emvs": (
        [
            "insert into compliance by name select 8 as compliance_id, 'emvs' as event_id, '2' as reporter, "
            "'public_college_and_institute' as applies_to, 'college' as reporter_kind, 'private' as ownership, "
            "'open' as status"
        ],
        [],
        [{"event_id": "emvs", "reporter": "2"}],
    ),
    "every_event_is_owed": (
        [
            "delete from compliance where event_id in ('letter', 'report')",
            "update dim_calendar_event set applies_to = 'public_college' where event_id = 'order'",
        ],
        [],
        [{"event_id": "letter"}, {"event_id": "report"}, {"event_id": "order"}, {"event_id": "teachers"}],
    ),
    "working_group_parts_add_up": (
        ["update working_group_status set offices = 12", "update working_group_status set duties_done = 10"],
        [],
        [
            {"academic_year_be": 2568, "college_code": "1399000001", "order_kind": "vcop"},
            {"academic_year_be": 2568, "college_code": "1399000002", "order_kind": "vcop"},
        ],
    ),
    "orders_as_loaded": (
        [],
        ["insert into raw.working_group_orders values (2568, '2', null), (2567, '1', null), (2566, '1', 'a load')"],
        [{"academic_year_be": 2567}, {"academic_year_be": 2568}],
    ),
    "emvs_places_add_up": (
        ["update emvs_summary set reporters_entered = 0 where breakdown = 'region'"],
        [],
        [{"fiscal_year_be": 2569, "round": 1, "breakdown": "region"}],
    ),
    "emvs_as_loaded": (
        [],
        ["insert into raw.emvs_progress values (2569, 1, '2', null), (2569, 1, '2', null), (2569, 2, '2', 'a load')"],
        [{"fiscal_year_be": 2569, "round": 1}],
    ),
    "sender_parts_add_up": (
        ["update sender_scorecard set one_answer_groups = 2", "update sender_scorecard set timely_rate = 1.5"],
        [],
        [
            {"academic_year_be": 2567, "college_code": "1399000001"},
            {"academic_year_be": 2567, "college_code": "1399000002"},
        ],
    ),
}


def result_of(audited: AuditResult, rule: str) -> RuleResult:
    return next(result for result in audited.results if result.rule == rule)


def test_a_sound_mart_passes_every_rule(published: Settings) -> None:
    change(
        published,
        "insert into publication_log (publication_log_id, publication_id, table_name, content_hash, is_changed) "
        "values (uuid(), 'p', 'dim_college', '', true)",
        *(
            f"insert into publication_changes {MOVED.format('seeking', rank, before, 9)}"
            for rank, before in ((1, 5), (2, 5), (3, 6))
        ),
        "insert into publication_changes select uuid(), 'p', 'dim_college', 'seeking', 'persons', 0, null, null, 1, 2",
    )
    audited = audit(published, meta())
    assert [result.rule for result in audited.results if not result.passed] == []
    assert audited.passed
    assert [result.rule for result in audited.results if not result.rows_checked] == []


def test_the_first_publication_has_nothing_to_be_compared_with(settings: Settings) -> None:
    audited = audit(settings, meta())
    assert audited.passed
    assert result_of(audited, "rows_not_lost").rows_checked == 0


def test_every_rule_has_a_fixture_that_breaks_it() -> None:
    assert {rule.id for rules in mart_rules() for rule in rules.rules} == set(BREAKERS)


def rule_alone(rule_id: str, folder: Path) -> Path:
    """A folder with this one rule, as its file holds it: judging by all of them for each would take minutes."""
    folder.mkdir()
    for rules in mart_rules():
        if alone := [rule.model_dump() for rule in rules.rules if rule.id == rule_id]:
            text = json.dumps({"table": rules.table, "rules": alone})
            (folder / f"{rules.table}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", BREAKERS)
def test_a_fault_breaks_its_rule_and_is_not_published(published: Settings, tmp_path: Path, rule: str) -> None:
    current = store.current_id(published.published)
    on_mart, on_raw, keys = BREAKERS[rule]
    change(published, *on_mart)
    change(published, *on_raw, database="build")
    audited = audit(published, meta(), rule_alone(rule, tmp_path / "rules"))
    (found,) = audited.results
    assert (found.rule, found.passed) == (rule, False)
    assert found.rows_failed == len(keys)
    assert sorted(map(str, found.failed_keys)) == sorted(map(str, keys))
    assert found.severity == "error"
    with pytest.raises(AuditFailed, match=rule):
        publish(published, run_info(1), meta(), INPUTS, audited)
    assert store.current_id(published.published) == current


def test_a_replaced_row_counts_no_more(settings: Settings) -> None:
    change(
        settings,
        "insert into raw.outcome_counts (academic_year_be, graduates, replaced_by_load_id) values (2566, 99, 'r2')",
        database="build",
    )
    assert audit(settings, meta()).passed


def test_rows_lost_in_raw_are_missed(settings: Settings) -> None:
    change(settings, "delete from raw.outcome_counts where level = 'high_voc_cert'", database="build")
    assert not result_of(audit(settings, meta()), "totals_as_loaded").passed


def test_rows_the_office_let_go_may_be_gone(published: Settings) -> None:
    change(published, "delete from load_history", "delete from lineage where source = 'colleges'")
    assert {result.rule for result in audit(published, meta()).errors} == {"table_not_emptied", "rows_not_lost"}
    change(
        published,
        "insert into raw.publications values ('20250601T030000000Z', '2025-06-01 03:00:00+00')",
        "insert into raw.files values ('dd44', '2025-06-02 03:00:00+00')",
        database="build",
    )
    assert audit(published, meta()).passed


RULE = """
table: dim_college
rules:
  - id: one
    severity: {severity}
    message_th: ข้อความ
    message_en: message
    keys: [college_code]
    query: {query}
    expectation: {{type: expect_column_values_to_not_be_null, kwargs: {{column: {column}}}}}
"""


def rules_dir(folder: Path, query: str, column: str = "institute_name", severity: str = "error") -> Path:
    (folder / "rule.yaml").write_text(RULE.format(query=query, column=column, severity=severity), encoding="utf-8")
    return folder


def test_a_warning_does_not_forbid_publishing(settings: Settings, tmp_path: Path) -> None:
    audited = audit(settings, meta(), rules_dir(tmp_path, "from mart.main.dim_college", severity="warning"))
    assert audited.passed
    assert [result.rule for result in audited.warnings] == ["one"]
    assert audited.warnings[0].failed_keys == ({"college_code": "1399000001"}, {"college_code": "1399000002"})


@pytest.mark.parametrize(
    ("query", "column"), [("from mart.main.nothing", "a"), ("from mart.main.dim_college", "nothing")]
)
def test_a_faulty_rule_stops_the_run(settings: Settings, tmp_path: Path, query: str, column: str) -> None:
    with pytest.raises(AuditRuleFaulty, match="one"):
        audit(settings, meta(), rules_dir(tmp_path, query, column))


def test_the_audit_writes_nothing(settings: Settings) -> None:
    before = settings.mart_db.read_bytes(), settings.build_db.read_bytes()
    audit(settings, meta())
    assert (settings.mart_db.read_bytes(), settings.build_db.read_bytes()) == before
    with duckdb.connect(settings.mart_db) as connection:
        assert connection.execute("select count(*) from dim_college").fetchall() == [(3,)]
