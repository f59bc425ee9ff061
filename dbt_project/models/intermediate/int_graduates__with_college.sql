-- Graduates and their outcomes in additive counts, as fine as the sources give them: what every cell adds up.
with counts as (
    select
        *,
        work_private + work_government + work_state_enterprise as employed
    from {{ ref('stg_outcome_counts') }}
)

select
    counts.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    counts.college_code,
    counts.level,
    counts.subject_type_th,
    counts.field_th,
    null::varchar as branch_th,
    null::varchar as study_system,
    null::varchar as sex,
    'counts' as basis,
    1 as source_rows,
    counts.graduates,
    counts.followed,
    counts.graduates - counts.followed as not_followed,
    counts.employed,
    counts.work_private,
    counts.work_government,
    counts.work_state_enterprise,
    0 as work_sector_unknown,
    counts.self_employed,
    counts.employed + counts.self_employed as obtained_work,
    counts.further_study,
    counts.employed + counts.self_employed + counts.further_study as work_or_study,
    counts.further_study as study_only,
    counts.seeking,
    {%- for outcome in outcomes_inside_other() %}
    null::bigint as {{ outcome }},
    {%- endfor %}
    counts.other
from counts
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on counts.college_code = colleges.college_code
    and counts.academic_year_be = colleges.academic_year_be
