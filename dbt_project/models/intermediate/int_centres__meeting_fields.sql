-- The fields of each CVM centre in which old and new names meet, by level and academic year. A centre of a branch has none:
-- what is told by field alone cannot be its own.
with dated as (
    select
        fields.centre_id,
        fields.level,
        fields.field_th,
        years.academic_year_be
    from {{ ref('centre_fields') }} as fields
    cross join {{ ref('dim_academic_year') }} as years
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
