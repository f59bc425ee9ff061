{#
    Teachers, learners in establishments, tests, short courses and test centres: where a row belongs, and the cells they are
    counted in.
#}

{#
    The register of colleges beside rows that have an academic year, as `colleges`; a year outside the register takes its
    nearest one, a row without a year its last. No comparison mixes the columns of both sides.
#}
{% macro join_college_of(rows) -%}
    cross join (
        select min(academic_year_be) as first_year_be, max(academic_year_be) as last_year_be
        from {{ ref('dim_academic_year') }}
    ) as register_years
    left join {{ ref('int_colleges__by_academic_year') }} as colleges
        on greatest(
            least({{ rows }}.academic_year_be, register_years.last_year_be), register_years.first_year_be
        ) = colleges.academic_year_be
        and {{ rows }}.college_code = colleges.college_code
{%- endmacro %}

{# The columns that say where the college of a row lies, after join_college_of. #}
{% macro place_of_college(rows) -%}
    {{ rows }}.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership
{%- endmacro %}

{# The field in which the name of a row without a level meets others, as `fields`. #}
{% macro join_field_of(rows) -%}
    left join {{ ref('int_fields__at_any_level') }} as fields
        on {{ rows }}.academic_year_be = fields.academic_year_be
        and {{ rows }}.field_th = fields.field_th
{%- endmacro %}

{#
    The rows once for each CVM centre to which their college and the name of their field belong in their academic year.
    `level` is the level of a row; a row that tells none has `any`.
#}
{% macro in_centres(relation, level="'any'") -%}
    select
        told.*,
        names.centre_id
    from {{ relation }} as told
    inner join {{ ref('int_centres__field_names') }} as names
        on told.academic_year_be = names.academic_year_be
        and {{ level }} = names.level
        and told.field_th = names.field_th
    inner join {{ ref('int_centres__networks') }} as members
        on names.academic_year_be = members.academic_year_be
        and names.centre_id = members.centre_id
        and told.college_code = members.college_code
{%- endmacro %}

{#
    Learners in the last year of their level who have not left their college. One whose year of study is not told is not
    known to be in the last.
#}
{% macro final_year_learners() -%}
    select students.*
    from {{ ref('stg_students') }} as students
    inner join {{ ref('levels') }} as levels on students.level = levels.level
    where students.status in ('studying', 'on_leave', 'graduated')
        and (students.is_beyond_course or students.year_of_study >= levels.years_of_study)
{%- endmacro %}

{#
    The breakdowns of teachers, tests, short courses and placements, and the columns filled in each. Persons are counted once
    in each cell, so cells of persons never add up; source_rows do, but over networks, which overlap. Only of an institute
    may nothing be known.
#}
{% macro teaching_breakdowns() -%}
    {%- set place = ['region_th', 'province_code'] -%}
    {%- set college = place + ['ownership', 'college_code'] -%}
    {{ return({
        'nation': {'columns': []},
        'region': {'columns': ['region_th']},
        'province': {'columns': place},
        'institute': {'columns': ['institute_name'], 'own': 'institute_name'},
        'level': {'columns': ['level']},
        'field': {'columns': ['meeting_field_th']},
        'field_unit': {'columns': ['meeting_field_th', 'unit_code']},
        'college': {'columns': college},
        'college_field': {'columns': college + ['meeting_field_th']},
        'college_field_unit': {'columns': college + ['meeting_field_th', 'unit_code']},
        'cvm_network': {'columns': ['centre_id']},
        'cvm_network_college': {'columns': ['centre_id', 'college_code']},
    }) }}
{%- endmacro %}

{# The key columns of a cell, beside its years and breakdown; `more` are those that only some tables have. #}
{% macro teaching_keys(more=[]) -%}
    {{ return(
        ['region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'meeting_field_th', 'centre_id'] + more
    ) }}
{%- endmacro %}

{#
    The cells of rows, those of the networks over rows that stand once a network (in_centres). `more` names the key columns
    beside those of every table (`level`, `unit_code`), whose breakdowns the table has; `more_keys` stand in every cell.
#}
{% macro teaching_cells(rows, networked, measures, more_keys, more=[], year='fiscal_year_be') -%}
    {%- set named = teaching_breakdowns() -%}
    {%- set networks = ['cvm_network', 'cvm_network_college'] -%}
    {%- set others = [] -%}
    {%- for name in named if name not in networks -%}
        {%- if named[name].columns | reject('in', teaching_keys(more)) | list | length == 0 -%}
            {%- do others.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ grouped_cells(rows, others, measures, more_keys, teaching_keys(more), named, year) }}
    union all
    {{ grouped_cells(networked, networks, measures, more_keys, teaching_keys(more), named, year) }}
{%- endmacro %}

{# How many persons of a cell have a flag, each once; NULL where it is known of none. #}
{% macro persons_with(flag, person) -%}
    case when count({{ flag }}) > 0 then count(distinct {{ person }}) filter (where {{ flag }}) end
{%- endmacro %}

{# How many rows of a cell have a flag; NULL where it is known of none. #}
{% macro rows_with(flag) -%}
    case when count({{ flag }}) > 0 then count(*) filter (where {{ flag }}) end
{%- endmacro %}

{# A rate with its 95 % interval under its own name, over enough persons. #}
{% macro named_rate(name, numerator, denominator) -%}
    {{ share(numerator, denominator) }} as {{ name }}_rate,
    {%- for part in ['low', 'high'] %}
    case when {{ denominator }} >= {{ var('min_denominator') }} then {{ wilson(part, numerator, denominator) }} end
        as {{ name }}_ci_{{ part }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
