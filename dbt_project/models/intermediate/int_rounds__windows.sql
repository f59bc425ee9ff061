-- When each round of the follow-up is recorded, confirmed and printed, as the calendar's proofs tell its events apart.
select
    year_be as academic_year_be,
    round,
    min(opens_on) filter (where starts_with(done_when, 'followups.recorded_on')) as opens_on,
    max(closes_on) filter (where starts_with(done_when, 'followups.recorded_on')) as closes_on,
    max(closes_on) filter (where starts_with(done_when, 'round_submissions.confirmed_on')) as confirm_closes_on,
    max(closes_on) filter (where starts_with(done_when, 'round_submissions.printed_on')) as print_closes_on
from {{ ref('stg_calendar') }}
where year_kind = 'academic'
    and round is not null
    and regexp_matches(done_when, '^(followups|round_submissions)\.')
group by all
