{%- set keys = ['academic_year_be', 'centre_id', 'college_code'] %}
with colleges as (
    -- Every college of a network once, whether it has graduates or not, and once at each level of which it has.
    select 'cvm_network_college' as breakdown, academic_year_be, network_academic_year_be, centre_id, college_code, null as level
    from {{ ref('int_centres__networks') }}
    union all by name
    select breakdown, academic_year_be, academic_year_be as network_academic_year_be, centre_id, college_code, level
    from {{ ref('int_network_colleges__compared') }}
    where breakdown = 'cvm_network_college_level'
)

select
    {{ surrogate_key(['colleges.breakdown', 'colleges.academic_year_be', 'colleges.centre_id', 'colleges.college_code', 'colleges.level']) }}
        as network_comparison_id,
    colleges.*,
    compared.* exclude (breakdown, {{ keys | join(', ') }}, level),
    market.* exclude (breakdown, {{ keys | join(', ') }}, level),
    people.* exclude (breakdown, {{ keys | join(', ') }}, level),
    reporting.* exclude ({{ keys | join(', ') }})
from colleges
{%- for part in ['compared', 'market', 'people'] %}
left join {{ ref('int_network_colleges__' ~ part) }} as {{ part }}
    on colleges.breakdown = {{ part }}.breakdown
    {%- for key in keys %}
    and colleges.{{ key }} = {{ part }}.{{ key }}
    {%- endfor %}
    and colleges.level is not distinct from {{ part }}.level
{%- endfor %}
left join {{ ref('int_network_colleges__reporting') }} as reporting
    on if(colleges.breakdown = 'cvm_network_college', colleges.academic_year_be, null) = reporting.academic_year_be
    and colleges.centre_id = reporting.centre_id
    and colleges.college_code = reporting.college_code
order by colleges.academic_year_be, colleges.centre_id, colleges.college_code, colleges.level nulls first
