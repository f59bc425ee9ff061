{#
    Making anew only what changed. A model with `meta: {slices: <kind>}` keeps its rows outside the slices of a run and makes
    those inside anew. dbt compiles it twice (pipelines/building/compiled.py): for all rows, and told in `sliced` the models
    that may be sliced, with the kind of each, and in `slices` a marker for the condition of each kind, for the rows inside;
    pipelines/building/slices.py says what may be sliced. A sliced model reads what it needs through `sliced`, and nothing
    else of what it reads may matter to the rows inside.
#}

{# The condition of a kind for this model; none where it is made for all rows. #}
{% macro slice(kind) -%}
    {{ return(slice_of(model.unique_id, kind)) }}
{%- endmacro %}

{# The condition of a kind for a model; none where it is made for all rows. `own` is the model's own kind. #}
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
