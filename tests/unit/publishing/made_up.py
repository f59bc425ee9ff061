"""A small made-up warehouse for the tests of publishing: three colleges, one year, counts that anybody can add up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from pipelines.publishing.audit import AuditResult
from pipelines.publishing.disclosure import DisclosureMeta, disclosure_meta_from_manifest
from pipelines.publishing.log import RunInfo
from pipelines.publishing.publication import Publication, publish
from pipelines.settings import Settings

PASSED = AuditResult(())
INPUTS = {"aa11": ["outcome_counts"], "bb22": ["colleges"]}

# college, level, graduates, followed, private, self-employed, further study, seeking
OUTCOMES = [
    ("1399000001", "voc_cert", 40, 30, 10, 5, 12, 3),
    ("1399000001", "high_voc_cert", 33, 30, 20, 4, 2, 4),
    ("1399000002", "voc_cert", 17, 0, 0, 0, 0, 0),
    ("1399000003", "voc_cert", 8, 8, 2, 1, 5, 0),
]
_COUNTS = "graduates, followed, work_private, self_employed, further_study, seeking"
INTERNAL_OF_LOG = ("content_hash", "rows_added", "rows_removed", "rows_changed")
_NO_COUNTS = "0 as work_state_enterprise, 0 as work_government, 0 as other"

_NAMING_NOBODY = "".join(
    f"create table raw.{source} (establishment_id varchar, replaced_by_load_id varchar);"
    for source in ("agreements", "workplace_experts")
)

_OF_CENTRES = """
    create table raw.centre_activities as
        select 2568 as fiscal_year_be, 11.0 as actual, null::varchar as replaced_by_load_id;
    create table raw.plans as
        select 2568 as fiscal_year_be, unnest(['action', 'teacher']) as plan_kind, null::varchar as replaced_by_load_id;
    create table raw.plan_items as
        select 2568 as fiscal_year_be, 'action' as plan_kind, null::varchar as replaced_by_load_id from range(3);
    create table raw.centre_meetings as
        select 2568 as fiscal_year_be, '2566-07' as centre_id, 'board' as meeting_kind, day as met_on,
               null::varchar as replaced_by_load_id
        from (values (date '2024-11-01'), (date '2025-03-01')) as days (day);
    create table raw.knowledge_assets as
        select 2568 as fiscal_year_be, null::varchar as replaced_by_load_id from range(4);
    create table raw.sar_scores as
        select 2567 as academic_year_be, 'iqa' as standard_set, null::varchar as replaced_by_load_id from range(5);
"""

BUILD_SQL = f"""
    create schema raw;
    create table raw.outcome_counts as
        select 2566 as academic_year_be, college_code, level, {_COUNTS}, {_NO_COUNTS},
               null::varchar as replaced_by_load_id
        from made_up_outcomes;
    create table raw.followups as
        select 2567 as academic_year_be, 1 as round, null::varchar as replaced_by_load_id from range(30);
    create table raw.graduates as
        select 2567 as academic_year_be, code as college_code, 'voc_cert' as level, person as person_key,
               null::integer as report_round, null::varchar as replaced_by_load_id
        from (values ('1399000001', 'p'), ('1399000001', 'p'), ('1399000002', 'q')) as rosters (code, person);
    create table raw.students as
        select 2567 as academic_year_be, null::varchar as replaced_by_load_id from range(40);
    create table raw.establishments as
        select id as establishment_id, null::varchar as replaced_by_load_id
        from (values ('0105500000001'), ('N:a')) as ids (id);
    create table raw.demands as
        select id as establishment_id, 2567 as fiscal_year_be, 'job' as demand_kind, headcount,
               null::varchar as replaced_by_load_id
        from (values ('0105500000001', 5), ('P:b', 4), (null, 1)) as needs (id, headcount);
    create table raw.job_postings as
        select '1' as posting_id, 'P:b' as establishment_id, date '2025-06-16' as posted_on, 3 as openings,
               'job' as posting_kind, null::date as closes_on, null::varchar as replaced_by_load_id;
    create table raw.placements as
        select '0105500000001' as establishment_id, 2567 as academic_year_be, '1399000001' as college_code,
               date '2024-10-01' as starts_on, null::varchar as replaced_by_load_id;
    create table raw.teachers as
        select 2567 as academic_year_be, teacher as teacher_key, null::varchar as replaced_by_load_id
        from (values ('a'), ('a'), ('b')) as rosters (teacher);
    create table raw.teacher_development as
        select 2568 as fiscal_year_be, null::varchar as establishment_id, null::varchar as replaced_by_load_id
        from range(4);
    create table raw.teacher_skills as
        select 2568 as fiscal_year_be, null::varchar as replaced_by_load_id from range(3);
    create table raw.curriculum_units as
        select 2567 as curriculum_be, null::varchar as replaced_by_load_id from range(2);
    create table raw.short_courses as
        select 2568 as fiscal_year_be, 20 as trainees, null::varchar as establishment_id,
               null::varchar as replaced_by_load_id;
    create table raw.certifications as
        select 'learner' as person_kind, 'tpqi' as body, null::varchar as replaced_by_load_id from range(3);
    create table raw.assessment_centres as
        select 'tpqi' as body, null::varchar as replaced_by_load_id;
    {_NAMING_NOBODY}
    {_OF_CENTRES}
    create table raw.working_group_orders as
        select 2568 as academic_year_be, '1399000001' as college_code, null::varchar as replaced_by_load_id;
    create table raw.emvs_progress as
        select 2569 as fiscal_year_be, 1 as round, '1399000001' as reporter_code, null::varchar as replaced_by_load_id;
    create table raw.files (source_sha256 varchar, accepted_at timestamptz);
    create table raw.publications (publication_id varchar, published_at timestamptz);
