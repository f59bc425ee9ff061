-- The fiscal years of which supply, demand or a placement is held, each with the academic year whose graduates enter in it.
with held as (
    select supply_fiscal_year_be as fiscal_year_be from {{ ref('dim_academic_year') }}
    union
    select fiscal_year_be from {{ ref('int_demands__told') }}
    union
    select {{ fiscal_year_of('starts_on') }} from {{ ref('stg_placements') }}
    union
    select fiscal_year_be from {{ ref('stg_teacher_development') }} where activity = 'placement'
)

select
    held.fiscal_year_be::integer as fiscal_year_be,
    (held.fiscal_year_be - run.supply_year_offset)::integer as supply_academic_year_be,
    {{ fiscal_year_start('held.fiscal_year_be') }} as starts_on,
    {{ fiscal_year_end('held.fiscal_year_be') }} as ends_on,
    {{ academic_year_end('(held.fiscal_year_be - run.supply_year_offset)') }} as supply_year_ends_on
from held
cross join {{ ref('stg_runs') }} as run
