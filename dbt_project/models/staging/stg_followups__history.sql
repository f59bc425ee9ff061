-- Every record of the follow-up that was ever in force, replaced ones too: what was changed, and when.
select
    academic_year_be,
    round,
    college_code,
    student_key,
    outcome,
    arrived_on,
    load_id,
    replaced_by_load_id
from {{ source('raw', 'followups') }}
