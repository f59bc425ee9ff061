-- What teachers lack of the levels required of them, in cells by place, field, unit of competency and network.
{%- set measures %}
    count(*) as source_rows,
    count(distinct teacher_key) as teachers,
    count(distinct teacher_key) filter (where has_gap) as teachers_with_gap,
    count(*) as skills,
    count(*) filter (where has_gap) as skills_with_gap,
    sum(gap)::bigint as levels_missing
{%- endset %}
with told as (
    select * from {{ ref('int_teachers__skilled') }}
),

networked as (
    {{ in_centres('told') }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, ['academic_year_be'], ['unit_code']) }}
)

{{ known_cells('cells', ['institute'], teaching_breakdowns()) }}
