{{ config(meta={"slices": "rows"}) }}
with rosters as (
    select distinct academic_year_be, college_code, level
    from {{ sliced(ref('int_graduates__one_roster')) }}
),

judged as (
    select
        followups.academic_year_be,
        followups.round,
        followups.college_code,
        followups.reported_level as level,
        followups.outcome,
        case
            when (followups.academic_year_be, followups.college_code) not in (
                select (rosters.academic_year_be, rosters.college_code) from rosters
            ) then 'no_roster'
            when followups.reported_level is not null
                and (followups.academic_year_be, followups.college_code, followups.reported_level) not in (
                    select (rosters.academic_year_be, rosters.college_code, rosters.level) from rosters
                ) then 'no_roster_of_level'
            else 'not_in_roster'
        end as reason
    from {{ sliced(ref('int_followups__in_window')) }} as followups
    where followups.graduate_key is null
),

counted as (
    select
        academic_year_be,
        round,
        college_code,
        level,
        reason,
        count(*) as records,
        count(*) filter (where outcome <> 'unreachable') as followed
    from judged
    group by all
)

select
    {{ surrogate_key(['counted.academic_year_be', 'counted.round', 'counted.college_code', 'counted.level',
                      'counted.reason']) }} as unmatched_followup_id,
    counted.academic_year_be,
    counted.round,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    counted.college_code,
    counted.level,
    'records' as basis,
    counted.reason,
    counted.records,
    counted.followed
from counted
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on counted.college_code = colleges.college_code
    and counted.academic_year_be = colleges.academic_year_be
