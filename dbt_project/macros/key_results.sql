{# Whether what a centre reports of a key result is not what its rows come to; NULL where one of the two is not known. #}
{% macro is_contradicted(reported, computed) -%}
    abs({{ reported }} - {{ computed }}) > {{ var('max_reported_difference') }} * {{ computed }}
{%- endmacro %}

{#
    What has become of a key result as of the run's date, from computed, reported, target, is_contradicted and the days of
    its period. Where nobody sets a target, one is enough. Once the period is over the target is met or it is not: `behind`.
    Until then as many whole units are due as days of it have passed; of what is judged as it stands on a day, and of a
    percentage, which is a share of what has been done so far, all is.
#}
{% macro key_result_status(run='run') -%}
    case
        when coalesce(computed, reported) is null then 'not_reported'
        when is_contradicted then 'contradicts'
        when computed is null then 'reported_only'
        when computed >= coalesce(target, 1) then 'met'
        when {{ run }}.as_of > period_ends_on or period = 'as_of' or unit = 'percent' then 'behind'
        when computed >= floor(
            coalesce(target, 1) * greatest({{ run }}.as_of - period_starts_on + 1, 0)
            / (period_ends_on - period_starts_on + 1)
        )
            then 'on_course'
        else 'behind'
    end
{%- endmacro %}

{# The key result whose figure a result repeats, from what it is computed from; NULL where it has its own. #}
{% macro repeats(computed_from) -%}
    nullif(regexp_extract({{ computed_from }}, '^same figure as ([^ ;]+)', 1), '')
{%- endmacro %}

{# The columns of a computed figure: a whole number counted over nothing. #}
{% macro counted_result(key_result_id, counted, source_rows) -%}
    '{{ key_result_id }}' as key_result_id,
    ({{ counted }})::double as computed,
    ({{ source_rows }})::bigint as source_rows
{%- endmacro %}

{# The columns of a computed percentage; none over nobody. #}
{% macro percent_result(key_result_id, numerator, denominator, source_rows) -%}
    '{{ key_result_id }}' as key_result_id,
    100 * ({{ numerator }}) / nullif({{ denominator }}, 0)::double as computed,
    ({{ numerator }})::bigint as numerator,
    ({{ denominator }})::bigint as denominator,
    ({{ source_rows }})::bigint as source_rows
{%- endmacro %}

{#
    The centres and years of whose network a college tells anything in a source, which has the columns academic_year_be and
    college_code: what its rows do not show is none there. A centre of a branch has no field that a source could tell of.
#}
{% macro centres_told_by(relation) -%}
    select distinct
        members.centre_id,
        members.fiscal_year_be,
        members.academic_year_be
    from {{ ref('int_centres__networks') }} as members
    inner join (select distinct academic_year_be, college_code from {{ relation }}) as told
        on members.academic_year_be = told.academic_year_be
        and members.college_code = told.college_code
    inner join (select distinct centre_id, academic_year_be from {{ ref('int_centres__field_names') }}) as named
        on members.centre_id = named.centre_id
        and members.academic_year_be = named.academic_year_be
{%- endmacro %}