"""

_KEYS = ("college_code", "level", "province_code", "centre_id")
_BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "level": ("level",),
    "province": ("province_code",),
    "college": ("college_code", "province_code"),
    "cvm_network": ("centre_id",),
}


def _cells(breakdown: str, own: tuple[str, ...]) -> str:
    """Query for the cells of one breakdown, with NULL in the keys that are not its own."""
    keys = ", ".join(f"{key if key in own else 'null::varchar'} as {key}" for key in _KEYS)
    sums = ", ".join(f"sum({name})::bigint as {name}" for name in _COUNTS.split(", "))
    network = "join dim_network_member using (college_code)" if "centre_id" in own else ""
    return f"""
        select 2566 as academic_year_be, '{breakdown}' as breakdown, {keys}, 'counts' as basis, {sums}, {_NO_COUNTS}
        from made_up_outcomes join dim_college using (college_code) {network} group by all
    """


_CELLS = " union all by name ".join(_cells(breakdown, own) for breakdown, own in _BREAKDOWNS.items())

MART_SQL = f"""
    create table dim_college (college_code varchar primary key, college_name_th varchar, ownership varchar,
                              province_code varchar, region_th varchar, institute_name varchar);
    insert into dim_college values
        ('1399000001', 'วิทยาลัยตัวอย่างหนึ่ง', 'public', '10', 'กลาง', null),
        ('1399000002', 'วิทยาลัยตัวอย่างสอง', 'private', '10', 'กลาง', null),
        ('1399000003', 'วิทยาลัยตัวอย่างสาม', 'public', '50', 'เหนือ', 'สถาบันตัวอย่าง');
    create table dim_network_member (
        academic_year_be integer, centre_id varchar, college_code varchar, primary key (centre_id, college_code));
    insert into dim_network_member values (2566, '2566-07', '1399000001'), (2566, '2566-07', '1399000003');
    create table dim_indicator (definition_id varchar primary key, name_th varchar, name_en varchar);
    insert into dim_indicator values ('ovec_one_year', 'ร้อยละที่ได้งานทำ', 'share in work'),
                                     ('of_followed', 'ร้อยละของผู้ที่ติดตามได้', 'share of those followed');
    create table employment_one_year (
        cell_id integer primary key, academic_year_be integer not null, breakdown varchar not null,
        college_code varchar, level varchar, province_code varchar, centre_id varchar,
        basis varchar not null, graduates bigint not null,
        followed bigint, work_private bigint, self_employed bigint, further_study bigint, seeking bigint,
        work_state_enterprise bigint, work_government bigint, other bigint);
    insert into employment_one_year by name
        select row_number() over (order by breakdown, college_code, level, province_code)::integer as cell_id, *
        from ({_CELLS}) as cells;
    create table employment_rates (
        rate_id integer primary key, cell_id integer, academic_year_be integer, breakdown varchar, college_code varchar,
        level varchar, province_code varchar, centre_id varchar, basis varchar, definition_id varchar, numerator bigint,
        denominator bigint, rate double);
    insert into employment_rates
        select row_number() over ()::integer, cell_id, academic_year_be, breakdown, college_code, level, province_code,
               centre_id, basis, definition_id, work_private + self_employed,
               if(definition_id = 'ovec_one_year', graduates, followed) as denominator,
               (work_private + self_employed) / nullif(denominator, 0)
        from employment_one_year cross join dim_indicator order by cell_id, definition_id;
    create table load_history (
        run_id varchar, source varchar, path varchar, source_sha256 varchar, layout varchar, verdict varchar,
        arrived_on date, loaded_at timestamptz, rows_read bigint, rows_loaded bigint, rows_quarantined bigint,
        rows_held bigint, rows_duplicate bigint, accepted_by varchar not null);
    insert into load_history values
        ('r1', 'outcome_counts', 'central.csv', 'aa11', 'F', 'loaded', '2025-06-01', '2025-06-01 03:00:00+00',
         3, 3, 0, 0, 0, 'an officer'),
        ('r1', 'outcome_counts', 'north.csv', 'cc33', 'F', 'loaded_with_quarantine', '2025-06-01',
         '2025-06-01 03:00:00+00', 2, 1, 1, 0, 0, 'an officer'),
        ('r1', 'colleges', 'register.csv', 'bb22', 'F', 'loaded', '2025-06-01', '2025-06-01 03:00:00+00',
         3, 3, 0, 0, 0, 'an officer');
    create table lineage (lineage_id integer primary key, table_name varchar, source varchar, academic_year_be integer,
                          college_code varchar, level varchar, source_sha256 varchar, row_count bigint);
    insert into lineage
        select row_number() over ()::integer, table_name, source, year, college_code, level, sha256, 1
        from (values ('employment_one_year'), ('employment_rates')) as tables (table_name), (
            select 'outcome_counts' as source, 2566 as year, college_code, level,
                   if(college_code = '1399000003', 'cc33', 'aa11') as sha256 from made_up_outcomes
            union all select 'colleges', null, college_code, null, 'bb22' from dim_college
        );
    create table publication_log (
        publication_log_id uuid not null primary key, publication_id varchar, published_at timestamptz, as_of date,
        run_id varchar, table_name varchar, row_count bigint, content_hash varchar not null,
        previous_publication_id varchar, previous_row_count bigint, is_changed boolean, rows_added bigint,
        rows_removed bigint, rows_changed bigint);
    create table publication_changes (
        publication_change_id uuid not null primary key, publication_id varchar, table_name varchar, measure varchar,
        unit varchar, rank integer, cell_key varchar, cell varchar, value_before decimal(38,4),
        value_after decimal(38,4));
    create table round_submissions (
        academic_year_be integer, round integer, college_code varchar, basis varchar, graduates bigint, records bigint,
        records_waiting bigint, surveyed bigint, followed bigint, unreachable bigint, records_late bigint,
        record_dates_assumed bigint, primary key (academic_year_be, round, college_code));
    insert into round_submissions values
        (2567, 1, '1399000001', 'records', 25, 22, 2, 20, 21, 1, 5, 3),
        (2567, 1, '1399000002', 'records', null, 8, 8, 0, 0, 8, 0, 0);
    create table student_profile_summary (
        academic_year_be integer, college_code varchar, level varchar, basis varchar, learners bigint,
        learners_studying bigint, learners_on_leave bigint, learners_transferred bigint, learners_withdrawn bigint,
        learners_dropped_out bigint, learners_dismissed bigint, learners_deceased bigint, learners_graduated bigint,
        updated_in_window bigint, updated_outside_window bigint, never_updated bigint, phone_asked bigint,
        with_phone bigint, contact_asked bigint, with_contact bigint,
        primary key (academic_year_be, college_code, level));
    insert into student_profile_summary values
        (2567, '1399000001', 'voc_cert', 'records', 40, 30, 1, 2, 3, 1, 1, 0, 2, 20, 4, 6, 30, 25, 30, 10);
    create table fct_graduate_outcome (
        graduate_id integer primary key, academic_year_be integer, college_code varchar, level varchar,
        person_key varchar, exclusion_reason varchar, records bigint, records_counted bigint, state varchar,
        is_followed boolean, is_employed boolean, is_self_employed boolean, is_obtained_work boolean,
        is_work_or_study boolean, last_known_outcome varchar, deciding_outcome varchar, days_to_work integer,
        deciding_round integer, deciding_source_sha256 varchar, region_th varchar, province_code varchar,
        institute_name varchar, ownership varchar,
        subject_type_th varchar, field_th varchar, branch_th varchar, study_system varchar, sex varchar);
    insert into fct_graduate_outcome by position
    select *, null, null, null, null, null, null, null, null, null, null, null from (values
        (1, 2567, '1399000001', 'voc_cert', 'p', null, 2, 1, 'employed', true, true, false, true, true, 'employed',
         'employed', 0),
        (2, 2567, '1399000001', 'voc_cert', 'p', 'same_person', null, null, null, null, null, null, null, null, null,
         null, null),
        (3, 2567, '1399000002', 'voc_cert', 'q', null, 0, 0, 'not_followed', false, false, false, false, false, null,
         null, null)) as facts;
    create table unmatched_followups (unmatched_followup_id integer primary key, academic_year_be integer,
                                      records bigint);
    insert into unmatched_followups values (1, 2567, 28);
    create table employment_by_round (
        employment_by_round_id integer primary key, academic_year_be integer, round integer, breakdown varchar,
        region_th varchar, province_code varchar, institute_name varchar, ownership varchar, college_code varchar,
        level varchar, subject_type_th varchar, field_th varchar, study_system varchar, sex varchar, centre_id varchar,
        records bigint, graduates bigint, followed bigint, employed bigint, self_employed bigint, obtained_work bigint,
        further_study bigint, seeking bigint, other bigint);
    insert into employment_by_round by name
        select place as employment_by_round_id, 2567 as academic_year_be, place as round, 'college' as breakdown,
               '1399000001' as college_code, place as records, 1 as graduates, place - 1 as followed,
               place - 1 as employed, 0 as self_employed, place - 1 as obtained_work, 0 as further_study, 0 as seeking,
               0 as other
        from (values (1), (2)) as rounds (place);
    alter table employment_by_round add column study_only bigint default 0;
    create table employment_by_round_sex (
        employment_by_round_sex_id integer primary key, academic_year_be integer, round integer, breakdown varchar,
        college_code varchar, level varchar, field_th varchar, sex varchar, records bigint, graduates bigint,
        followed bigint, employed bigint, self_employed bigint, study_only bigint, seeking bigint);
    insert into employment_by_round_sex by name
        select employment_by_round_id as employment_by_round_sex_id, academic_year_be, round,
               'college_sex' as breakdown, college_code, 'f' as sex, records, graduates, followed, employed,
               self_employed, study_only, seeking
        from employment_by_round;
    create table dim_establishment (
        establishment_id varchar primary key, resolved_establishment_id varchar, id_kind varchar,
        establishment_name varchar, establishment_kind varchar, is_registered boolean);
    insert into dim_establishment values
        ('0105500000001', '0105500000001', 'juristic', 'บริษัท ตัวอย่าง จำกัด', 'company', true),
        ('N:a', 'N:a', 'individual', 'บุคคลธรรมดา', 'individual', true),
        ('P:b', '0105500000001', 'provisional', 'บจก. ตัวอย่าง', null, false);
    create table establishment_report (
        academic_year_be integer, college_code varchar, basis varchar, window_opens_on date, window_closes_on date,
        status varchar, first_registered_on date, establishments bigint, establishments_registered_in_window bigint,
        establishments_updated_in_year bigint, establishments_without_id bigint, establishments_with_contact bigint,
        jobs_announced bigint, jobs_openings bigint, jobs_filled bigint, internships_announced bigint,
        internships_openings bigint, internships_filled bigint, primary key (academic_year_be, college_code));
    insert into establishment_report values
        (2568, '1399000001', 'counts', '2025-06-16', '2025-12-31', 'done', '2025-07-01', 2, 2, 1, 0, 2, 1, 3, null, 0,
         0, 0);
    create table demand (
        demand_id integer primary key, fiscal_year_be integer, establishment_id varchar, level varchar,
        meeting_field_th varchar, demand_kind varchar, place varchar, country varchar, province_code varchar,
        headcount bigint, headcount_reported bigint, headcount_posted bigint, counted_from varchar, reporters bigint,
        is_reported_by_several boolean, monthly_wage double, wage_headcount bigint);
    insert into demand values
        (1, 2567, '0105500000001', 'voc_cert', 'x', 'job', 'home', 'TH', '50', 5, 5, 3, 'demands', 2, true, 12000, 4),
        (2, 2568, '0105500000001', 'voc_cert', 'x', 'job', 'home', 'TH', null, 3, 1, 3, 'postings', 1, false, null, 0);
    create table supply (
        supply_id integer primary key, academic_year_be integer, supply_fiscal_year_be integer, breakdown varchar,
        level varchar, meeting_field_th varchar, centre_id varchar, supply_now bigint, supply_labour decimal(18, 4),
        learners bigint, learners_moved bigint, supply_next_1 double, supply_next_1_low double,
        supply_next_1_high double, supply_next_2 double, supply_next_2_low double, supply_next_2_high double,
        supply_next_3 double, supply_next_3_low double, supply_next_3_high double);
    insert into supply by position
    select *, null, null, null, null, null, null from (values
        (1, 2566, 2567, 'nation', null, null, null, 98, 90, 200, 100, 90.0, 80.0, 95.0),
        (2, 2566, 2567, 'level', 'voc_cert', null, null, 65, 60, 150, 80, 75.0, 70.0, 80.0),
        (3, 2566, 2567, 'level', 'high_voc_cert', null, null, 33, 30, 50, 20, 15.0, 12.0, 18.0),
        (4, 2566, 2567, 'cvm_network_level_field', 'voc_cert', 'x', '2566-07', 48, 40, 90, null, null, null, null)
    ) as cells;
    create table supply_demand_gap (
        gap_id integer primary key, fiscal_year_be integer, breakdown varchar, province_code varchar, level varchar,
        supply bigint, supply_labour decimal(18, 4), demand_jobs bigint, demand_internship bigint, demand_dual bigint,
        demand_places bigint, demand_teacher_placement bigint, gap decimal(18, 4), coverage double, pressure varchar,
        wage_headcount bigint, matched_places bigint, centre_id varchar, field_th varchar);
    insert into supply_demand_gap values
        (1, 2567, 'nation', null, null, 98, 90, 5, 0, 0, 0, 0, -85, 18, 'surplus', 4, 0, null, null),
        (2, 2567, 'level', null, 'voc_cert', 65, 60, 5, 0, 0, 0, 0, -55, 12, 'surplus', 4, 0, null, null),
        (3, 2567, 'level', null, 'high_voc_cert', 33, 30, 0, 0, 0, 0, 0, -30, null, 'no_demand_recorded', 0, 0, null,
         null),
        (4, 2567, 'province', '10', null, 90, 87.5, 0, 0, 0, 0, 0, -87.5, null, 'no_demand_recorded', 0, 0, null, null),
        (5, 2567, 'province', '50', null, 8, 2.5, 5, 0, 0, 0, 0, 2.5, 0.5, 'shortage', 4, 0, null, null),
        (6, 2568, 'nation', null, null, null, null, 3, 0, 0, 0, 0, null, null, null, 0, 1, null, null),
        (7, 2568, 'level', null, 'voc_cert', null, null, 3, 0, 0, 0, 0, null, null, null, 0, 1, null, null),
        (8, 2568, 'province', null, null, null, null, 3, 0, 0, 0, 0, null, null, null, 0, 1, null, null),
        (9, 2567, 'cvm_network_level_field', null, 'voc_cert', 48, 40, 0, 0, 0, 0, 0, -40, null, 'no_demand_recorded',
         0, 0, '2566-07', 'x');
    create table target_industry_demand (
        target_industry_demand_id integer primary key, fiscal_year_be integer, target_industry_id varchar,
        level varchar, field_th varchar, place varchar, demand_jobs bigint, demand_internship bigint,
        demand_dual bigint, demand_teacher_placement bigint, share_of_field_demand double);
    insert into target_industry_demand values
        (1, 2567, '3', 'voc_cert', 'x', 'home', 5, 0, 0, 0, 1), (2, 2568, '3', 'voc_cert', 'x', 'home', 3, 0, 0, 0, 1);
    create table partnerships (
        partnership_id integer primary key, fiscal_year_be integer, college_code varchar, establishment_id varchar,
        agreements_in_force bigint, learners_placed_internship bigint, learners_placed_dual bigint,
        teachers_placed bigint, demand_jobs bigint, demand_places bigint, demand_teacher_placement bigint,
        is_agreement_in_force boolean, is_placed boolean, is_demand_reported boolean, is_match boolean,
        matched_by varchar);
    insert into partnerships values
        (1, 2568, '1399000001', '0105500000001', 1, 1, 0, 0, 0, 0, 0, true, true, false, true, 'agreement'),
        (2, 2567, '1399000002', '0105500000001', 0, 0, 0, 0, 5, 0, 0, false, false, true, false, null);
    create table matching_report (
        matching_report_id integer primary key, fiscal_year_be integer, centre_id varchar, college_code varchar,
        level varchar, field_th varchar, supply bigint, supply_labour decimal(18, 4), demand_internship bigint,
        demand_dual bigint, demand_places bigint, matched_internship bigint, matched_dual bigint,
        placed_share double);
    insert into matching_report values
        (1, 2567, '2566-07', '1399000001', 'voc_cert', 'x', 40, 33, 2, 2, 4, 1, 0, 0.25),
        (2, 2567, '2566-07', '1399000003', 'voc_cert', 'x', 8, 7, 0, 0, 0, 0, 0, null);
    create table network_comparison (
        network_comparison_id integer primary key, breakdown varchar, academic_year_be integer, centre_id varchar,
        college_code varchar, level varchar, basis varchar, graduates bigint, followed bigint, obtained_work bigint,
        benchmark_rate double, ranked_colleges bigint, best_rank bigint, worst_rank bigint, agreements bigint,
        teachers bigint, teachers_trained bigint, teachers_certified bigint, teachers_judged bigint,
        teachers_with_gap bigint, teacher_placements bigint, teacher_placements_ended bigint, reports_in_time bigint,
        short_courses bigint, tests_judged bigint, tests_passed bigint, placements bigint, safety_known bigint,
        safe_placements bigint, test_centres_licensed bigint, sar_score double, knowledge_assets bigint,
        knowledge_components bigint, rows_read bigint, followup_records bigint, followups_reached bigint,
        emvs_rounds_asked bigint, emvs_rounds_entered bigint, group_duties bigint, group_duties_done bigint,
        events_asked bigint, events_overdue bigint);
    insert into network_comparison by name
        select 1 as network_comparison_id, 'cvm_network_college' as breakdown, 2566 as academic_year_be,
            '2566-07' as centre_id, '1399000001' as college_code, null as level, 'counts' as basis, 40 as graduates,
            30 as followed, 20 as obtained_work, 2 as teachers, 1 as teachers_trained, 3 as tests_judged,
            2 as tests_passed, 3 as events_asked, 1 as events_overdue
        union all by name
        select 2 as network_comparison_id, 'cvm_network_college_level' as breakdown, 2566 as academic_year_be,
            '2566-07' as centre_id, '1399000001' as college_code, 'voc_cert' as level, 'counts' as basis,
            40 as graduates, 30 as followed, 20 as obtained_work, 2 as tests_judged, 2 as tests_passed
        union all by name
        select 3 as network_comparison_id, 'cvm_network_college' as breakdown, 2566 as academic_year_be,
            '2566-07' as centre_id, '1399000003' as college_code, 0 as events_asked, 0 as events_overdue;
    create table centre_scorecard (
        centre_scorecard_id integer primary key, centre_id varchar, fiscal_year_be integer, key_result_id varchar,
        unit varchar, target double, computed double, reported double, status varchar);
    insert into centre_scorecard values
        (1, '2566-07', 2568, '1.1-a3', 'meetings', 2, 2, null, 'met'),
        (2, '2566-07', 2568, '4.1-2', 'people', null, 9, 11, 'contradicts'),
        (3, '2566-08', 2568, '1.1-a3', 'meetings', 2, null, null, 'not_reported'),
        (4, '2566-08', 2568, '4.1-2', 'people', null, 1, null, 'met');
    create table key_result_parts (
        key_result_part_id integer primary key, centre_id varchar, fiscal_year_be integer, key_result_id varchar,
        part varchar, counted bigint);
    insert into key_result_parts values
        (1, '2566-07', 2568, '4.1-2', 'teachers_tested', 5), (2, '2566-07', 2568, '4.1-2', 'teachers_passed', 4);
    create table plan_status (
        plan_status_id integer primary key, fiscal_year_be integer, centre_id varchar, plan_kind varchar,
        is_held boolean, approved_on date, sent_on date, done_on date, due_on date, days_late bigint, status varchar,
        items bigint, items_with_target bigint, items_met bigint, items_told bigint, items_ended_untold bigint,
        colleges bigint, colleges_acting bigint);
    insert into plan_status values
        (1, 2568, '2566-07', 'action', true, null, '2024-11-22', '2024-11-22', null, null, 'done', 3, 2, 1, 2, 1, 2, 1),
        (2, 2568, '2566-08', 'action', false, null, null, null, '2024-12-01', null, 'overdue', null, null, null, null,
         null, null, null),
        (3, 2568, '2566-08', 'teacher', true, '2024-12-03', null, '2024-12-03', '2024-12-01', 2, 'late', null, null,
         null, null, null, null, null);
    create table policy_findings (
        finding_id integer primary key, comparison varchar, threshold double, value double, value_before double,
        trend varchar, certainty double, priority double, rows_behind bigint, evidence_keys varchar,
        finding_th varchar, finding_en varchar, action_th varchar, action_en varchar, text_th varchar, text_en varchar);
    insert into policy_findings values
        (1, 'below', 0.3, 0.2, 0.1, 'better', 0.5, 2, 2, 'a, b', 'ก', 'a', 'ก', 'a', 'ก', 'a'),
        (2, 'at_most', 2, 2, null, null, 1, 0, 1, 'c', 'ก', 'a', 'ก', 'a', 'ก', 'a'),
        (3, 'above', 2, 3, null, null, 1, 0, 1, 'd', 'ก', 'a', 'ก', 'a', 'ก', 'a'),
        (4, 'at_least', 2, 2, null, null, 1, 0, 1, 'e', 'ก', 'a', 'ก', 'a', 'ก', 'a'),
        (5, 'below', 2, 1, null, null, 1, 0, 1, 'f', 'ก', 'a', 'ก', 'a', 'ก', 'a');
    create table centre_meeting_summary (
        centre_meeting_summary_id integer primary key, fiscal_year_be integer, centre_id varchar, meeting_kind varchar,
        meetings bigint);
    insert into centre_meeting_summary values
        (1, 2568, '2566-07', 'board', 2), (2, 2568, '2566-07', 'directors', 0), (3, 2568, '2566-08', 'board', null);
    create table knowledge_bank_summary (
        knowledge_bank_id integer primary key, fiscal_year_be integer, breakdown varchar, centre_id varchar,
        assets bigint, infrastructure bigint, learning bigint, collaboration bigint, management bigint);
    insert into knowledge_bank_summary values
        (1, 2568, 'cvm_network', '2566-07', 4, 1, 1, 1, 1), (2, 2568, 'cvm_network_college', '2566-07', 3, 1, 1, 1, 0),
        (3, 2568, 'cvm_network_college', '2566-07', 1, 0, 0, 0, 1);
    create table sar_summary (
        sar_summary_id integer primary key, academic_year_be integer, breakdown varchar, standard_set varchar,
        centre_id varchar, college_code varchar, indicator_code varchar, colleges bigint, colleges_assessed bigint,
        colleges_submitted bigint, judgements bigint, score_5 bigint, score_4 bigint, score_3 bigint, score_2 bigint,
        score_1 bigint, mean_score double);
    insert into sar_summary values
        (1, 2567, 'nation', 'iqa', null, null, null, null, 2, 1, 5, 1, 1, 2, 0, 0, 3.75),
        (2, 2567, 'indicator', 'iqa', null, null, '1.1', null, 2, 1, 5, 1, 1, 2, 0, 0, 3.75),
        (3, 2567, 'cvm_network', 'iqa', '2566-07', null, null, 2, 1, 1, 2, 0, 0, 2, 0, 0, 3);
    create table match_problems (
        match_problem_id integer primary key, fiscal_year_be integer, demand_kind varchar, level varchar,
        meeting_field_th varchar, people bigint, seats bigint, candidates bigint, placed bigint, objective bigint,
        dual_objective bigint, is_proven boolean, greedy_objective bigint, gain bigint);
    insert into match_problems values
        (1, 2567, 'job', 'voc_cert', 'x', 5, 5, 3, 4, 34, 34, true, 30, 4),
        (2, 2568, 'teacher_placement', null, 'x', 2, 0, 0, 0, 0, 0, true, 0, 0);
    create table match_prices (
        match_node_id integer primary key, side varchar, fiscal_year_be integer, demand_kind varchar, level varchar,
        meeting_field_th varchar, college_code varchar, demand_id integer, capacity bigint, placed bigint,
        price bigint);
    insert into match_prices values
        (1, 'people', 2567, 'job', 'voc_cert', 'x', '1399000001', null, 3, 3, 4),
        (2, 'people', 2567, 'job', 'voc_cert', 'x', '1399000002', null, 2, 1, 0),
        (3, 'seats', 2567, 'job', 'voc_cert', 'x', null, 1, 3, 3, 6),
        (4, 'seats', 2567, 'job', 'voc_cert', 'x', null, 2, 2, 1, 0),
        (5, 'people', 2568, 'teacher_placement', null, 'x', '1399000001', null, 2, 0, 0);
    create table match_unplaced (match_node_id integer primary key, unplaced bigint, reason varchar);
    insert into match_unplaced values (2, 1, 'seats_taken'), (4, 1, 'pair_caps'), (5, 2, 'no_candidate');
    create table match_candidates (
        candidate_id integer primary key, fiscal_year_be integer, demand_kind varchar, level varchar,
        meeting_field_th varchar, college_code varchar, demand_id integer, agreement_split bigint, score bigint);
    insert into match_candidates values
        (1, 2567, 'job', 'voc_cert', 'x', '1399000001', 1, null, 10),
        (2, 2567, 'job', 'voc_cert', 'x', '1399000001', 2, 1, 8),
        (3, 2567, 'job', 'voc_cert', 'x', '1399000002', 1, null, 6);
    create table match_allocation (
        candidate_id integer primary key, fiscal_year_be integer, demand_kind varchar, level varchar,
        meeting_field_th varchar, college_code varchar, demand_id integer, score bigint, persons bigint,
        pinned_persons bigint, greedy_persons bigint);
    insert into match_allocation values
        (1, 2567, 'job', 'voc_cert', 'x', '1399000001', 1, 10, 2, 1, 3),
        (2, 2567, 'job', 'voc_cert', 'x', '1399000001', 2, 8, 1, 0, 0),
        (3, 2567, 'job', 'voc_cert', 'x', '1399000002', 1, 6, 1, 0, 0);
    create table enrolment_plan (
        enrolment_plan_id integer primary key, scenario_id varchar, centre_id varchar, college_code varchar,
        level varchar, meeting_field_th varchar, intake bigint, network_intake bigint, network_wanted_intake bigint,
        wanted_intake bigint, lowest_intake bigint, highest_intake bigint, capacity bigint, planned_intake bigint,
        change bigint, limited_by varchar);
    insert into enrolment_plan values
        (1, 'base', '2566-07', '1399000001', 'voc_cert', 'x', 50, 60, 90, 75, 40, 60, 55, 55, 5, 'capacity'),
        (2, 'base', '2566-07', '1399000003', 'voc_cert', 'x', 10, 60, 90, 15, 8, 12, 20, 12, 2, 'yearly_limit'),
        (3, 'base', '2566-08', '1399000001', 'voc_cert', 'x', 10, 10, null, null, 8, 12, 10, null, null,
         'survival_not_known');
    create table dim_calendar_event (event_id varchar primary key, applies_to varchar);
    insert into dim_calendar_event values
        ('letter', 'office'), ('plan', 'centre'), ('report', 'centre'), ('order', 'college'),
        ('emvs', 'public_college_and_institute'), ('teachers', 'public_college');
    create table compliance (
        compliance_id integer primary key, event_id varchar, applies_to varchar, reporter_kind varchar,
        reporter varchar, ownership varchar, opens_on date, closes_on date, done_on date, days_late bigint,
        status varchar, people_asked bigint, people_done bigint, people_missing bigint);
    insert into compliance by name select * exclude (people), people as people_asked, people - 2 as people_done,
        if(people is null, null, 2) as people_missing from (values
        (1, 'letter', 'office', 'office', 'OVEC', null, null, null, '2025-06-01', null, 'done', null),
        (2, 'plan', 'centre', 'centre', '2566-07', null, null, '2025-06-30', '2025-07-02', 2, 'late', null),
        (3, 'report', 'centre', 'centre', '2566-07', null, null, null, null, null, 'open', null),
        (4, 'order', 'college', 'college', '1399000001', 'public', null, '2025-06-30', null, null, 'overdue', 8),
        (5, 'order', 'college', 'college', '1399000002', 'private', null, '2025-06-30', '2025-06-30', 0, 'done', 9),
        (6, 'emvs', 'public_college_and_institute', 'college', '1399000001', 'public', null, '2026-06-30', null, null,
         'open', null),
        (7, 'emvs', 'public_college_and_institute', 'institute', 'สถาบัน', null, null, '2026-06-30', null, null, 'open',
         null)
    ) as rows (compliance_id, event_id, applies_to, reporter_kind, reporter, ownership, opens_on, closes_on, done_on,
        days_late, status, people);
    create table working_group_status (
        working_group_status_id integer primary key, academic_year_be integer, college_code varchar, order_kind varchar,
        is_ordered boolean, ordered_on date, offices_due bigint, offices bigint, missing_offices_th varchar,
        duties bigint, duties_done bigint, duties_overdue bigint);
    insert into working_group_status values
        (1, 2568, '1399000001', 'vcop', true, '2025-06-01', 12, 11, 'ครูที่ปรึกษา', 9, 3, 2),
        (2, 2568, '1399000002', 'vcop', false, null, 12, null, null, 9, 0, 9);
    create table emvs_summary (
        emvs_summary_id integer primary key, fiscal_year_be integer, round integer, issue_code varchar,
        breakdown varchar, reporters_asked bigint, reporters_entered bigint, entered_unasked bigint,
        progress_min double, progress_mean double, progress_max double, reporters_compared bigint,
        reporters_fallen bigint);
    insert into emvs_summary values
        (1, 2569, 1, null, 'nation', 2, 1, 0, 40, 40, 40, 0, 0),
        (2, 2569, 1, null, 'region', 1, 1, 0, 40, 40, 40, 0, 0),
        (3, 2569, 1, null, 'region', 1, 0, 0, null, null, null, 0, 0);
    create table sender_scorecard (
        sender_scorecard_id integer primary key, academic_year_be integer, college_code varchar, basis varchar,
        files bigint, files_held bigint, files_rejected bigint, rows_read bigint, rows_quarantined bigint,
        rows_duplicate bigint, errors bigint, warnings bigint, errors_per_1000_rows double,
        warnings_per_1000_rows double, duplicate_rate double, records bigint, reached bigint, contact_rate double,
        answer_groups bigint, one_answer_groups bigint, one_answer_rate double, changes bigint, late_changes bigint,
        late_change_rate double, third_round_seekers bigint, third_round_flips bigint,
        events_in_time bigint, events_late bigint, events_overdue bigint, timely_rate double);
    insert into sender_scorecard values
        (1, 2567, '1399000001', 'records', 2, 1, 0, 20, 2, 1, 3, 1, 150, 50, 0.05, 8, 6, 0.75, 1, 0, 0, 2, 1, 0.5,
         2, 1, 1, 0, 1, 0.5),
        (2, 2567, '1399000002', 'records', 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, null, null, null, null, null, null,
         null, null, null, null, null, 0, 0, 0, null);
    create table teacher_coverage (
        teacher_coverage_id integer primary key, fiscal_year_be integer, academic_year_be integer, breakdown varchar,
        teachers bigint, vocational_teachers bigint, supervisors bigint, development_known bigint,
        teachers_planned bigint, teachers_trained bigint, teachers_trained_in_wbl bigint, teachers_placed bigint,
        certification_known bigint, teachers_certified bigint, skills_known bigint, teachers_without_gap bigint);
    insert into teacher_coverage values
        (1, 2568, 2567, 'nation', 2, 2, null, 2, 1, 1, 0, 1, 0, null, 1, 0);
    create table teacher_development_summary (
        teacher_development_summary_id integer primary key, fiscal_year_be integer, breakdown varchar,
        source_rows bigint, teachers bigint, teachers_planned bigint, teachers_in_training bigint,
        teachers_placed bigint, teachers_tested bigint, plans bigint, trainings bigint, tests bigint, placements bigint,
        placements_ended bigint, reports_in_time bigint, reports_late bigint, reports_before_end bigint,
        reports_awaited bigint, reports_missing bigint, logbooks_sent bigint, clips bigint, clips_within_limit bigint,
        placements_supervised bigint, safety_known bigint, placements_safe bigint, accidents bigint);
    insert into teacher_development_summary values
        (1, 2568, 'nation', 4, 2, 1, 1, 1, 0, 1, 1, 0, 2, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 2, 1, 1);
    create table placement_safety (
        placement_safety_id integer primary key, academic_year_be integer, breakdown varchar, learners bigint,
        placements bigint, internships bigint, dual_placements bigint, trained_before_start_known bigint,
        trained_before_start bigint, oriented_before_start bigint, site_checked bigint, supervised_known bigint,
        supervised bigint, in_order_known bigint, in_order bigint, safe_known bigint, safe bigint, complained_of bigint,
        complaints bigint);
    insert into placement_safety values
        (1, 2567, 'nation', 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0);
    create table short_course_summary (
        short_course_summary_id integer primary key, fiscal_year_be integer, breakdown varchar, courses bigint,
        courses_approved bigint, courses_with_establishment bigint, runs bigint, trainees bigint, groups_known bigint,
        trainees_students bigint, trainees_graduates bigint, trainees_unemployed bigint, trainees_public bigint,
        learners_developed bigint, passed_known bigint, passed bigint, trainees_target bigint, is_target_met boolean);
    insert into short_course_summary values
        (1, 2568, 'nation', 1, 1, 0, 1, 20, 20, 15, 0, 0, 5, null, 20, 18, 20, null),
        (2, 2568, 'cvm_network', 1, 1, 0, 1, 20, 20, 15, 0, 0, 5, null, 20, 18, 20, true);
    create table certification_summary (
        certification_summary_id integer primary key, fiscal_year_be integer, breakdown varchar, person_kind varchar,
        body varchar, persons_tested bigint, persons_passed bigint, tests bigint, tests_passed bigint,
        tests_failed bigint, tests_pending bigint, tests_judged bigint, certificates_in_force bigint,
        certificates_expired bigint, final_year_learners bigint, certification_known bigint);
    insert into certification_summary values
        (1, 2568, 'nation', 'learner', 'tpqi', 2, 1, 3, 1, 1, 1, 2, 1, 0, null, null),
        (2, 2568, 'nation', 'learner', 'any', 2, 1, 3, 1, 1, 1, 2, 1, 0, null, null),
        (3, 2568, 'nation', 'final_year', 'any', 2, 1, null, null, null, null, null, null, null, 9, 5);
    create table skill_gaps (
        skill_gap_id integer primary key, gap_of varchar, fiscal_year_be integer, curriculum_be integer,
        breakdown varchar, teachers bigint, teachers_with_gap bigint, skills bigint, skills_with_gap bigint,
        levels_missing bigint, units bigint, units_taught bigint, units_required bigint, units_missing bigint);
    insert into skill_gaps values
        (1, 'teachers', 2568, null, 'nation', 2, 1, 3, 2, 3, null, null, null, null),
        (2, 'curriculum', null, 2567, 'nation', null, null, null, null, null, 2, 1, 1, 1);
    create table assessment_centre_status (
        assessment_centre_status_id integer primary key, as_of date, breakdown varchar, centre_id varchar, body varchar,
        status varchar, centres bigint, centres_licensed bigint, centres_expired bigint, centres_applied bigint,
        centres_preparing bigint, licences_expiring bigint, next_expires_on date, colleges_licensed bigint);
    insert into assessment_centre_status by position
    select row_number() over ()::integer, date '2025-06-01', cells.*,
           if(held = 1, 'licensed', 'not_reported'), held, held, 0, 0, 0, 0,
           if(held = 1, date '2025-06-01', null), held
    from (values ('nation', null, 'tpqi'), ('nation', null, 'any'), ('cvm_network', '2566-07', 'tpqi'),
                 ('cvm_network', '2566-07', 'any'), ('cvm_network', '2566-07', 'dsd'),
                 ('cvm_network', '2566-07', 'international')) as cells (breakdown, centre_id, body)
    cross join lateral (select (body in ('tpqi', 'any'))::bigint as held) as holding;
    create table office_notes (note_id integer primary key, note varchar);
    insert into office_notes values (1, 'for the office alone');
