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

{#
    The columns of a table under contract. Where its catalogue knows no primary keys, as a lake's does not, the key is held
    by the tests `unique` and `not_null` alone, which every key has in any case.
#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- if not adapter.catalog_supports_foreign_keys(model.database) -%}
        {%- for part in [model] + model['columns'].values() | list -%}
            {%- do part.update(constraints=part['constraints'] | rejectattr('type', 'equalto', 'primary_key') | list) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(table_columns_and_constraints()) }}
{%- endmacro %}
