-- Every unit of competency of a curriculum: whether the employers who were asked require it, and whether it is taught.
select
    units.curriculum_be,
    units.level,
    units.field_th,
    {{ meeting_field('units', 'crosswalk') }} as meeting_field_th,
    units.body,
    units.unit_code,
    units.unit_title,
    units.level_in_scheme,
    units.in_curriculum = 'yes' as is_taught,
    units.employers_asked,
    units.employers_requiring,
    units.employers_requiring > 0 as is_required,
    case when units.employers_requiring is not null then units.employers_requiring > 0 and units.in_curriculum = 'no' end
        as is_missing,
    {{ place_of_row('units') }}
from {{ ref('stg_curriculum_units') }} as units
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('units', 'crosswalk', 'curriculum_be') }}
