{{ config(meta={"slices": "rows"}) }}
-- Graduates and their outcomes in additive counts, as fine as the sources give them: what every cell adds up. A college,
-- level and year with a roster stands on its records, every other one on the counts that were sent.
{%- set place = ['academic_year_be', 'region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'level',
                 'subject_type_th', 'field_th', 'branch_th', 'study_system', 'sex'] %}
with records as (
    select
        {{ place | join(', ') }},
        'records' as basis,
        bool_and(is_window_closed) as is_window_closed,
        (sum(student_ids) + sum(records))::bigint as source_rows,
        count(*) filter (where has_assumed_dates) as graduates_with_assumed_dates,
        {{ counts_of_graduates() }}
    from {{ sliced(ref('fct_graduate_outcome')) }}
    where exclusion_reason is null
    group by all
),

counts as (
    select
        *,
        work_private + work_government + work_state_enterprise as employed
    from {{ sliced(ref('stg_outcome_counts')) }}
    where (academic_year_be, college_code, level) not in (
        select (records.academic_year_be, records.college_code, records.level) from records
    )
)

select * from records
union all by name
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
    'counts' as basis,
    years.is_window_closed,
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
    counts.other
from counts
inner join {{ ref('dim_academic_year') }} as years on counts.academic_year_be = years.academic_year_be
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on counts.college_code = colleges.college_code
    and counts.academic_year_be = colleges.academic_year_be
