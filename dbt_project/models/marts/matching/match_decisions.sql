-- What became of every row of the list of overrides: it stands, cannot be read, or cannot be followed.
select
    overrides.override_id,
    overrides.row_told,
    overrides.fiscal_year_be,
    overrides.demand_kind,
    overrides.level,
    overrides.meeting_field_th,
    overrides.college_code,
    overrides.establishment_id,
    overrides.province_code as work_province_code,
    overrides.action,
    overrides.persons,
    overrides.reason,
    overrides.decided_by,
    overrides.decided_on,
    coalesce(overrides.refusal, solved.reason) as refusal,
    coalesce(overrides.refusal, solved.reason) is null as is_followed
from {{ ref('int_match__overrides') }} as overrides
left join {{ ref('int_match__solved') }} as solved on overrides.override_id = solved.override_id
order by overrides.row_told, overrides.override_id
