with establishments as (
    -- What the register holds of an establishment wins over what other sources say of it.
    select
        establishment_id,
        {{ establishment_id_kind('establishment_id') }} as id_kind,
        case
            when id_kind = 'individual' or register.establishment_kind = 'individual' then 'บุคคลธรรมดา'
            else coalesce(register.establishment_name, named.establishment_name)
        end as establishment_name,
        register.establishment_kind,
        register.establishment_name_key as name_key,
        register.industry_code,
        register.target_industry_id,
        register.size_class,
        register.employees,
        coalesce(register.establishment_province_code, named.province_code) as province_code,
        case
            when id_kind = 'foreign' then coalesce(nullif(register.country, 'TH'), left(establishment_id, 2))
            else coalesce(register.country, 'TH')
        end as country,
        register.establishment_id is not null as is_registered,
        register.registered_on,
        register.updated_on,
        register.reported_by,
        register.has_contact,
        register.has_phone,
        named.first_named_fiscal_year_be,
        named.last_named_fiscal_year_be,
        named.named_in,
        coalesce(named.namings, 0) as namings
    from {{ ref('stg_establishments') }} as register
    full join {{ ref('int_establishments__named') }} as named using (establishment_id)
),

-- The reader compares the names, also those that are not kept: establishments of one name and province have one key,
-- which is the provisional identity that is given where no other is.
registered as (
    select establishment_name_key, list(establishment_id order by establishment_id) as ids
    from {{ ref('stg_establishments') }}
    where establishment_name_key is not null and {{ establishment_id_kind('establishment_id') }} <> 'provisional'
    group by establishment_name_key
),

found as (
    select
        establishments.establishment_id,
        -- Two natural persons of one name are two persons.
        list_filter(
            registered.ids, lambda id: id <> establishments.establishment_id and not starts_with(id, 'N:')
        ) as other_ids,
        if(establishments.id_kind = 'provisional' and len(registered.ids) = 1, registered.ids[1], null) as registered_id,
        establishments.id_kind = 'provisional'
            and len(list_filter(registered.ids, lambda id: starts_with(id, 'N:'))) > 0 as is_of_person
    from establishments
    inner join registered
        on registered.establishment_name_key
            = if(establishments.id_kind = 'provisional', establishments.establishment_id, establishments.name_key)
)

select
    establishments.establishment_id,
    coalesce(found.registered_id, establishments.establishment_id) as resolved_establishment_id,
    establishments.id_kind,
    -- A person who is registered by number is not named by those who do not know the number.
    if(coalesce(found.is_of_person, false), 'บุคคลธรรมดา', establishments.establishment_name) as establishment_name,
    establishments.establishment_kind,
    establishments.industry_code,
    establishments.target_industry_id,
    establishments.size_class,
    establishments.employees,
    provinces.region_ovec as region_th,
    establishments.province_code,
    establishments.country,
    establishments.is_registered,
    establishments.registered_on,
    establishments.updated_on,
    establishments.reported_by,
    establishments.has_contact,
    establishments.has_phone,
    establishments.first_named_fiscal_year_be,
    establishments.last_named_fiscal_year_be,
    establishments.named_in,
    establishments.namings,
    case
        when found.registered_id is null then nullif(array_to_string(found.other_ids, ', '), '')
    end as possible_duplicate_of
from establishments
left join found on establishments.establishment_id = found.establishment_id
left join {{ ref('provinces') }} as provinces on establishments.province_code = provinces.province_code
order by establishments.establishment_id
