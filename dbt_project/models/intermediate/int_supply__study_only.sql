-- The share of those followed who study only, by field and level: of the newest cohort up to each academic year whose
-- window has closed, else of the first one after it. Over fewer than the least number it is the level's.
with graduates as (
    select
        graduates.academic_year_be,
        graduates.level,
        {{ meeting_field('graduates', 'crosswalk') }} as meeting_field_th,
        graduates.is_window_closed,
        graduates.followed,
        graduates.study_only
    from {{ ref('int_graduates__with_college') }} as graduates
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('graduates', 'crosswalk') }}
),

cohorts as (
    select
        academic_year_be,
        level,
        meeting_field_th,
        grouping(meeting_field_th) = 1 as is_level,
        sum(followed)::bigint as followed,
        sum(study_only)::bigint as study_only
    from graduates
    group by grouping sets ((academic_year_be, level, meeting_field_th), (academic_year_be, level))
    having bool_and(is_window_closed) and sum(followed) > 0
),

fields as (
    select distinct academic_year_be, level, meeting_field_th
    from {{ ref('int_supply__by_field') }}
    where supply_now is not null
),

nearest as (
    select
        fields.academic_year_be,
        fields.level,
        fields.meeting_field_th,
        cohorts.academic_year_be as cohort_academic_year_be,
        cohorts.followed,
        cohorts.study_only,
        cohorts.is_level
    from fields
    inner join cohorts
        on fields.level = cohorts.level
        and (cohorts.is_level or fields.meeting_field_th = cohorts.meeting_field_th)
    qualify row_number() over (
        partition by fields.academic_year_be, fields.level, fields.meeting_field_th, cohorts.is_level
        order by
            cohorts.academic_year_be <= fields.academic_year_be desc,
            abs(cohorts.academic_year_be - fields.academic_year_be)
    ) = 1
)

select
    academic_year_be,
    level,
    meeting_field_th,
    cohort_academic_year_be,
    if(is_level, 'level', 'field') as rate_of,
    followed,
    study_only,
    study_only / followed::double as study_only_share
from nearest
where is_level or followed >= {{ var('min_cohort') }}
qualify row_number() over (partition by academic_year_be, level, meeting_field_th order by is_level) = 1
