{# What became of each graduate: which records count, and what they come to. The rosters stand in rosters.sql. #}

{# The last day on which a record of a graduate still counts by its date: 29 February is followed by 28 February. #}
{% macro window_ends_on(graduated_on) -%}
    ({{ graduated_on }} + interval 1 year)::date
{%- endmacro %}

{# Outcomes that report work. #}
{% macro is_work(outcome) -%}
    {{ outcome }} in ('employed', 'self_employed', 'employed_studying')
{%- endmacro %}

{#
    Each record, and of one that has a graduate whether it counts and its place among the graduate's records from the
    oldest to the newest. The window is that of the row that counts of the graduate's rows.
#}
{% macro records_in_window(followups, roster) -%}
with records as (
    select * from {{ followups }}
),

-- A graduate has two records of a round and day only by two student ids, so only these are put in order.
same_day as (
    select
        graduate_key,
        round,
        load_id,
        student_key,
        row_number() over (partition by graduate_key, recorded_on, round order by load_id, student_key) as place
    from records
    where (graduate_key, recorded_on, round) in (
        select (records.graduate_key, records.recorded_on, records.round)
        from records
        where records.graduate_key is not null
        group by records.graduate_key, records.recorded_on, records.round
        having count(*) > 1
    )
)

select
    records.academic_year_be,
    records.round,
    records.college_code,
    records.student_key,
    records.graduate_key,
    records.reported_level,
    records.reported_field_th,
    records.roster_level,
    records.roster_field_th,
    records.outcome,
    records.started_on,
    records.recorded_on,
    records.recorded_on_basis,
    records.is_round_in_calendar,
    records.is_late,
    records.is_other_person,
    records.employer_sector,
    records.job_matches_field,
    records.income_low,
    records.income_high,
    records.work_province_code,
    records.work_country,
    records.establishment_id,
    {{ place_of_row('records') }},
    records.graduated_on,
    roster.graduated_on as window_starts_on,
    coalesce(
        records.recorded_on between roster.graduated_on and {{ window_ends_on('roster.graduated_on') }}
        or (
            {{ is_work('records.outcome') }}
            and records.started_on <= {{ window_ends_on('roster.graduated_on') }}
        ),
        false
    ) as is_counted,
    case
        when records.graduate_key is not null
            then (records.recorded_on - date '1900-01-01') * 1000 + records.round * 100 + coalesce(same_day.place, 0)
    end as sequence
from records
left join {{ roster }} as roster
    on records.graduate_key = if(roster.exclusion_reason is null, roster.graduate_key, null)
left join same_day
    on records.graduate_key = same_day.graduate_key
    and records.round = same_day.round
    and records.load_id = same_day.load_id
    and records.student_key = same_day.student_key
{%- endmacro %}

{#
    What became of each graduate who has a record, as of each of the rounds asked for: one row a graduate and round. The
    newest record of each kind is told by its place, `sequence`, among those of the graduate.
#}
{% macro outcomes_as_of(records, as_of_rounds) -%}
with found as (
    select
        records.graduate_key,
        as_of.round as as_of_round,
        any_value(records.academic_year_be) as academic_year_be,
        any_value(records.college_code) as college_code,
        count(*) as records,
        count(*) filter (where records.is_counted) as records_counted,
        count(*) filter (where records.is_late) as records_late,
        bool_or(records.recorded_on_basis <> 'reported') as has_assumed_record,
        max(records.sequence) filter (
            where records.is_counted and records.outcome in ('employed', 'employed_studying')
        ) as employed_sequence,
        max(records.sequence) filter (
            where records.is_counted and records.outcome = 'self_employed'
        ) as self_employed_sequence,
        max(records.sequence) filter (
            where records.is_counted and records.outcome in ('studying', 'employed_studying')
        ) as study_sequence,
        max(records.sequence) filter (
            where records.is_counted and records.outcome <> 'unreachable'
        ) as last_known_sequence,
        arg_max(records.outcome, records.sequence) filter (
            where records.is_counted and records.outcome <> 'unreachable'
        ) as last_known_outcome,
        -- a sector that the newest record does not tell is not told, whatever an older one says
        arg_max_null(records.employer_sector, records.sequence) filter (
            where records.is_counted and records.outcome in ('employed', 'employed_studying')
        ) as work_sector,
        max(records.sequence) filter (where records.is_counted) as last_counted_sequence,
        min(records.started_on) filter (
            where records.is_counted and {{ is_work('records.outcome') }}
        ) as first_work_started_on
    from {{ records }} as records
    inner join (select unnest({{ as_of_rounds }}) as round) as as_of on records.round <= as_of.round
    where records.graduate_key is not null
    group by all
),

flagged as (
    select
        *,
        last_known_sequence is not null as is_followed,
        employed_sequence is not null as is_employed,
        self_employed_sequence is not null as is_ever_self_employed,
        study_sequence is not null as is_further_study,
        coalesce(employed_sequence, self_employed_sequence) as job_sequence,
        coalesce(job_sequence, study_sequence, last_known_sequence, last_counted_sequence) as deciding_sequence
    from found
)

select
    flagged.graduate_key,
    flagged.as_of_round,
    flagged.academic_year_be,
    flagged.college_code,
    flagged.records,
    flagged.records_counted,
    flagged.records_late,
    flagged.has_assumed_record,
    flagged.is_followed,
    flagged.is_employed,
    flagged.is_ever_self_employed and not flagged.is_employed as is_self_employed,
    flagged.is_ever_self_employed,
    flagged.is_employed or flagged.is_ever_self_employed as is_obtained_work,
    flagged.is_further_study,
    flagged.is_employed or flagged.is_ever_self_employed or flagged.is_further_study as is_work_or_study,
    case
        when flagged.is_employed then 'employed'
        when flagged.is_ever_self_employed then 'self_employed'
        when flagged.is_further_study then 'study_only'
        when flagged.last_known_outcome in ('waiting', 'unemployed') then 'seeking'
        else coalesce(flagged.last_known_outcome, 'not_followed')
    end as state,
    flagged.last_known_outcome,
    flagged.work_sector,
    flagged.first_work_started_on,
    flagged.job_sequence,
    flagged.last_known_sequence,
    flagged.deciding_sequence
from flagged
{%- endmacro %}

{# The columns of `outcomes_as_of` for a graduate of whom there is no record: nobody was reached. #}
{% macro or_no_record(relation) -%}
    {%- for name in ['records', 'records_counted', 'records_late'] %}
    coalesce({{ relation }}.{{ name }}, 0) as {{ name }},
    {%- endfor %}
    coalesce({{ relation }}.state, 'not_followed') as state,
    {%- for name in ['is_followed', 'is_employed', 'is_self_employed', 'is_ever_self_employed', 'is_obtained_work',
                     'is_further_study', 'is_work_or_study'] %}
    coalesce({{ relation }}.{{ name }}, false) as {{ name }},
    {%- endfor %}
    {{ relation }}.last_known_outcome,
    {{ relation }}.work_sector
{%- endmacro %}

{# When a graduate is in each count of a cell, by the columns of `outcomes_as_of`. #}
{% macro counted_where() -%}
    {{ return({
        'graduates': 'true',
        'followed': 'is_followed',
        'not_followed': 'not is_followed',
        'employed': 'is_employed',
        'work_private': "is_employed and work_sector = 'private'",
        'work_government': "is_employed and work_sector = 'government'",
        'work_state_enterprise': "is_employed and work_sector = 'state_enterprise'",
        'work_sector_unknown': 'is_employed and work_sector is null',
        'self_employed': 'is_self_employed',
        'obtained_work': 'is_obtained_work',
        'further_study': 'is_further_study',
        'work_or_study': 'is_work_or_study',
        'study_only': "state = 'study_only'",
        'seeking': "state = 'seeking'",
        'military': "state = 'military'",
        'ordained': "state = 'ordained'",
        'ill': "state = 'ill'",
        'deceased': "state = 'deceased'",
        'other': "state = 'other'",
    }) }}
{%- endmacro %}

{# The counts of a cell over a relation with one row a graduate. #}
{% macro counts_of_graduates() -%}
    {%- for name, condition in counted_where().items() %}
    count(*) filter (where {{ condition }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
