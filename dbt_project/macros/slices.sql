{#
    Rebuilding only what changed. A model with `materialized: incremental` and `meta: {slices: <kind>}` keeps its rows
    outside the slices of the run in hand and makes those inside anew. A run tells in `slices` for each kind the condition
    that says which rows lie inside, and in `sliced` the models that it makes in slices, with the kind of each
    (pipelines/building/slices.py says what may be sliced); any other model is made whole. A sliced model reads what it
    needs through `sliced`, and nothing else of what it reads may matter to the rows inside.
#}

{# The condition of a kind in the run in hand; none where the model is to be built whole. #}
{% macro slice(kind) -%}
    {{ return(slice_of(model.unique_id, kind)) }}
{%- endmacro %}

{# The condition of a kind for a model in the run in hand; none where the model is made whole. `own` is the model's own kind. #}
{% macro slice_of(node, kind) -%}
    {%- set own = var('sliced', {}).get(node) -%}
    {{ return(var('slices')[own if kind == 'own' else kind] if own else none) }}
{%- endmacro %}

{# A relation, of which a sliced run sees only the rows inside its slices. #}
{% macro sliced(relation, kind='rows') -%}
    {%- set inside = slice(kind) -%}
    {{ '(select * from ' ~ relation ~ ' where ' ~ inside ~ ')' if inside else relation }}
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