"""

_PERSONS = {
    name: {"persons": True} for name in (*_COUNTS.split(", "), "work_state_enterprise", "work_government", "other")
}
_EXACT = {"exact": True}
TABLE_META: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "dim_college": ("copy", {}),
    "dim_indicator": ("copy", {}),
    "dim_network_member": ("copy", {}),
    "employment_one_year": ("round", {"cell_id": _EXACT, "academic_year_be": _EXACT, **_PERSONS}),
    "employment_rates": (
        "round",
        {
            "rate_id": _EXACT,
            "cell_id": _EXACT,
            "academic_year_be": _EXACT,
            "numerator": {"persons": True},
            "denominator": {"persons": True},
            "rate": {"rate": True, "denominator": "denominator"},
        },
    ),
    "lineage": ("copy", {}),
    "load_history": ("copy", {"accepted_by": {"internal_only": True}}),
    "office_notes": ("internal", {}),
    "fct_graduate_outcome": ("internal", {}),
    "unmatched_followups": ("internal", {}),
    "employment_by_round": ("internal", {}),
    "employment_by_round_sex": ("internal", {}),
    "round_submissions": ("internal", {}),
    "student_profile_summary": ("internal", {}),
    "dim_establishment": ("internal", {}),
    "establishment_report": ("internal", {}),
    "demand": ("internal", {}),
    "supply": ("internal", {}),
    "supply_demand_gap": ("internal", {}),
    "target_industry_demand": ("internal", {}),
    "partnerships": ("internal", {}),
    "matching_report": ("internal", {}),
    "network_comparison": ("internal", {}),
    "match_problems": ("internal", {}),
    "match_prices": ("internal", {}),
    "match_unplaced": ("internal", {}),
    "match_candidates": ("internal", {}),
    "match_allocation": ("internal", {}),
    "enrolment_plan": ("internal", {}),
    "centre_scorecard": ("internal", {}),
    "key_result_parts": ("internal", {}),
    "plan_status": ("internal", {}),
    "policy_findings": ("internal", {}),
    "centre_meeting_summary": ("internal", {}),
    "knowledge_bank_summary": ("internal", {}),
    "sar_summary": ("internal", {}),
    "dim_calendar_event": ("internal", {}),
    "compliance": ("internal", {}),
    "working_group_status": ("internal", {}),
    "emvs_summary": ("internal", {}),
    "sender_scorecard": ("internal", {}),
    **dict.fromkeys(
        (
            "teacher_coverage",
            "teacher_development_summary",
            "placement_safety",
            "short_course_summary",
            "certification_summary",
            "skill_gaps",
            "assessment_centre_status",
        ),
        ("internal", {}),
    ),
    "publication_log": ("copy", {name: {"internal_only": True} for name in INTERNAL_OF_LOG}),
    "publication_changes": ("internal", {}),
}


def manifest_of(table_meta: dict[str, tuple[str, dict[str, dict[str, Any]]]]) -> dict[str, Any]:
    """dbt's manifest as far as disclosure reads it."""
    return {
        "nodes": {
            f"model.cvm.{name}": {
                "resource_type": "model",
                "database": "mart",
                "name": name,
                "config": {"meta": {"disclosure": disclosure}},
                "columns": {column: {"config": {"meta": meta}} for column, meta in columns.items()},
            }
            for name, (disclosure, columns) in table_meta.items()
        }
    }


