{{ config(meta={"slices": "rows"}) }}
-- The rows about people in numbers, for all that asks which fields, files and years there are.
select
    source,
    academic_year_be,
    round,
    college_code,
    level,
    field_th,
    source_sha256,
    count(*) as row_count
from {{ sliced(ref('int_people__with_college')) }}
group by all
