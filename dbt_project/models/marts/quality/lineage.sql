with table_sources as (
    {{ published_table_sources() }}
),

scopes as (
    select source, academic_year_be, null::integer as round, college_code, level, source_sha256, count(*) as row_count
    from {{ ref('int_rows__with_college') }}
    group by all
    union all
    select source, academic_year_be, round, college_code, level, source_sha256, count(*)
    from {{ ref('int_people__with_college') }}
    group by all
    union all
    select source, academic_year_be, null, college_code, level, source_sha256, count(*)
    from {{ ref('int_reports__with_college') }}
    group by all
    union all
    select 'colleges', null, null, college_code, null, source_sha256, count(*)
    from {{ ref('stg_colleges__history') }}
    group by all
)

select
    {{ surrogate_key(['table_sources.table_name', 'scopes.source', 'scopes.academic_year_be', 'scopes.round',
                      'scopes.college_code', 'scopes.level', 'scopes.source_sha256']) }} as lineage_id,
    table_sources.table_name,
    scopes.source,
    scopes.academic_year_be,
    scopes.round,
    scopes.college_code,
    scopes.level,
    scopes.source_sha256,
    {{ basis_of_source('scopes.source') }} as basis,
    scopes.row_count
from table_sources
inner join scopes on table_sources.source = scopes.source
