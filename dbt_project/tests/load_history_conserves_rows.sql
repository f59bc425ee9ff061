-- What: rows read = loaded + quarantined + held + duplicate, for every file of every run; a rejected file has none.
-- When it matters: always; a difference means that rows were lost or counted twice.
-- How to resolve: rebuild the file's verdict from its landing; the fault is in loading, not in the file.
select *
from {{ ref('load_history') }}
where rows_read <> rows_loaded + rows_quarantined + rows_held + rows_duplicate
    or (verdict = 'rejected' and rows_read <> 0)
    or (verdict = 'held' and rows_held <> rows_read)
