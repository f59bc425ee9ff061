{#
    Rebuilding only what changed. A model with `materialized: incremental` and `meta: {slices: <kind>}` keeps its rows
    outside the slices of the run in hand and makes those inside anew. `raw.slices` holds for each such model and kind the
    condition that says which rows lie inside (pipelines/building/slices.py says what may be sliced); a model that is not
    in it is made whole. A sliced model reads what it needs through `sliced`, and nothing else of what it reads may matter
    to the rows inside.
#}

{# The condition of a kind in the run in hand; none where the model at hand is to be built whole. #}
{% macro slice(kind) -%}
    {%- if execute and model.config.materialized == 'incremental' and is_incremental() -%}
        {%- set found = run_query("select predicate from build.raw.slices where node = '" ~ model.unique_id
                                  ~ "' and kind = '" ~ kind ~ "'") -%}
        {%- if found.rows -%}
            {{ return(found.rows[0][0]) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{# A relation, of which a sliced run sees only the rows inside its slices. #}
{% macro sliced(relation, kind='rows') -%}
    {%- set inside = slice(kind) -%}
    {{ '(select * from ' ~ relation ~ ' where ' ~ inside ~ ')' if inside else relation }}
{%- endmacro %}

{# How the rows inside, or all of them, are replaced in one transaction. #}
{% macro get_incremental_slices_sql(arguments) -%}
    {%- set inside = slice(config.get('meta').slices) or 'true' -%}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments.target_relation }} where {{ inside }};
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arguments.temp_relation }}
{%- endmacro %}
