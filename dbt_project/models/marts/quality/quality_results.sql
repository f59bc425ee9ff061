{{ config(meta={"slices": "results"}) }}
{%- set examples_shown = 20 -%}
with at_the_door as (
    -- A file may be judged again (held, then accepted): its last judgement counts.
    select * exclude (run_id)
    from {{ sliced(ref('stg_rule_results'), 'results') }}
    qualify run_id = max(run_id) over (partition by source, source_sha256)
),

across_sources as (
    select
        source,
        source_sha256,
        rule,
        column_name,
        sum(row_count)::bigint as rows_checked,
        coalesce(sum(row_count) filter (where not is_passed), 0)::bigint as rows_failed
    from {{ sliced(ref('int_rows__judged_across_sources'), 'results') }}
    group by all
),

first_failed as (
    select source, source_sha256, rule, column_name, sheet, row_number
    from {{ sliced(ref('int_rows__judged_across_sources'), 'results') }}
    where not is_passed
    qualify row_number() over (
        partition by source, source_sha256, rule, column_name order by sheet, row_number
    ) <= {{ examples_shown }}
),

examples_of_sheet as (
    select
        source,
        source_sha256,
        rule,
        column_name,
        sheet,
        coalesce(nullif(sheet, '') || '!', '') || string_agg(row_number::varchar, ', ' order by row_number) as rows_text
    from first_failed
    group by source, source_sha256, rule, column_name, sheet
),

-- As the guard writes them: Sheet1!5, 9, 12 … (+3)
examples as (
    select source, source_sha256, rule, column_name, string_agg(rows_text, '; ' order by sheet) as rows_text
    from examples_of_sheet
    group by all
),

rules as (
    {{ rules_of('across_sources') }}
),

results as (
    select * from at_the_door
    union all by name
    select
        across_sources.*,
        'cross_source' as stage,
        rules.severity,
        rules.dimension,
        examples.rows_text
            || if(across_sources.rows_failed > {{ examples_shown }},
                ' … (+' || across_sources.rows_failed - {{ examples_shown }} || ')', '') as example_rows,
        rules.message_th,
        rules.message_en,
        rules.remedy_th,
        rules.remedy_en
    from across_sources
    inner join rules on across_sources.rule = rules.rule and across_sources.source = rules.source
    left join examples
        on across_sources.source = examples.source
        and across_sources.source_sha256 = examples.source_sha256
        and across_sources.rule = examples.rule
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
    {{ basis_of_source('source') }} as basis,
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
