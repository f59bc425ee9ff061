{{ config(materialized="view") }}
-- Every row in force of the sources about establishments, teachers, certification and administration, in one shape, with
-- what the register says of its college. A fiscal year stands for the academic year that supplies it, a day for the
-- academic year in which it lies.
{%- set checks = ['check_college_name_th', 'check_province_code', 'college_match'] %}
{%- set level = ['level', 'true as has_levels', 'field_th'] %}
{%- set reporter = "if(regexp_full_match(reporter_code, '[0-9]{10}'), reporter_code, null) as college_code" %}
{%- set sources = {
    'establishments': ['reported_by as college_code'],
    'demands': ['fiscal_year_be', 'reported_by as college_code'] + level,
    'job_postings': ['posted_on as day', 'college_code'] + checks + level,
    'agreements': ['signed_on as day', 'college_code', 'field_th'] + checks,
    'placements': ['academic_year_be', 'college_code', 'student_key as person'] + checks + level,
    'curriculum_units': level,
    'short_courses': ['fiscal_year_be', 'college_code', 'field_th'] + checks,
    'teachers': ['academic_year_be', 'college_code', 'teacher_key as person', 'field_th'] + checks,
    'workplace_experts': ['fiscal_year_be', 'reported_by as college_code', 'field_th'],
    'teacher_development': ['fiscal_year_be', 'college_code', 'teacher_key as person', 'field_th'] + checks,
    'teacher_skills': ['fiscal_year_be', 'college_code', 'teacher_key as person', 'field_th'] + checks,
    'certifications': ['tested_on as day', 'college_code', 'person_key as person'] + checks + level,
    'assessment_centres': ['college_code', 'field_th'] + checks,
    'working_group_orders': ['academic_year_be', 'college_code'] + checks,
    'working_groups': ['academic_year_be', 'college_code'] + checks,
    'plans': ['fiscal_year_be', 'centre_id'],
    'plan_items': ['fiscal_year_be', 'college_code', 'centre_id'],
    'centre_meetings': ['fiscal_year_be', 'centre_id'],
    'centre_boards': ['fiscal_year_be', 'centre_id'],
    'centre_activities': ['fiscal_year_be', 'centre_id'],
    'knowledge_assets': ['fiscal_year_be', 'college_code', 'centre_id'],
    'sar_scores': ['academic_year_be', 'college_code', 'field_th'] + checks,
    'emvs_progress': ['fiscal_year_be', reporter],
    'event_reports': ['done_on as day', reporter, 'centre_id'],
    'recommendations': ['fiscal_year_be', 'centre_id'],
} %}
with rows_in_force as (
    {%- for source, columns in sources.items() %}
    select '{{ source }}' as source, {{ columns | join(', ') }}, {{ place_of_row() }}
    from {{ ref('stg_' ~ source) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

-- The first and the last year in which the register is dated; a row outside them has the nearest, one without a
-- year the last.
years as (
    select min(academic_year_be) as first_year_be, max(academic_year_be) as last_year_be
    from {{ ref('dim_academic_year') }}
),

reports as (
    select
        rows_in_force.*,
        coalesce(
            rows_in_force.academic_year_be,
            rows_in_force.fiscal_year_be - run.supply_year_offset,
            {{ academic_year_of('rows_in_force.day') }}
        )::integer as year_be,
        greatest(least(year_be, years.last_year_be), years.first_year_be) as register_year_be
    from rows_in_force
    cross join {{ ref('stg_runs') }} as run
    cross join years
)

select
    reports.source,
    reports.year_be as academic_year_be,
    reports.college_code,
    reports.centre_id,
    reports.level,
    coalesce(reports.has_levels, false) as has_levels,
    reports.field_th,
    reports.person,
    reports.check_college_name_th,
    reports.check_province_code,
    reports.college_match,
    if(reports.college_code is null, null, colleges.college_code is not null) as is_college_known,
    colleges.college_name_th,
    colleges.province_code,
    colleges.ownership,
    {{ place_of_row('reports') }}
from reports
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on reports.college_code = colleges.college_code
    and reports.register_year_be = colleges.academic_year_be
