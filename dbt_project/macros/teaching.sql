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
    inner join {{ ref('int_centres__colleges') }} as members
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
