select
    run_id,
    as_of,
    academic_year_start_month,
    academic_year_start_day,
    supply_year_offset
from {{ source('raw', 'run') }}
