with kinds as (
    -- The kinds of meetings with the key result that counts them; none counts a workshop.
    select
        kind.meeting_kind,
        results.key_result_id,
        results.target
    from (select unnest(['board', 'directors', 'establishments', 'workshop']) as meeting_kind) as kind
    left join {{ ref('key_results') }} as results
        on regexp_extract(results.computed_from, '^centre_meetings\.met_on: .* meeting_kind (\w+)$', 1) = kind.meeting_kind
),

held as (
    select distinct fiscal_year_be, centre_id
    from {{ ref('stg_centre_meetings') }}
),

meetings as (
    select
        fiscal_year_be,
        centre_id,
        meeting_kind,
        count(distinct met_on) as meetings,
        min(met_on) as first_met_on,
        max(met_on) as last_met_on,
        sum(attendees)::bigint as attendees,
        max(colleges)::bigint as most_colleges,
        sum(establishments)::bigint as establishments,
        count(*) filter (where evidence is null) as meetings_without_evidence
    from {{ ref('stg_centre_meetings') }}
    group by all
),

boards as (
    select
        fiscal_year_be,
        centre_id,
        'board' as meeting_kind,
        max(ordered_on) as board_ordered_on,
        count(*) filter (where board_body = 'board') as board_seats,
        count(*) filter (where board_body = 'board' and sector = 'establishment') as board_seats_of_establishments,
        min(sector) filter (where board_body = 'board' and board_position = 'chair') as board_chair_sector
    from {{ ref('stg_centre_boards') }}
    group by all
),

networks as (
    select fiscal_year_be, centre_id, count(*) as network_colleges
    from {{ ref('int_centres__networks') }}
    group by all
)

select
    {{ surrogate_key(['years.fiscal_year_be', 'centres.centre_id', 'kinds.meeting_kind']) }} as centre_meeting_summary_id,
    years.fiscal_year_be,
    centres.centre_id,
    kinds.meeting_kind,
    coalesce(meetings.meetings, if(held.centre_id is not null, 0, null)) as meetings,
    kinds.target,
    scorecard.status,
    meetings.first_met_on,
    meetings.last_met_on,
    meetings.attendees,
    meetings.most_colleges,
    networks.network_colleges,
    meetings.most_colleges / networks.network_colleges::double as network_share,
    meetings.establishments,
    meetings.meetings_without_evidence,
    boards.board_ordered_on,
    boards.board_seats,
    boards.board_seats_of_establishments,
    boards.board_chair_sector
from {{ ref('dim_cvm_centre') }} as centres
cross join {{ ref('int_centres__years') }} as years
cross join kinds
left join {{ ref('centre_scorecard') }} as scorecard
    on years.fiscal_year_be = scorecard.fiscal_year_be
    and centres.centre_id = scorecard.centre_id
    and kinds.key_result_id = scorecard.key_result_id
left join held on years.fiscal_year_be = held.fiscal_year_be and centres.centre_id = held.centre_id
left join meetings
    on years.fiscal_year_be = meetings.fiscal_year_be
    and centres.centre_id = meetings.centre_id
    and kinds.meeting_kind = meetings.meeting_kind
left join boards
    on years.fiscal_year_be = boards.fiscal_year_be
    and centres.centre_id = boards.centre_id
    and kinds.meeting_kind = boards.meeting_kind
left join networks on years.fiscal_year_be = networks.fiscal_year_be and centres.centre_id = networks.centre_id
order by years.fiscal_year_be, centres.centre_id, kinds.meeting_kind
