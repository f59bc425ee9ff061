-- What employers who were asked require and a curriculum does not hold, in cells by level, field, unit and network. A
-- curriculum belongs to no fiscal year: a name that is ever one of a centre's makes it the centre's.
{%- set named = {
    'nation': {'columns': []},
    'level': {'columns': ['level']},
    'field': {'columns': ['meeting_field_th']},
    'field_unit': {'columns': ['meeting_field_th', 'unit_code']},
    'level_field': {'columns': ['level', 'meeting_field_th']},
    'cvm_network': {'columns': ['centre_id']},
} %}
{%- set keys = ['level', 'meeting_field_th', 'unit_code', 'centre_id'] %}
{%- set measures %}
    count(*) as source_rows,
    count(*) as units,
    count(*) filter (where is_taught) as units_taught,
    {{ rows_with('is_required') }} as units_required,
    {{ rows_with('is_missing') }} as units_missing,
    sum(employers_asked)::bigint as employers_asked,
    sum(employers_requiring)::bigint as employers_requiring
{%- endset %}
with told as (
    select * from {{ ref('int_curriculum_units__required') }}
),

names as (
    select distinct centre_id, level, field_th
    from {{ ref('int_centres__field_names') }}
),

networked as (
    select
        told.*,
        names.centre_id
    from told
    inner join names
        on told.level = names.level
        and told.field_th = names.field_th
)

{{ grouped_cells('told', named | reject('equalto', 'cvm_network') | list, measures, [], keys, named, 'curriculum_be') }}
union all
{{ grouped_cells('networked', ['cvm_network'], measures, [], keys, named, 'curriculum_be') }}
