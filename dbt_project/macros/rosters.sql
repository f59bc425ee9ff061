{#
    From rosters to graduates, and from records to their graduate; what became of them stands in outcomes.sql. The models
    call these with the rows in force; the macro `employment_as_of` calls them with the rows of another day, so that both
    follow the same rules (models/marts/employment/README.md).
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
            {{ day_of_be('(standing.academic_year_be + dates.year_offset)', 'dates.month', 'dates.day') }}
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
