{#
    What the sender is told for each rule and source that stands in a relation: the words of that source where the list of
    rules has some, else those of any source (`*`).
#}
{% macro rules_of(relation) -%}
    select judged.source, rules.* exclude (source)
    from (select distinct rule, source from {{ relation }}) as judged
    inner join {{ ref('cross_source_rules') }} as rules
        on judged.rule = rules.rule and rules.source in (judged.source, '*')
    qualify row_number() over (partition by judged.rule, judged.source order by rules.source = '*') = 1
{%- endmacro %}
