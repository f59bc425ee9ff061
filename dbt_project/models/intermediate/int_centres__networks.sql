-- The colleges of each CVM centre in a fiscal year: those of the academic year whose graduates enter in it. In a year that
-- has begun and of which a centre has none yet, its network is the newest earlier one.
with own as (
    select distinct academic_year_be, centre_id
    from {{ ref('int_centres__colleges') }}
),

taken as (
    select
        years.fiscal_year_be,
        years.academic_year_be,
        own.centre_id,
        max(own.academic_year_be) as network_academic_year_be
    from {{ ref('int_centres__years') }} as years
    cross join {{ ref('stg_runs') }} as run
    inner join own on years.academic_year_be >= own.academic_year_be
    where years.academic_year_be = own.academic_year_be or years.starts_on <= run.as_of
    group by all
)

select
    taken.fiscal_year_be,
    taken.academic_year_be,
    taken.network_academic_year_be,
    taken.centre_id,
    members.college_code
from taken
inner join {{ ref('int_centres__colleges') }} as members
    on taken.network_academic_year_be = members.academic_year_be
    and taken.centre_id = members.centre_id
