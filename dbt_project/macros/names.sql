{# A name as it is compared: without blanks, hyphens, dashes, dots and brackets. #}
{% macro comparable_name(name) -%}
    regexp_replace(lower({{ name }}), '[\s\-–—.()]', '', 'g')
{%- endmacro %}

{#
    Jaro-Winkler similarity of two names, by character. DuckDB compares bytes, and a Thai character has three of which
    two are the same in every other one, so all Thai names would look alike: each is first made one byte.
#}
{% macro name_similarity(left_name, right_name) -%}
    {%- set thai = 'กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะั' ~ 'าำิีึืฺุูเแโใไๅๆ็่้๊๋์ํ๎๏' -%}
    {%- set bytes = '!#$%&()*+,-./:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_' ~ 'abcdefghijklmnopqrstuvwx' -%}
    round(jaro_winkler_similarity(
        translate({{ left_name }}, '{{ thai }}', '{{ bytes }}'),
        translate({{ right_name }}, '{{ thai }}', '{{ bytes }}')
    ), 4)
{%- endmacro %}
