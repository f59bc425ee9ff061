-- What: the crosswalk gives one name of a level in one year at most one meeting field (aliases included), with a
--       confidence from 0 to 1 exactly where it maps. A meeting field stands in the 2567 list of its level with its code,
--       or is the name itself: at a level without a list, or as a new name that the list does not hold; and it meets
--       itself. Every name of the lists is judged.
-- When it matters: after an edit of field_crosswalk.csv, fields_2567.csv or name_aliases.csv; two rows of one year would
--       count people twice, a meeting field that is none would part supply from demand.
-- How to resolve: correct the row of seeds/reference/field_crosswalk.csv.
with listed as (
    select levels.level, fields.field_th, fields.field_code
    from {{ ref('fields_2567') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

observed as (
    select levels.level, fields.field_th
    from {{ ref('fields_observed_ay2566') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

meeting as (
    -- The names that others may meet in.
    select level, field_th, field_code, reason
    from {{ ref('field_crosswalk') }}
    where field_th = meeting_field_th
),

dated as (
    select 'field_crosswalk' as relation, level, field_th, valid_from_academic_year_be, valid_to_academic_year_be
    from {{ ref('field_crosswalk') }}
    union all by name
    select 'int_fields__crosswalked' as relation, level, field_th, valid_from_academic_year_be, valid_to_academic_year_be
    from {{ ref('int_fields__crosswalked') }}
)

select 'two rows in one year' as fault, relation, level, field_th
from dated
window versions as (
    partition by relation, level, field_th
    order by valid_from_academic_year_be nulls first, valid_to_academic_year_be nulls last
)
-- only the first row may have no beginning, only the last no end
qualify row_number() over versions > 1
    and not coalesce(valid_from_academic_year_be > lag(valid_to_academic_year_be) over versions, false)
union all
select 'ends before it begins', relation, level, field_th
from dated
where valid_from_academic_year_be > valid_to_academic_year_be
union all
select 'confidence out of range', 'field_crosswalk', level, field_th
from {{ ref('field_crosswalk') }}
where (confidence is null) <> (meeting_field_th is null)
    or confidence <= 0
    or confidence > 1
union all
select 'not a field of the list with this code', 'field_crosswalk', level, field_th
from {{ ref('field_crosswalk') }}
where field_code is not null
    and (level, meeting_field_th, field_code) not in (select (level, field_th, field_code) from listed)
union all
select 'without a code at a level that has a list', 'field_crosswalk', level, field_th
from {{ ref('field_crosswalk') }}
where field_code is null
    and meeting_field_th is not null
    and level in (select level from listed)
    and (level, meeting_field_th) not in (select (level, field_th) from meeting where reason = 'unlisted_field')
union all
select 'meets another name where no list is', 'field_crosswalk', level, field_th
from {{ ref('field_crosswalk') }}
where level not in (select level from listed)
    and meeting_field_th <> field_th
union all
select 'the meeting field does not meet itself', 'field_crosswalk', level, field_th
from {{ ref('field_crosswalk') }}
where meeting_field_th is not null
    and (level, meeting_field_th) not in (select (level, field_th) from meeting)
union all
select 'not judged', 'field_crosswalk', level, field_th
from (select level, field_th from listed union select level, field_th from observed) as names
where (level, field_th) not in (select (level, field_th) from {{ ref('field_crosswalk') }})
