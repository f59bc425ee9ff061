-- The fields of each CVM centre in which old and new names meet, by level and academic year. A centre of a branch has none:
-- what is told by field alone cannot be its own.
with dated as (
    select
        fields.centre_id,
        fields.level,
        fields.field_th,
        years.supply_academic_year_be as academic_year_be
    from {{ ref('centre_fields') }} as fields
    cross join {{ ref('int_fiscal_years__held') }} as years
    where fields.confidence = 1 and fields.branch_th is null
)

select distinct
    dated.centre_id,
    dated.academic_year_be,
    dated.level,
    {{ meeting_field('dated', 'crosswalk') }} as meeting_field_th
from dated
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('dated', 'crosswalk') }}
