{# No row without the key and no key twice, over one or several columns; several columns may hold NULL as a value. #}
{% test primary_key(model, column_name=none, columns=none) %}
{%- set keys = columns or [column_name] %}
select {{ keys | join(', ') }}, count(*) as rows_with_key
from {{ model }}
group by {{ keys | join(', ') }}
having count(*) > 1 {% if keys | length == 1 %}or {{ keys[0] }} is null{% endif %}
{% endtest %}
