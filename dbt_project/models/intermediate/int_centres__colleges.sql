-- The colleges of each CVM centre in an academic year: those of its network, and those that teach its fields by other names.
select academic_year_be, centre_id, college_code
from {{ ref('dim_network_member') }}
union
select academic_year_be, centre_id, college_code
from {{ ref('int_supply__of_centres') }}
where supply_now > 0 or learners > 0
