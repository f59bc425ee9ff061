{#
    Which rows of a raw table are in force: now, or as they were known at the end of a day. `arrived_on` is the business
    date of the load that brought a row; a load that replaced it later had not happened yet.
#}
{% macro is_in_force(loaded_by=none) -%}
    {%- if loaded_by is none -%}
    replaced_by_load_id is null
    {%- else -%}
    arrived_on <= {{ loaded_by }}
    and not coalesce(
        replaced_by_load_id in (
            select files.run_id from {{ source('raw', 'files') }} as files where files.arrived_on <= {{ loaded_by }}
        ),
        false
    )
    {%- endif -%}
{%- endmacro %}

{# Every column of a source as its contract describes it, of the rows in force, with the place of each row. #}
{% macro rows_in_force(source_name) -%}
select * exclude (key_hash, scope_hash, wide_scope_hash, replaced_by_load_id)
from {{ source('raw', source_name) }}
where {{ is_in_force() }}
{%- endmacro %}

{# Rows of the rosters of graduates; `loaded_by` as in `is_in_force`. #}
{% macro graduates_in_force(loaded_by=none) -%}
select
    academic_year_be,
    college_code,
    student_key,
    person_key,
    identified_by,
    name_key,
    report_round,
    sex,
    birth_year_be,
    level,
    subject_type_th,
    field_th,
    branch_th,
    curriculum_be,
    study_system,
    graduated_on as reported_graduated_on,
    has_phone,
    has_contact,
    term,
    gpa,
    check_field_code,
    check_college_name_th,
    check_province_code,
    college_match,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'graduates') }}
where {{ is_in_force(loaded_by) }}
{%- endmacro %}

{# Records of the follow-up; `loaded_by` as in `is_in_force`. #}
{% macro followups_in_force(loaded_by=none) -%}
select
    academic_year_be,
    round,
    college_code,
    student_key,
    person_key,
    identified_by,
    level as reported_level,
    field_th as reported_field_th,
    outcome,
    employer_sector,
    employer_name,
    establishment_id,
    job_title,
    job_matches_field,
    monthly_income,
    income_low,
    income_high,
    started_on,
    work_province_code,
    work_country,
    study_institution,
    study_level,
    study_faculty,
    study_field,
    study_matches_field,
    contacted_via,
    recorded_on as reported_recorded_on,
    check_college_name_th,
    check_province_code,
    college_match,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'followups') }}
where {{ is_in_force(loaded_by) }}
{%- endmacro %}
