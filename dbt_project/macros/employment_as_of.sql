{#
    What the office believed: each graduate, and what had become of them, by the records recorded up to `recorded_by` in
    the files that had arrived by `loaded_by` (dates as SQL; both days inside). One row a graduate with the columns of
    `fct_graduate_outcome` that a cell is counted from. A correction that came later changes nothing here; of a roster that
    came later nobody was known, so `loaded_by` must not lie before the first file. In dbt_project, with CVM_HOME set:

    dbt show --limit 50 --inline "select level, count(*) as graduates, count(*) filter (where is_obtained_work) as worked
    from ({{ employment_as_of(\"date '2025-09-30'\", 'current_date') }}) group by all"
#}
{% macro employment_as_of(recorded_by, loaded_by) -%}
with graduates_then as (
    {{ graduates_in_force(loaded_by) }}
),

followups_then as (
    {{ followups_in_force(loaded_by) }}
),

roster_then as (
    {{ one_roster('graduates_then') }}
),

joined_then as (
    {{ followups_with_graduate('followups_then', 'roster_then') }}
),

recorded_then as (
    select *
    from joined_then
    where recorded_on <= {{ recorded_by }}
),

records_then as (
    {{ records_in_window('recorded_then', 'roster_then') }}
),

outcomes_then as (
    {{ outcomes_as_of('records_then', [3]) }}
)

select
    roster.academic_year_be,
    roster.college_code,
    roster.graduate_key,
    roster.level,
    roster.subject_type_th,
    roster.field_th,
    roster.branch_th,
    roster.study_system,
    roster.sex,
    roster.graduated_on,
    {{ recorded_by }} > {{ window_ends_on('roster.graduated_on') }} as is_window_closed,
    {{ or_no_record('outcomes') }}
from roster_then as roster
left join outcomes_then as outcomes on roster.graduate_key = outcomes.graduate_key
where roster.exclusion_reason is null
{%- endmacro %}
