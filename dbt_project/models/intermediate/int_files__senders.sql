-- The files of which one college is the sender, with the academic year that they tell of: all rows held are of that
-- college, or, where none is held, its code stands in the name. Files of several colleges come from an office.
with rows_held as (
    {%- for model in ['int_rows__with_college', 'int_people__scopes', 'int_reports__with_college'] %}
    select source, source_sha256, college_code, max(academic_year_be) as academic_year_be
    from {{ ref(model) }}
    group by all
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

by_rows as (
    select
        source_sha256,
        min(college_code) as college_code,
        max(academic_year_be) as academic_year_be,
        count(distinct college_code) = 1 and count(college_code) = count(*) as is_of_one
    from rows_held
    group by all
),

files as (
    -- A file may be judged again, and may feed several sources.
    select
        source_sha256,
        min(path) as path,
        min(arrived_on) as arrived_on,
        bool_or(verdict = 'held') as is_held,
        bool_or(verdict = 'rejected') as is_rejected
    from {{ ref('stg_files') }}
    group by all
),

judged as (
    select
        source_sha256,
        max(rows_read) as rows_read,
        max(rows_quarantined) as rows_quarantined,
        max(rows_duplicate) as rows_duplicate
    from (
        select *
        from {{ ref('stg_files') }}
        qualify run_id = max(run_id) over (partition by source_sha256, source)
    )
    group by all
),

faults as (
    select
        source_sha256,
        sum(rows_failed) filter (where severity = 'error')::bigint as errors,
        sum(rows_failed) filter (where severity = 'warning')::bigint as warnings
    from {{ ref('quality_results') }}
    group by all
)

select
    files.source_sha256,
    colleges.college_code,
    coalesce(
        by_rows.academic_year_be,
        {{ academic_year_of('files.arrived_on') }}
    )::integer as academic_year_be,
    files.is_held,
    files.is_rejected,
    coalesce(judged.rows_read, 0) as rows_read,
    judged.rows_quarantined,
    judged.rows_duplicate,
    coalesce(faults.errors, 0) as errors,
    coalesce(faults.warnings, 0) as warnings
from files
cross join {{ ref('stg_runs') }} as run
inner join judged on files.source_sha256 = judged.source_sha256
left join by_rows on files.source_sha256 = by_rows.source_sha256
left join faults on files.source_sha256 = faults.source_sha256
inner join (select distinct college_code from {{ ref('dim_college') }}) as colleges
    on case
        when by_rows.is_of_one then by_rows.college_code
        when by_rows.source_sha256 is null then regexp_extract(files.path, '(^|[^0-9])([0-9]{10})([^0-9]|$)', 2)
    end = colleges.college_code
