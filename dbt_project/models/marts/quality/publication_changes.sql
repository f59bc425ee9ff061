select
    {{ surrogate_key(['publication_id', 'table_name', 'measure', 'rank']) }} as publication_change_id,
    publication_id,
    table_name,
    measure,
    unit,
    rank,
    cell_key,
    cell,
    value_before,
    value_after
from {{ ref('stg_publication_changes') }}
order by publication_id, table_name, measure, rank
