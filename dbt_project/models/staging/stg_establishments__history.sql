-- All rows, replaced ones too: what a college has reported stays its own when another reports the same establishment.
select
    establishment_id,
    reported_by,
    registered_on,
    updated_on,
    has_contact,
    has_phone,
    arrived_on,
    {{ place_of_row() }},
    replaced_by_load_id
from {{ source('raw', 'establishments') }}
