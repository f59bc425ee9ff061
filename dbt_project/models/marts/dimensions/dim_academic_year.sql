with seen as (
    select academic_year_be from {{ ref('stg_outcome_counts') }}
    union all
    select academic_year_be from {{ ref('stg_enrolment_counts') }}
    {%- for source in ['students', 'graduates', 'intentions', 'followups', 'round_submissions', 'placements', 'teachers',
                       'working_group_orders', 'working_groups', 'sar_scores'] %}
    union all
    select academic_year_be from {{ ref('stg_' ~ source) }}
    {%- endfor %}
    union all
    select members.fiscal_year_be - run.supply_year_offset
    from {{ ref('stg_network_members') }} as members
    cross join {{ ref('stg_runs') }} as run
    union all
    -- What the calendar asks for is asked of a year, whether anything has been sent or not.
    select events.year_be
    from {{ ref('stg_calendar') }} as events
    cross join {{ ref('stg_runs') }} as run
    where events.year_kind = 'academic'
        and (events.opens_on <= run.as_of or (events.opens_on is null and events.round is not null))
    union all
    select {{ academic_year_of('run.as_of') }}
    from {{ ref('stg_runs') }} as run
),

years as (
    select unnest(generate_series(min(academic_year_be), max(academic_year_be)))::integer as academic_year_be
    from seen
),

dated as (
    select
        years.academic_year_be,
        {{ academic_year_start('years.academic_year_be') }} as starts_on,
        {{ academic_year_end('years.academic_year_be') }} as ends_on,
        run.as_of,
        run.supply_year_offset
    from years
    cross join {{ ref('stg_runs') }} as run
)

select
    academic_year_be,
    starts_on,
    ends_on,
    -- The window of who graduated on the last day is that day and one year; it has run out on the day after.
    (ends_on + interval 1 year)::date + 1 as window_closes_on,
    as_of >= (ends_on + interval 1 year)::date + 1 as is_window_closed,
    academic_year_be + supply_year_offset as supply_fiscal_year_be
from dated
order by academic_year_be
