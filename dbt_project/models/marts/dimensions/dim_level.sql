select
    level,
    label_th as level_label_th,
    name_th as level_name_th,
    name_en as level_name_en,
    sort_order,
    years_of_study
from {{ ref('levels') }}
order by sort_order