def meta() -> DisclosureMeta:
    """Treatment of the made-up tables."""
    return disclosure_meta_from_manifest(manifest_of(TABLE_META))


def make_warehouse(settings: Settings) -> None:
    """Write build.duckdb and mart.duckdb of the made-up warehouse."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    values = ", ".join(str(row) for row in OUTCOMES)
    outcomes = f"create temp table made_up_outcomes as from (values {values}) as o (college_code, level, {_COUNTS})"
    for path, script in ((settings.build_db, BUILD_SQL), (settings.mart_db, MART_SQL)):
        path.unlink(missing_ok=True)
        with duckdb.connect(path) as connection:
            connection.execute(outcomes)
            connection.execute(script)
    with duckdb.connect(settings.mart_db) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
        for table in TABLE_META:
            connection.execute(f"comment on table {table} is 'ตาราง {table} / table {table}'")
        for table, column in columns:
            connection.execute(f"comment on column {table}.{column} is 'คอลัมน์ {column} / column {column}'")


def change(settings: Settings, *statements: str, database: str = "mart") -> None:
    """Run statements on mart.duckdb or build.duckdb, as a faulty or later run would."""
    with duckdb.connect(settings.mart_db if database == "mart" else settings.build_db) as connection:
        for statement in statements:
            connection.execute(statement)


def run_info(minute: int = 0, run_id: str = "r1") -> RunInfo:
    """A run of 1 June 2025."""
    moment = datetime(2025, 6, 1, 3, minute, tzinfo=UTC)
    return RunInfo(run_id=run_id, as_of=date(2025, 6, 1), state_fingerprint="state", published_at=moment)


def publish_made_up(
    settings: Settings, minute: int = 0, changed: Mapping[str, str | None] | None = None
) -> Publication:
    """Publish the made-up mart."""
    return publish(settings, run_info(minute), meta(), INPUTS, PASSED, changed)
