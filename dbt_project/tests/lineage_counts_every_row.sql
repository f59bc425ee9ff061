-- What: lineage counts, for the cube, exactly the rows in force of each source behind it.
-- When it matters: always; `cvm explain` names files by it.
-- How to resolve: a source that is missing altogether has no branch in lineage's scopes; add it there.
with in_force as (
    select 'outcome_counts' as source, count(*) as row_count from {{ ref('stg_outcome_counts') }}
    union all
    select 'enrolment_counts', count(*) from {{ ref('stg_enrolment_counts') }}
    union all
    select 'network_members', count(*) from {{ ref('stg_network_members') }}
    union all
    select 'colleges', count(*) from {{ ref('stg_colleges__history') }}
),

in_lineage as (
    select source, sum(row_count) as row_count
    from {{ ref('lineage') }}
    where table_name = 'employment_one_year'
    group by source
)

select source, in_force.row_count, in_lineage.row_count as row_count_in_lineage
from in_force
full join in_lineage using (source)
where coalesce(in_force.row_count, 0) <> coalesce(in_lineage.row_count, 0)
