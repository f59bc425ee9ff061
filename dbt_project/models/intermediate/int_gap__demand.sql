-- The side of demand of every cell of the gap: each need once, at home, abroad, and in the networks that teach its field.
{%- set kinds = ['job', 'internship', 'dual', 'teacher_placement'] %}
{%- set measures %}
    {%- for kind in kinds %}
    coalesce(sum(headcount) filter (where demand_kind = '{{ kind }}'), 0)::bigint as demand_{{ kind }},
    {%- endfor %}
    -- who was asked and needs nobody is not one that demands
    count(distinct establishment_id) filter (where headcount > 0) as establishments
{%- endset %}
{%- set jobs = 'sum(wage_headcount)::bigint as headcount' %}
with demand as (
    select
        demands.* exclude (field_th),
        demands.meeting_field_th as field_th
    from {{ ref('int_demands__counted') }} as demands
),

at_home as (
    select * from demand where place = 'home'
),

abroad as (
    select * from demand where place = 'abroad'
),

in_networks as (
    select
        at_home.*,
        fields.centre_id
    from at_home
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on at_home.supply_academic_year_be = fields.academic_year_be
        and at_home.level = fields.level
        and at_home.field_th = fields.meeting_field_th
),
{%- set sides = {
    'at_home': gap_breakdowns_at_home(),
    'abroad': ['abroad', 'abroad_level_field'],
    'in_networks': ['cvm_network', 'cvm_network_level_field'],
} %}

cells as (
    {%- for relation, names in sides.items() %}
    {{ gap_cells(relation, names, measures) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

-- How many jobs are offered at each wage.
wages as (
    {%- for relation, names in sides.items() %}
    {{ gap_cells('(select * from ' ~ relation ~ " where demand_kind = 'job' and monthly_wage is not null)", names, jobs,
                 ['monthly_wage']) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

weighed as (
    select
        *,
        {{ gap_id() }} as gap_id,
        {{ cumulative_weights('monthly_wage', 'headcount', ['gap_id']) }}
    from wages
),

medians as (
    select
        gap_id,
        {{ weighted_median('monthly_wage') }} as monthly_wage_median,
        min(weight_of_all)::bigint as wage_headcount
    from weighed
    group by gap_id
),

identified as (
    select *, {{ gap_id() }} as gap_id from cells
)

select
    identified.* exclude (gap_id),
    medians.monthly_wage_median,
    coalesce(medians.wage_headcount, 0) as wage_headcount
from identified
left join medians using (gap_id)
