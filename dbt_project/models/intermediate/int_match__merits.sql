-- What of a candidate's score depends on the college alone: its standing in a CVM network of the field, and how many of its
-- graduates of the field work in it, of all cohorts up to the academic year whose graduates enter.
with asked as (
    select distinct
        people.fiscal_year_be,
        people.fiscal_year_be - run.supply_year_offset as academic_year_be,
        people.level,
        people.meeting_field_th,
        people.college_code
    from {{ ref('int_match__people') }} as people
    cross join {{ ref('stg_runs') }} as run
),

-- Where levels are pooled, those of all of them.
tiers as (
    select
        members.academic_year_be,
        fields.level,
        fields.meeting_field_th,
        members.college_code,
        max(
            case members.tier
                when 'cvm' then weights.tier_cvm
                when 'excellent' then weights.tier_excellent
                when 'expert' then weights.tier_expert
                when 'standard' then weights.tier_standard
            end
        ) as c_tier
    from {{ ref('dim_network_member') }} as members
    cross join {{ match_weights() }} as weights
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on members.centre_id = fields.centre_id
        and members.academic_year_be = fields.academic_year_be
    group by grouping sets (
        (members.academic_year_be, fields.level, fields.meeting_field_th, members.college_code),
        (members.academic_year_be, fields.meeting_field_th, members.college_code)
    )
),

answers as (
    select
        academic_year_be,
        level,
        field_th,
        college_code,
        count(job_matches_field) as known,
        count(*) filter (where job_matches_field = 'yes') as matching
    from {{ ref('fct_graduate_outcome') }}
    group by all
),

met as (
    select
        answers.*,
        {{ meeting_field('answers', 'crosswalk') }} as meeting_field_th
    from answers
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('answers', 'crosswalk') }}
),

matches as (
    select
        academic_year_be,
        level,
        meeting_field_th,
        college_code,
        sum(known) as known,
        sum(matching) as matching
    from met
    group by grouping sets (
        (academic_year_be, level, meeting_field_th, college_code), (academic_year_be, meeting_field_th, college_code)
    )
)

select
    asked.fiscal_year_be,
    asked.level,
    asked.meeting_field_th,
    asked.college_code,
    min(tiers.c_tier) as c_tier,
    case
        when sum(matches.known) >= {{ var('min_denominator') }}
            then (10000 * sum(matches.matching) // sum(matches.known))::bigint
    end as c_field_match
from asked
left join tiers
    on asked.academic_year_be = tiers.academic_year_be
    and asked.level is not distinct from tiers.level
    and asked.meeting_field_th = tiers.meeting_field_th
    and asked.college_code = tiers.college_code
left join matches
    on asked.academic_year_be >= matches.academic_year_be
    and asked.level is not distinct from matches.level
    and asked.meeting_field_th = matches.meeting_field_th
    and asked.college_code = matches.college_code
group by all
