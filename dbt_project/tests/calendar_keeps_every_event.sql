-- What: every event of the letters stands in the calendar in force; the office may change it but not its id.
-- When it matters: after an edit of the seed or of how a refresh writes the calendar; a lost event is nobody's duty.
-- How to resolve: run `cvm refresh --full`; the calendar is written anew from seeds/reference/calendar.csv.
select event_id
from {{ ref('calendar') }}
where event_id not in (select stg_calendar.event_id from {{ ref('stg_calendar') }} as stg_calendar)
