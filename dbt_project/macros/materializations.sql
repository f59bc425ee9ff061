{#
    How models stand in the warehouse: each is replaced in one transaction, without the copies and renames by which dbt
    serves databases that cannot. Grants, indexes and hooks are not in use; words are kept with the tables. A run that makes
    only some rows anew changes the tables where they stand, without dbt (pipelines/building/carrying.py).
#}

{% materialization table, adapter="duckdb", supported_languages=['sql', 'python'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- if model['language'] == 'python' -%}
        {%- do run_query(without_what_stands()) -%}
        {%- call statement('main', language='python') -%}
            {{- create_table_as(False, relation, compiled_code, 'python') }}
        {%- endcall -%}
    {%- else -%}
        {%- call statement('main') -%}
            {{- without_what_stands() }} {{ create_table_as(False, relation, compiled_code) }}
        {%- endcall -%}
    {%- endif -%}
    {{ return(with_words(relation)) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- call statement('main') -%}
        {{- without_what_stands() }} create view {{ relation }} as ({{ sql }})
    {%- endcall -%}
    {{ return(with_words(relation)) }}
{% endmaterialization %}

{# The statement that makes place for the model. #}
{% macro without_what_stands() -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ return('drop ' ~ (existing.type if existing else 'table if exists') ~ ' ' ~ this ~ ';') }}
{%- endmacro %}

{# Nothing hangs on a relation by more than its name, so nothing has to go with it; a lake could not do that. #}
{% macro duckdb__drop_relation(relation) -%}
    {%- call statement('drop_relation', auto_begin=False) -%}
        drop {{ relation.type }} if exists {{ relation }}
    {%- endcall -%}
{%- endmacro %}

{# The end of the transaction that has made a relation. #}
{% macro with_words(relation) -%}
    {%- do persist_docs(relation, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}

{# The words of every column; a published table has the columns of its contract, so none is looked for. #}
{% macro duckdb__alter_column_comment(relation, column_dict) -%}
    {%- for name, column in column_dict.items() -%}
        comment on column {{ relation }}.{{ name }} is {{ duckdb_escape_comment(column['description']) }};
    {%- endfor -%}
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
