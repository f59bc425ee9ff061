{# Where a row stands among what was sent, and the load that brought it: every finding about a row is told by these. #}
{% macro place_of_row(relation=none) -%}
    {%- for column in ['source_sha256', 'sheet', 'row_number', 'load_id'] -%}
        {{ relation ~ '.' if relation }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#
    The names of all source tables behind a node of dbt's graph, through any number of models. A model whose meta says
    `passes_on_sources: false` (the list of academic years) gives its own readers no figure, and so none of its sources.
#}
{% macro sources_behind(unique_id) -%}
    {%- set found = [] -%}
    {%- for parent in graph.nodes[unique_id].depends_on.nodes -%}
        {%- if parent in graph.sources -%}
            {%- do found.append(graph.sources[parent].name) -%}
        {%- elif graph.nodes[parent].config.meta.get('passes_on_sources', true) -%}
            {%- do found.extend(sources_behind(parent)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{%- endmacro %}

{# Rows (table_name, source) for every published table, read from dbt's own graph. #}
{% macro published_table_sources() -%}
    {%- set pairs = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and 'marts' in node.fqn -%}
            {%- for source in sources_behind(node.unique_id) -%}
                {%- do pairs.append((node.name, source)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    select * from (values
        {%- for table_name, source in pairs | sort %}
        ('{{ table_name }}', '{{ source }}'){{ ',' if not loop.last }}
        {%- else %}
        (null::varchar, null::varchar)
        {%- endfor %}
    ) as pairs (table_name, source)
{%- endmacro %}
