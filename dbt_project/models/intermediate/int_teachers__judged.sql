{{ config(materialized="view") }}
-- The rules about the roster of teachers alone. A column named after a rule is TRUE where the row fails it, FALSE where
-- it passes, NULL where there is nothing to compare. What a teacher of general subjects teaches is no field of study.
with taught as (
    {%- for model in ['stg_students', 'stg_enrolment_counts', 'stg_outcome_counts', 'int_graduates__one_roster'] %}
    select distinct academic_year_be, college_code, field_th
    from {{ ref(model) }}
    where college_code in (select teachers.college_code from {{ ref('stg_teachers') }} as teachers)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

fields as (
    select distinct academic_year_be, college_code, {{ comparable_name('field_th') }} as compared_field
    from taught
),

colleges as (
    select distinct academic_year_be, college_code
    from taught
),

at_several as (
    select academic_year_be, teacher_key
    from {{ ref('stg_teachers') }}
    group by all
    having min(college_code) <> max(college_code)
)

select
    'teachers' as source,
    at_several.teacher_key is not null as at_two_colleges,
    case
        when teachers.is_vocational = 'yes' and colleges.college_code is not null then fields.compared_field is null
    end as field_not_taught,
    {{ place_of_row('teachers') }}
from {{ ref('stg_teachers') }} as teachers
left join at_several
    on teachers.academic_year_be = at_several.academic_year_be
    and teachers.teacher_key = at_several.teacher_key
left join colleges
    on teachers.academic_year_be = colleges.academic_year_be
    and teachers.college_code = colleges.college_code
left join fields
    on teachers.academic_year_be = fields.academic_year_be
    and teachers.college_code = fields.college_code
    and {{ comparable_name('teachers.field_th') }} = fields.compared_field
