-- How each college answered the follow-up of an academic year: who was reached, whether everybody is told to do the same,
-- what changed after the end of a round, and who went from no work to work in the last one.
with groups as (
    select
        academic_year_be,
        college_code,
        round,
        reported_level,
        count(*) as records,
        count(*) filter (where outcome <> 'unreachable') as reached,
        count(distinct outcome) as answers
    from {{ ref('int_followups__in_window') }}
    group by all
),

answered as (
    select
        academic_year_be,
        college_code,
        sum(records)::bigint as records,
        sum(reached)::bigint as reached,
        count(*) filter (where records >= {{ var('min_level_graduates') }}) as answer_groups,
        count(*) filter (where records >= {{ var('min_level_graduates') }} and answers = 1) as one_answer_groups
    from groups
    group by all
),

changed as (
    -- what is sent again as it was is no change
    select
        old.academic_year_be,
        old.college_code,
        count(*) filter (where changed.outcome <> old.outcome) as changes,
        count(*) filter (where changed.outcome <> old.outcome and changed.arrived_on > windows.closes_on) as late_changes
    from {{ ref('stg_followups__history') }} as old
    inner join {{ ref('stg_followups__history') }} as changed
        on old.replaced_by_load_id = changed.load_id
        and old.academic_year_be = changed.academic_year_be
        and old.round = changed.round
        and old.college_code = changed.college_code
        and old.student_key = changed.student_key
    left join {{ ref('int_rounds__windows') }} as windows
        on old.academic_year_be = windows.academic_year_be
        and old.round = windows.round
    group by all
),

flipped as (
    select
        academic_year_be,
        college_code,
        sum(graduates)::bigint as third_round_seekers,
        coalesce(sum(graduates) filter (
            where to_outcome in ('employed', 'self_employed', 'employed_studying')
        ), 0)::bigint as third_round_flips
    from {{ ref('int_graduates__steps_between_rounds') }}
    where to_round = 3 and from_outcome in ('waiting', 'unemployed') and to_outcome <> 'no_record'
    group by all
)

select
    answered.*,
    coalesce(changed.changes, 0) as changes,
    coalesce(changed.late_changes, 0) as late_changes,
    coalesce(flipped.third_round_seekers, 0) as third_round_seekers,
    coalesce(flipped.third_round_flips, 0) as third_round_flips
from answered
left join changed using (academic_year_be, college_code)
left join flipped using (academic_year_be, college_code)
