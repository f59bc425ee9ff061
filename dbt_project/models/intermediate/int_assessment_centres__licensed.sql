-- Every assessment and test centre as it stands on the business date: the last day of a licence is inside it.
with centres as (
    select
        centres.*,
        years.academic_year_be,
        run.as_of,
        case
            when centres.stage = 'licensed' and centres.expires_on < run.as_of then 'expired'
            else centres.stage
        end as state
    from {{ ref('stg_assessment_centres') }} as centres
    cross join {{ ref('stg_runs') }} as run
    cross join ({{ newest_network_year() }}) as years
)

select
    centres.academic_year_be,
    {{ place_of_college('centres') }},
    centres.body,
    centres.body_name,
    centres.field_th,
    {{ meeting_field('centres', 'fields') }} as meeting_field_th,
    centres.stage,
    centres.state,
    centres.licensed_on,
    centres.expires_on,
    centres.state = 'licensed' as is_licensed,
    case when centres.state = 'licensed' then centres.expires_on - centres.as_of end as days_left,
    {{ place_of_row('centres') }}
from centres
{{ join_field_of('centres') }}
{{ join_college_of('centres') }}
