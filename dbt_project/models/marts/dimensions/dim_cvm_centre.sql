select
    centres.centre_id,
    centres.centre_id || ' ' || centres.field_th || coalesce(' / ' || centres.branch_th, '') || ' – '
        || centres.college_name_th as centre_name_th,
    centres.appointed_fiscal_year_be,
    centres.sequence,
    centres.field_th,
    centres.branch_th,
    centres.college_code,
    centres.college_name_th,
    centres.province_code,
    provinces.region_ovec as region_th,
    centres.field_th_as_printed,
    centres.college_th_as_printed,
    centres.correction,
    count(fields.centre_id) filter (where fields.confidence = 1) as mapped_fields,
    count(fields.centre_id) filter (where fields.confidence < 1) as undecided_fields
from {{ ref('cvm_centres') }} as centres
left join {{ ref('provinces') }} as provinces on centres.province_code = provinces.province_code
left join {{ ref('centre_fields') }} as fields on centres.centre_id = fields.centre_id
group by all
order by centres.centre_id
