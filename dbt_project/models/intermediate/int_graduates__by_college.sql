{{ config(meta={"slices": "rows"}) }}
-- The roster of each college and year in numbers: what its rounds are held against.
select
    academic_year_be,
    college_code,
    count(distinct graduate_key) as graduates,
    count(distinct graduate_key) filter (where identified_by = 'student_id') as identified_by_student_id_only,
    count(distinct graduate_key) filter (where graduated_on_basis <> 'reported') as graduation_dates_assumed
from {{ sliced(ref('int_graduates__one_roster')) }}
group by all
