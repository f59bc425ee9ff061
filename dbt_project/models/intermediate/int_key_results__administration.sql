-- Key results that a centre's own rows tell: its board, meetings, reports and recommendations.
-- A source of which the centre has sent nothing for the year tells nothing.
with boards as (
    select
        boards.centre_id,
        boards.fiscal_year_be,
        {{ counted_result('1.1-1', 'coalesce(bool_or(boards.ordered_on <= years.ends_on), false)::integer', 'count(*)') }}
    from {{ ref('stg_centre_boards') }} as boards
    inner join {{ ref('int_centres__years') }} as years on boards.fiscal_year_be = years.fiscal_year_be
    group by all
),

meetings as (
    {%- for key_result, kind in {'1.1-a3': 'board', '1.1-a4': 'directors', '1.1-a5': 'establishments'}.items() %}
    {%- set of_kind = "filter (where meeting_kind = '" ~ kind ~ "')" %}
    select
        centre_id,
        fiscal_year_be,
        {{ counted_result(key_result, 'count(distinct met_on) ' ~ of_kind, 'count(*) ' ~ of_kind) }}
    from {{ ref('stg_centre_meetings') }}
    group by all
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

proofs as (
    select
        reports.centre_id,
        calendar.year_be as fiscal_year_be,
        replace(reports.event_id, calendar.year_be::varchar, '<year>') as proof,
        true as is_done
    from {{ ref('stg_event_reports') }} as reports
    inner join {{ ref('stg_calendar') }} as calendar on reports.event_id = calendar.event_id
    where calendar.year_kind = 'fiscal' and calendar.applies_to = 'centre'
    union all
    select centre_id, fiscal_year_be, 'recommendations', submitted_on is not null
    from {{ ref('stg_recommendations') }}
),

reported as (
    -- The list of key results says which event proves a report, and whether a recommendation that was submitted does.
    select
        key_result_id,
        regexp_extract(computed_from, 'event (cvm-<year>-[a-z-]+)', 1) as event,
        starts_with(computed_from, 'recommendations.') as is_recommended
    from {{ ref('key_results') }}
    where contains(computed_from, 'event_reports.done_on')
),

reports as (
    select
        proofs.centre_id,
        proofs.fiscal_year_be,
        reported.key_result_id,
        coalesce(bool_or(proofs.is_done) filter (where proofs.proof in (reported.event, 'recommendations')), false)
            as is_done,
        count(*) filter (where proofs.proof in (reported.event, 'recommendations')) as source_rows
    from proofs
    inner join reported on reported.is_recommended or proofs.proof <> 'recommendations'
    group by all
)

select * from boards
union all
select * from meetings
union all
select centre_id, fiscal_year_be, key_result_id, is_done::integer::double, source_rows::bigint from reports
