-- The colleges of each CVM centre in a fiscal year: those of the academic year whose graduates enter in it.
select
    years.fiscal_year_be,
    years.academic_year_be,
    members.centre_id,
    members.college_code
from {{ ref('int_centres__colleges') }} as members
inner join {{ ref('int_centres__years') }} as years on members.academic_year_be = years.academic_year_be
