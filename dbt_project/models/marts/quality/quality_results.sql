with at_the_door as (
    -- A file may be judged again (held, then accepted): its last judgement counts.
    select * exclude (run_id)
    from {{ ref('stg_rule_results') }}
    qualify run_id = max(run_id) over (partition by source, source_sha256)
),

across_sources as (
    select
        judged.source,
        judged.source_sha256,
        judged.rule,
        judged.column_name,
        count(*) as rows_checked,
        count(*) filter (where not judged.is_passed) as rows_failed,
        list(
            coalesce(nullif(judged.sheet, '') || '!', '') || judged.row_number order by judged.sheet, judged.row_number
        ) filter (where not judged.is_passed) as failed_rows
    from {{ ref('int_rows__judged_across_sources') }} as judged
    group by all
),

results as (
    select * from at_the_door
    union all by name
    select
        across_sources.* exclude (failed_rows),
        'cross_source' as stage,
        rules.severity,
        rules.dimension,
        array_to_string(across_sources.failed_rows[1:20], ', ')
            || if(across_sources.rows_failed > 20, ' … (+' || across_sources.rows_failed - 20 || ')', '')
            as example_rows,
        rules.message_th,
        rules.message_en,
        rules.remedy_th,
        rules.remedy_en
    from across_sources
    inner join {{ ref('cross_source_rules') }} as rules
        on across_sources.rule = rules.rule and across_sources.source = rules.source
)

select
    {{ surrogate_key(['source', 'source_sha256', 'rule', 'column_name', 'stage']) }} as quality_result_id,
    source,
    source_sha256,
    rule,
    column_name,
    stage,
    severity,
    dimension,
    rows_checked,
    rows_failed,
    rows_failed = 0 as is_passed,
    example_rows,
    message_th,
    message_en,
    remedy_th,
    remedy_en
from results
order by source, source_sha256, stage, rule, column_name
