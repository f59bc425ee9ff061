-- Every assessment and test centre in every fiscal year: whether it was licensed on the year's last day, or is on the run's
-- date in the year that it lies in.
select
    years.fiscal_year_be,
    years.academic_year_be,
    centres.college_code,
    centres.field_th,
    centres.body,
    centres.college_code || ' ' || coalesce(centres.body_name, '') as test_centre,
    coalesce(centres.licensed_on <= least(years.ends_on, run.as_of), false)
    and coalesce(centres.expires_on >= least(years.ends_on, run.as_of), centres.stage = 'licensed') as is_licensed
from {{ ref('int_assessment_centres__licensed') }} as centres
cross join {{ ref('int_centres__years') }} as years
cross join {{ ref('stg_runs') }} as run
