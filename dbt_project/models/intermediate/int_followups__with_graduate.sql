-- Every follow-up record in force with its graduate, whose level and field win over the record's own. A graduate is
-- found by the student id, else by the national id; a record without one waits for its roster.
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
    from {{ ref('int_graduates__one_roster') }}
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
from {{ ref('stg_followups') }} as followups
left join {{ ref('int_graduates__one_roster') }} as graduates
    on {{ is_same_student('followups', 'graduates') }}
left join persons
    on followups.academic_year_be = persons.academic_year_be
    and {{ number_key('followups.identified_by', 'followups.person_key') }} = persons.person_key
    and if(graduates.student_key is null, followups.college_code, null) = persons.college_code
left join {{ ref('int_rounds__windows') }} as windows
    on followups.academic_year_be = windows.academic_year_be
    and followups.round = windows.round
