-- What: the counts as of the last round are those of the cube, in every cell that stands on records alone.
-- When it matters: always; the two are added up from the same rules on two ways.
-- How to resolve: compare fct_graduate_outcome with int_graduates__outcomes_by_round for a graduate of the cell.
with last_round as (
    select *
    from {{ ref('employment_by_round') }}
    qualify round = max(round) over (partition by academic_year_be)
)

select cube.cell_id
from {{ ref('employment_one_year') }} as cube
inner join last_round
    on cube.academic_year_be = last_round.academic_year_be
    and cube.breakdown = last_round.breakdown
    {%- for key in cell_keys() %}
    and cube.{{ key }} is not distinct from last_round.{{ key }}
    {%- endfor %}
where cube.basis = 'records'
    and (
        {%- for count in employment_counts() %}
        {{ 'or ' if not loop.first }}cube.{{ count }} is distinct from last_round.{{ count }}
        {%- endfor %}
    )
