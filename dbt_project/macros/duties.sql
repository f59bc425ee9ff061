{#
    The state of a duty on the business date (03-indicators section 7). What is done stays done: whether and when is not
    asked of the date, so a later date turns a duty that is open into one that is overdue, and nothing back.
#}
{% macro duty_status(done_on, closes_on, is_applicable, as_of) -%}
    case
        when {{ done_on }} <= {{ as_of }} and {{ done_on }} > {{ closes_on }} then 'late'
        when {{ done_on }} <= {{ as_of }} then 'done'
        when not {{ is_applicable }} then 'not_applicable'
        when {{ as_of }} > {{ closes_on }} then 'overdue'
        else 'open'
    end
{%- endmacro %}

{# How late a duty was done: 0 only where it was done in time; NULL where it is not done, or has no last day. #}
{% macro days_late(done_on, closes_on, as_of) -%}
    case when {{ done_on }} <= {{ as_of }} and {{ closes_on }} is not null then greatest({{ done_on }} - {{ closes_on }}, 0) end
{%- endmacro %}
