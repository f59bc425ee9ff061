-- How many learners are in the last year of their level, by college and field.
with learners as (
    select
        academic_year_be,
        college_code,
        level,
        field_th,
        count(*) as learners
    from ({{ final_year_learners() }})
    group by all
)

select
    learners.academic_year_be + run.supply_year_offset as fiscal_year_be,
    learners.academic_year_be,
    {{ place_of_college('learners') }},
    learners.level,
    learners.field_th,
    {{ meeting_field('learners', 'crosswalk') }} as meeting_field_th,
    learners.learners
from learners
cross join {{ ref('stg_runs') }} as run
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('learners', 'crosswalk') }}
{{ join_college_of('learners') }}
