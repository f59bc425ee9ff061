select
    event_id,
    system,
    year_kind,
    year_be,
    round,
    event_th,
    event_en,
    applies_to,
    opens_on,
    closes_on,
    opens_basis,
    closes_basis,
    responsible_th,
    done_when,
    source_document
from {{ ref('stg_calendar') }}
order by year_kind, year_be, system, coalesce(opens_on, closes_on), event_id
