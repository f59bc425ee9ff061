-- What: every breakdown but the two of networks adds up to the nation, and a network to its colleges.
-- When it matters: always; a difference means that rows fell out of a breakdown instead of standing under "not known".
-- How to resolve: compare the breakdown with `college_level_field` for the year and find the missing college or field.
-- Military, ordained, ill and deceased are inside `other` in a mixed cell and beside it in its parts on records: the five
-- are added up together.
{%- set together = outcomes_inside_other() + ['other'] %}
{%- set sums = [] %}
{%- for count in employment_counts() if count not in together %}
{%- do sums.append('sum(' ~ count ~ ')::bigint') %}
{%- endfor %}
{%- do sums.append('sum(coalesce(' ~ together | join(', 0) + coalesce(') ~ ', 0))::bigint') %}
with totals as (
    select
        academic_year_be,
        breakdown,
        case when breakdown like 'cvm_network%' then centre_id end as network,
        [sum(source_rows)::bigint, {{ sums | join(', ') }}] as counts
    from {{ ref('employment_one_year') }}
    group by all
)

select parts.*
from totals as parts
inner join totals as wholes
    on parts.academic_year_be = wholes.academic_year_be
    and parts.network is not distinct from wholes.network
    and wholes.breakdown = case when parts.network is null then 'nation' else 'cvm_network' end
where parts.counts <> wholes.counts
