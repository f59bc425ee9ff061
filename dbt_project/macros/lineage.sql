{# Where a row stands among what was sent, and the load that brought it: every finding about a row is told by these. #}
{% macro place_of_row(relation=none) -%}
    {%- for column in ['source_sha256', 'sheet', 'row_number', 'load_id'] -%}
        {{ relation ~ '.' if relation }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# The place of the first row of a group, which stands for it. #}
{% macro first_row_of_group() -%}
    min({'source_sha256': source_sha256, 'sheet': sheet, 'row_number': row_number, 'load_id': load_id})
{%- endmacro %}

{#
    The names of all source tables behind a node of dbt's graph, through any number of models. A model whose meta says
    `passes_on_sources: false` (the list of academic years) gives its own readers no figure, and so none of its sources.
    `known` is filled with the answer for each node, so that no path through the graph is walked twice.
#}
{% macro sources_behind(unique_id, known) -%}
    {%- if unique_id not in known -%}
        {%- set found = [] -%}
        {%- for parent in graph.nodes[unique_id].depends_on.nodes -%}
            {%- if parent in graph.sources -%}
                {%- do found.append(graph.sources[parent].name) -%}
            {%- elif graph.nodes[parent].config.meta.get('passes_on_sources', true) -%}
                {%- do found.extend(sources_behind(parent, known)) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do known.update({unique_id: found | unique | sort}) -%}
    {%- endif -%}
    {{ return(known[unique_id]) }}
{%- endmacro %}

{# The names of all published tables as literals of a list, read from dbt's own graph. #}
{% macro published_table_names() -%}
    {%- set names = ["''"] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and 'marts' in node.fqn -%}
            {%- do names.append("'" ~ node.name ~ "'") -%}
        {%- endfor -%}
    {%- endif -%}
    {{ names | sort | join(', ') }}
{%- endmacro %}

{# Rows (table_name, source) for every published table, read from dbt's own graph. #}
{% macro published_table_sources() -%}
    {%- set pairs = [] -%}
    {%- set known = {} -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and 'marts' in node.fqn -%}
            {%- for source in sources_behind(node.unique_id, known) -%}
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
