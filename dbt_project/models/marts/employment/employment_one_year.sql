{%- set network_breakdowns = ['cvm_network', 'cvm_network_college'] -%}
with graduates as (
    select * from {{ ref('int_graduates__with_college') }}
),

network_graduates as (
    -- Networks overlap: a row stands once in each network it belongs to.
    select
        graduates.*,
        fields.centre_id
    from graduates
    inner join {{ ref('centre_fields') }} as fields
        on graduates.level = fields.level
        and graduates.field_th = fields.field_th
        and (fields.branch_th is null or graduates.branch_th = fields.branch_th)
        and fields.confidence = 1
    inner join {{ ref('dim_network_member') }} as members
        on graduates.academic_year_be = members.academic_year_be
        and fields.centre_id = members.centre_id
        and graduates.college_code = members.college_code
),

cells as (
    {{ cells_of('graduates', breakdowns() | reject('in', network_breakdowns) | list) }}
    union all
    {{ cells_of('network_graduates', network_breakdowns) }}
),

known as (
    select
        *,
        case breakdown
            {%- for name, breakdown in breakdowns().items() if breakdown.own %}
            when '{{ name }}' then {{ breakdown.own }} is not null
            {%- endfor %}
            else true
        end as is_known
    from cells
    qualify bool_or(is_known) over (partition by academic_year_be, breakdown)
)

select
    {{ surrogate_key(['known.academic_year_be', 'known.breakdown'] + cell_keys()) }} as cell_id,
    known.academic_year_be,
    known.breakdown,
    {%- for key in cell_keys() %}
    known.{{ key }},
    {%- endfor %}
    known.basis,
    known.graduates_on_counts,
    years.is_window_closed,
    known.source_rows,
    {%- for count in employment_counts() %}
    known.{{ count }}{{ ',' if not loop.last }}
    {%- endfor %}
from known
inner join {{ ref('dim_academic_year') }} as years on known.academic_year_be = years.academic_year_be
