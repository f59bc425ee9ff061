select
    publication_id,
    table_name,
    measure,
    unit,
    rank,
    cell_key,
    cell,
    value_before,
    value_after
from {{ source('raw', 'publication_changes') }}
