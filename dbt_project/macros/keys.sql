{#
    Every surrogate key of the warehouse is made here: the md5 of the key columns as a UUID. Each value goes in with its
    length before it, so no two lists of values give one text, and NULL ("-") differs from the empty text ("0:").
#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(length({{ column }}::varchar) || ':' || {{ column }}::varchar, '-'){{ ' ||' if not loop.last }}
        {%- endfor %}
    )::uuid
{%- endmacro %}
