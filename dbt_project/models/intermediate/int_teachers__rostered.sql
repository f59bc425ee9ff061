-- Every teacher of the rosters, in the fiscal year to which the academic year belongs.
with teachers as (
    select
        rosters.* replace (rosters.is_vocational = 'yes' as is_vocational, rosters.is_supervisor = 'yes' as is_supervisor),
        rosters.academic_year_be + run.supply_year_offset as fiscal_year_be
    from {{ ref('stg_teachers') }} as rosters
    cross join {{ ref('stg_runs') }} as run
)

select
    teachers.fiscal_year_be,
    teachers.academic_year_be,
    {{ place_of_college('teachers') }},
    teachers.field_th,
    {{ meeting_field('teachers', 'fields') }} as meeting_field_th,
    teachers.teacher_key,
    teachers.teacher_kind,
    teachers.is_vocational,
    teachers.is_supervisor,
    {{ place_of_row('teachers') }}
from teachers
{{ join_field_of('teachers') }}
{{ join_college_of('teachers') }}
