select
    {{ surrogate_key(['run_id', 'source', 'path']) }} as load_history_id,
    run_id,
    source,
    path,
    source_sha256,
    layout,
    bytes,
    encoding,
    verdict,
    arrived_on,
    loaded_at,
    {{ basis_of_source('source') }} as basis,
    rows_read,
    rows_loaded,
    rows_quarantined,
    rows_held,
    rows_duplicate,
    accepted_by,
    accepted_at
from {{ ref('stg_files') }}
order by run_id, source, path
