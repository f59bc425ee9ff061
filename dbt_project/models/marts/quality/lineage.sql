{{ config(meta={"slices": "rows"}) }}
with table_sources as (
    {{ published_table_sources() }}
),

registered as (
    select
        'colleges' as source,
        null::integer as academic_year_be,
        null as round,
        college_code,
        null as centre_id,
        null as level,
        source_sha256,
        count(*) as row_count
    from {{ ref('stg_colleges__history') }}
    group by all
),

scopes as (
    select
        source,
        academic_year_be,
        null::integer as round,
        college_code,
        null::varchar as centre_id,
        level,
        source_sha256,
        count(*) as row_count
    from {{ sliced(ref('int_rows__with_college')) }}
    group by all
    union all
    select source, academic_year_be, round, college_code, null, level, source_sha256, sum(row_count)::bigint
    from {{ sliced(ref('int_people__scopes')) }}
    group by all
    union all
    select source, academic_year_be, null, college_code, centre_id, level, source_sha256, count(*)
    from {{ sliced(ref('int_reports__with_college')) }}
    group by all
    union all
    select *
    from {{ sliced('registered') }}
)

select
    {{ surrogate_key(['table_sources.table_name', 'scopes.source', 'scopes.academic_year_be', 'scopes.round',
                      'scopes.college_code', 'scopes.centre_id', 'scopes.level', 'scopes.source_sha256']) }} as lineage_id,
    table_sources.table_name,
    scopes.source,
    scopes.academic_year_be,
    scopes.round,
    scopes.college_code,
    scopes.centre_id,
    scopes.level,
    scopes.source_sha256,
    {{ basis_of_source('scopes.source') }} as basis,
    scopes.row_count
from table_sources
inner join scopes on table_sources.source = scopes.source
