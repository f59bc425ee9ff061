-- What: the versions of a college follow each other without gap or overlap: the first reaches back, the last holds now.
-- When it matters: always; a gap would lose a college's province in some year, an overlap would count it twice.
-- How to resolve: look at the college's rows in stg_colleges__history, in the order of arrival.
select
    college_code,
    valid_from,
    valid_to,
    lag(valid_to) over versions as previous_valid_to
from {{ ref('dim_college') }}
window versions as (partition by college_code order by valid_from nulls first)
qualify valid_from is distinct from lag(valid_to) over versions
    or valid_from >= valid_to
    or is_current <> (valid_to is null)
