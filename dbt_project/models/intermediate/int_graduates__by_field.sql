{{ config(meta={"slices": "rows"}) }}
-- Who graduated, in numbers and without what became of them, so that nothing here hangs on a follow-up. A college, level
-- and year with a roster stands on it, every other one on the counts that were sent.
with rosters as (
    select
        academic_year_be,
        college_code,
        level,
        field_th,
        branch_th,
        'records' as basis,
        count(*) as graduates
    from {{ sliced(ref('int_graduates__one_roster')) }}
    where exclusion_reason is null
    group by all
)

select * from rosters
union all by name
select
    academic_year_be,
    college_code,
    level,
    field_th,
    'counts' as basis,
    sum(graduates)::bigint as graduates
from {{ sliced(ref('stg_outcome_counts')) }}
where (academic_year_be, college_code, level) not in (
    select (rosters.academic_year_be, rosters.college_code, rosters.level) from rosters
)
group by all
