{#
    From rosters and records to what became of each graduate. The models call these with the rows in force; the macro
    `employment_as_of` calls them with the rows of another day, so that both follow the same rules
    (models/marts/employment/README.md).
#}

{#
    The roster that counts. A roster always wins: rows of the V-COP report stand only where no roster of the college,
    year and level is in force, and of several rounds the newest of each student. A graduate is a person at a college,
    level and year; of several student ids the row graduated later counts, the others are marked.
#}
{% macro one_roster(graduates) -%}
with rosters as (
    select distinct academic_year_be, college_code, level
    from {{ graduates }}
    where report_round is null
),

reported as (
    select reports.*
    from {{ graduates }} as reports
    left join rosters
        on reports.academic_year_be = rosters.academic_year_be
        and reports.college_code = rosters.college_code
        and reports.level = rosters.level
    where reports.report_round is not null
        and rosters.level is null
    qualify row_number() over (
        partition by reports.academic_year_be, reports.college_code, reports.student_key
        order by reports.report_round desc, reports.load_id desc
    ) = 1
),

standing as (
    select *
    from {{ graduates }}
    where report_round is null
    union all
    -- A student of the report may stand in the roster of another level.
    select *
    from reported
    where (academic_year_be, college_code, student_key) not in (
        select (graduates.academic_year_be, graduates.college_code, graduates.student_key)
        from {{ graduates }} as graduates
        where graduates.report_round is null
            and (graduates.academic_year_be, graduates.college_code) in (
                select (reported.academic_year_be, reported.college_code) from reported
            )
    )
),

dated as (
    select
        standing.* exclude (reported_graduated_on),
        {{ surrogate_key(['standing.academic_year_be', 'standing.college_code', 'standing.level',
                          'standing.person_key']) }} as graduate_key,
        coalesce(
            standing.reported_graduated_on,
            make_date(standing.academic_year_be - 543 + dates.year_offset, dates.month, dates.day)
        ) as graduated_on,
        case
            when standing.reported_graduated_on is not null then 'reported'
            when standing.term is not null then 'term'
            else 'year'
        end as graduated_on_basis
    from standing
    left join {{ ref('graduation_dates') }} as dates on standing.term is not distinct from dates.term
),

-- Few graduates have several rows, so only theirs are put in order.
others as (
    select graduate_key, student_key
    from dated
    where graduate_key in (select dated.graduate_key from dated group by dated.graduate_key having count(*) > 1)
    qualify row_number() over (partition by graduate_key order by graduated_on desc, student_key desc) > 1
)

select
    dated.*,
    if(others.student_key is not null, 'same_person', null) as exclusion_reason
from dated
left join others
    on dated.graduate_key = others.graduate_key
    and dated.student_key = others.student_key
{%- endmacro %}

{#
    Every follow-up record with its graduate, whose level and field win over the record's own. A graduate is found by the
    student id, else by the national id; a record without one waits for its roster.
#}
{% macro followups_with_graduate(followups, roster) -%}
with persons as (
    select
        academic_year_be,
        college_code,
        person_key,
        graduate_key,
        level,
        field_th,
        graduated_on,
        graduated_on_basis
    from {{ roster }}
    where {{ is_known_by_number('identified_by') }}
    qualify row_number() over (
        partition by academic_year_be, college_code, person_key order by graduated_on desc, student_key desc
    ) = 1
)

select
    followups.* exclude (reported_recorded_on),
    coalesce(graduates.graduate_key, persons.graduate_key) as graduate_key,
    coalesce(graduates.level, persons.level, followups.reported_level) as level,
    coalesce(graduates.field_th, persons.field_th, followups.reported_field_th) as field_th,
    coalesce(graduates.level, persons.level) as roster_level,
    coalesce(graduates.field_th, persons.field_th) as roster_field_th,
    {{ number_key('followups.identified_by', 'followups.person_key') }}
        <> {{ number_key('graduates.identified_by', 'graduates.person_key') }} as is_other_person,
    coalesce(graduates.graduated_on, persons.graduated_on) as graduated_on,
    coalesce(graduates.graduated_on_basis, persons.graduated_on_basis) as graduated_on_basis,
    coalesce(followups.reported_recorded_on, least(windows.closes_on, followups.arrived_on)) as recorded_on,
    if(followups.reported_recorded_on is null, 'round', 'reported') as recorded_on_basis,
    windows.round is not null as is_round_in_calendar,
    case
        when followups.reported_recorded_on is not null and windows.round is not null
            then followups.reported_recorded_on < coalesce(windows.opens_on, '-infinity'::date)
                or followups.reported_recorded_on > coalesce(windows.closes_on, 'infinity'::date)
    end as is_late
from {{ followups }} as followups
left join {{ roster }} as graduates
    on {{ is_same_student('followups', 'graduates') }}
left join persons
    on followups.academic_year_be = persons.academic_year_be
    and {{ number_key('followups.identified_by', 'followups.person_key') }} = persons.person_key
    and if(graduates.student_key is null, followups.college_code, null) = persons.college_code
left join {{ ref('int_rounds__windows') }} as windows
    on followups.academic_year_be = windows.academic_year_be
    and followups.round = windows.round
{%- endmacro %}

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
