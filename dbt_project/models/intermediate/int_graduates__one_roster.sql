-- The roster of graduates that counts. A roster always wins: rows of the V-COP report stand only where no roster of the
-- college, year and level is in force, and of several rounds the newest of each student. Several student ids of one
-- person at one college and level are one graduate.
with rosters as (
    select distinct academic_year_be, college_code, level
    from {{ ref('stg_graduates') }}
    where report_round is null
)

select
    graduates.* exclude (reported_graduated_on),
    {{ surrogate_key(['graduates.academic_year_be', 'graduates.college_code', 'graduates.level', 'graduates.person_key']) }}
        as graduate_key,
    coalesce(
        graduates.reported_graduated_on,
        make_date(graduates.academic_year_be - 543 + dates.year_offset, dates.month, dates.day)
    ) as graduated_on,
    case
        when graduates.reported_graduated_on is not null then 'reported'
        when graduates.term is not null then 'term'
        else 'year'
    end as graduated_on_basis
from {{ ref('stg_graduates') }} as graduates
left join rosters
    on graduates.academic_year_be = rosters.academic_year_be
    and graduates.college_code = rosters.college_code
    and graduates.level = rosters.level
left join {{ ref('graduation_dates') }} as dates on graduates.term is not distinct from dates.term
where graduates.report_round is null or rosters.level is null
qualify row_number() over (
    partition by graduates.academic_year_be, graduates.college_code, graduates.student_key
    order by graduates.report_round desc nulls first, graduates.load_id desc
) = 1
