select
    publication_id,
    published_at,
    as_of,
    run_id,
    table_name,
    row_count,
    content_hash,
    previous_publication_id,
    previous_row_count,
    is_changed,
    rows_added,
    rows_removed,
    rows_changed
from {{ source('raw', 'publications') }}
