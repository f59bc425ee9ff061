select
    run_id,
    source,
    source_sha256,
    rule,
    column_name,
    stage,
    severity,
    dimension,
    rows_checked,
    rows_failed,
    example_rows,
    message_th,
    message_en,
    remedy_th,
    remedy_en
from {{ source('raw', 'rule_results') }}
