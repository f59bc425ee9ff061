-- The rows of supply once for each CVM centre in whose fields they meet, by whatever name a college teaches the field: what
-- demand, told by new names and old, is held against. A centre of a branch has the rows of its network.
select
    supply.*,
    fields.centre_id
from {{ ref('int_supply__with_labour') }} as supply
inner join {{ ref('int_centres__meeting_fields') }} as fields
    on supply.academic_year_be = fields.academic_year_be
    and supply.level = fields.level
    and supply.meeting_field_th = fields.meeting_field_th
union all by name
select *
from {{ ref('int_supply__in_networks') }}
where centre_id not in (select fields.centre_id from {{ ref('int_centres__meeting_fields') }} as fields)
