-- The fiscal years in which anything is asked or told of the centres, with the academic year whose graduates enter in each.
with held as (
    select fiscal_year_be from {{ ref('int_fiscal_years__held') }}
    {%- for source in ['network_members', 'plans', 'plan_items', 'centre_meetings', 'centre_boards', 'centre_activities',
                       'knowledge_assets', 'recommendations', 'short_courses', 'teacher_development'] %}
    union
    select fiscal_year_be from {{ ref('stg_' ~ source) }}
    {%- endfor %}
),

dated as (
    select
        held.fiscal_year_be::integer as fiscal_year_be,
        (held.fiscal_year_be - run.supply_year_offset)::integer as academic_year_be,
        run.*
    from held
    cross join {{ ref('stg_runs') }} as run
)

select
    fiscal_year_be,
    academic_year_be,
    {{ fiscal_year_start('fiscal_year_be') }} as starts_on,
    {{ fiscal_year_end('fiscal_year_be') }} as ends_on,
    {{ academic_year_start('academic_year_be', 'dated') }} as academic_year_starts_on,
    {{ academic_year_end('academic_year_be', 'dated') }} as academic_year_ends_on
from dated
