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
        {{ return(slice_of(model.unique_id, kind)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{# The condition of a kind for a node in the run in hand; none where the node is made whole. `own` is the node's own kind. #}
{% macro slice_of(node, kind) -%}
    {%- set found = run_query("select predicate from build.raw.slices where node = '" ~ node
                              ~ "' and kind = '" ~ kind ~ "'") -%}
    {{ return(found.rows[0][0] if found.rows else none) }}
{%- endmacro %}

{# A relation, of which a sliced run sees only the rows inside its slices. #}
{% macro sliced(relation, kind='rows') -%}
    {%- set inside = slice(kind) -%}
    {{ '(select * from ' ~ relation ~ ' where ' ~ inside ~ ')' if inside else relation }}
{%- endmacro %}

{# How the rows inside, or all of them, are replaced in one transaction. #}
{% macro get_incremental_slices_sql(arguments) -%}
    {%- set inside = slice('own') or 'true' -%}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments.target_relation }} where {{ inside }};
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arguments.temp_relation }}
{%- endmacro %}

{#
    What a data test looks at, by dbt's own name for it: of a sliced model only the rows inside. Those outside passed when
    they were made, and nothing that they are held against has changed, or they would be inside.
#}
{% macro get_where_subquery(relation) -%}
    {%- set inside = slice_of(model.attached_node, 'own') if execute else none -%}
    {%- if inside -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ inside ~ ') as inside') }}
    {%- endif -%}
    {{ return(default__get_where_subquery(relation)) }}
{%- endmacro %}
