{{ config(materialized="view") }}
-- The rules about groups of rows (a college's level, a centre's year). The first row of a group stands for it; a column
-- named after a rule is TRUE where the group fails it.
with levels_followed as (
    select
        'outcome_counts' as source,
        academic_year_be,
        college_code,
        level,
        sum(followed) in (0, sum(graduates)) as followed_all_or_none,
        {{ first_row_of_group() }} as first_row
    from {{ ref('stg_outcome_counts') }}
    group by all
    having sum(graduates) >= {{ var('min_level_graduates') }}
),

levels_enrolled as (
    select
        academic_year_be,
        college_code,
        level,
        sum(learners) as learners,
        {{ first_row_of_group() }} as first_row
    from {{ ref('stg_enrolment_counts') }}
    group by all
),

enrolment_changes as (
    select
        'enrolment_counts' as source,
        this_year.first_row,
        abs(this_year.learners - last_year.learners) > {{ var('max_enrolment_change') }} * last_year.learners
            as enrolment_change
    from levels_enrolled as this_year
    inner join levels_enrolled as last_year
        on this_year.college_code = last_year.college_code
        and this_year.level = last_year.level
        and this_year.academic_year_be = last_year.academic_year_be + 1
    where last_year.learners > 0
),

centre_tiers as (
    select
        'network_members' as source,
        count(*) filter (where tier = 'cvm') <> 1 as no_or_many_cvm_tier,
        {{ first_row_of_group() }} as first_row
    from {{ ref('stg_network_members') }}
    group by fiscal_year_be, centre_id
),

levels_reported as (
    select academic_year_be, college_code, level, sum(graduates) as graduates
    from {{ ref('stg_outcome_counts') }}
    group by all
),

rosters as (
    select
        'graduates' as source,
        rosters.academic_year_be,
        rosters.college_code,
        rosters.level,
        count(*) filter (where rosters.exclusion_reason is null) as graduates,
        {{ first_row_of_group() }} as first_row
    from {{ ref('int_graduates__one_roster') }} as rosters
    group by all
),

rosters_against_counts as (
    select
        rosters.source,
        rosters.first_row,
        rosters.graduates < {{ var('min_roster_share') }} * levels_reported.graduates as roster_incomplete
    from rosters
    inner join levels_reported
        on rosters.academic_year_be = levels_reported.academic_year_be
        and rosters.college_code = levels_reported.college_code
        and rosters.level = levels_reported.level
),

judged as (
    select source, first_row, followed_all_or_none
    from levels_followed
    union all by name
    select source, first_row, enrolment_change
    from enrolment_changes
    union all by name
    select source, first_row, no_or_many_cvm_tier
    from centre_tiers
    union all by name
    select source, first_row, roster_incomplete
    from rosters_against_counts
)

select
    source,
    unnest(first_row),
    followed_all_or_none,
    enrolment_change,
    no_or_many_cvm_tier,
    roster_incomplete
from judged
