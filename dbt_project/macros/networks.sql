{# The rows of a relation once in each CVM network they belong to: its college a member, its field one of the centre's. #}
{% macro in_networks(relation) -%}
    select
        graduates.*,
        fields.centre_id
    from {{ relation }} as graduates
    inner join {{ ref('centre_fields') }} as fields
        on graduates.level = fields.level
        and graduates.field_th = fields.field_th
        and (fields.branch_th is null or graduates.branch_th = fields.branch_th)
        and fields.confidence = 1
    inner join {{ ref('dim_network_member') }} as members
        on graduates.academic_year_be = members.academic_year_be
        and fields.centre_id = members.centre_id
        and graduates.college_code = members.college_code
{%- endmacro %}

{# The newest academic year of which networks are known and whose fiscal year has begun by the run's date. #}
{% macro newest_network_year() -%}
    select max(networks.academic_year_be) as academic_year_be
    from {{ ref('int_centres__networks') }} as networks
    inner join {{ ref('int_centres__years') }} as years on networks.fiscal_year_be = years.fiscal_year_be
    cross join {{ ref('stg_runs') }} as run
    where years.starts_on <= run.as_of
{%- endmacro %}
