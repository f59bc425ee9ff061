{{ config(meta={"slices": "rows"}) }}
-- What each college has sent for each round: its records in numbers, and its confirmation.
with records as (
    select
        academic_year_be,
        round,
        college_code,
        count(*) as records,
        count(*) filter (where graduate_key is null) as records_waiting,
        count(distinct graduate_key) as surveyed,
        count(*) filter (where outcome <> 'unreachable') as followed,
        count(*) filter (where outcome = 'unreachable') as unreachable,
        count(*) filter (where is_late) as records_late,
        count(*) filter (where recorded_on_basis <> 'reported') as record_dates_assumed,
        min(recorded_on) as first_recorded_on,
        max(recorded_on) as last_recorded_on
    from {{ sliced(ref('int_followups__in_window')) }}
    group by all
)

select
    academic_year_be,
    round,
    college_code,
    records.* exclude (academic_year_be, round, college_code),
    submissions.confirmed_on,
    submissions.printed_on,
    submissions.reported_graduates,
    submissions.reported_followed
from records
full join {{ sliced(ref('stg_round_submissions')) }} as submissions using (academic_year_be, round, college_code)
