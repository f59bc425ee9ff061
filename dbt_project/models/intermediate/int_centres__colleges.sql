-- The colleges of each CVM centre in an academic year: those of its network, and those that teach its fields by other names.
select academic_year_be, centre_id, college_code
from {{ ref('dim_network_member') }}
union
select
    supply.academic_year_be,
    fields.centre_id,
    supply.college_code
from {{ ref('int_supply__by_field') }} as supply
inner join {{ ref('int_centres__meeting_fields') }} as fields
    on supply.academic_year_be = fields.academic_year_be
    and supply.level = fields.level
    and supply.meeting_field_th = fields.meeting_field_th
where supply.supply_now > 0 or supply.learners > 0
