-- Every placement of a learner, in the fiscal year in which it starts. A level or field that it does not tell is that of the
-- learner in the roster of the year.
with placements as (
    select
        *,
        {{ fiscal_year_of('starts_on') }} as fiscal_year_be
    from {{ ref('stg_placements') }}
),

untold as (
    select distinct academic_year_be, college_code
    from placements
    where level is null or field_th is null
),

learners as (
    select *
    from {{ ref('stg_students') }}
    where (academic_year_be, college_code) in (select (untold.academic_year_be, untold.college_code) from untold)
),

by_person as (
    select academic_year_be, college_code, person_key, level, field_th
    from learners
    where {{ is_known_by_number('identified_by') }}
    qualify row_number() over (partition by academic_year_be, college_code, person_key order by student_key) = 1
),

told as (
    select
        placements.* exclude (level, field_th),
        coalesce(placements.level, learners.level, by_person.level) as level,
        coalesce(placements.field_th, learners.field_th, by_person.field_th) as field_th
    from placements
    left join learners on {{ is_same_student('placements', 'learners') }}
    left join by_person on {{ is_same_person('placements', 'by_person') }}
)

select
    told.fiscal_year_be::integer as fiscal_year_be,
    told.academic_year_be,
    told.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    establishments.resolved_establishment_id as establishment_id,
    told.placement_kind,
    told.level,
    told.field_th,
    {{ meeting_field('told', 'crosswalk') }} as meeting_field_th,
    told.student_key,
    told.person_key,
    told.starts_on,
    told.ends_on,
    told.site_checked_on,
    told.safety_trained_on,
    told.safety_trained,
    told.oriented_on,
    told.supervision_visits,
    told.completed,
    told.incidents,
    told.complaints,
    told.complaints_solved,
    {{ place_of_row('told') }}
from told
left join {{ ref('dim_establishment') }} as establishments on told.establishment_id = establishments.establishment_id
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('told', 'crosswalk') }}
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on told.academic_year_be = colleges.academic_year_be
    and told.college_code = colleges.college_code
