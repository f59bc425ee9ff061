-- What: the sums that hold inside every cell, whatever its breakdown.
-- When it matters: always; a cell that breaks one of them was put together wrongly, or a source row that does not add
--   up came past the door.
-- How to resolve: look the cell up in employment_one_year, follow it to its rows (lineage), and check the source's rule
--   that its outcomes add up to those followed.
{%- set inside_other = [] %}
{%- for outcome in outcomes_inside_other() %}{% do inside_other.append('coalesce(' ~ outcome ~ ', 0)') %}{% endfor %}
select *
from {{ ref('employment_one_year') }}
where followed <> work_or_study + seeking + other + {{ inside_other | join(' + ') }}
    or graduates <> followed + not_followed
    or employed <> work_private + work_government + work_state_enterprise + work_sector_unknown
    or obtained_work <> employed + self_employed
    or work_or_study <> obtained_work + study_only
    or further_study < study_only
    or (basis = 'counts' and graduates_on_counts <> graduates)
    or (basis = 'records' and graduates_on_counts <> 0)
    or least({{ employment_counts() | join(', ') }}, graduates_on_counts) < 0
