"""The seeded faults: one text of one file of the dbt project replaced by another. The text occurs once in its file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A fault. `name` tells it from all others, `what` says what is wrong with it."""

    name: str
    path: str
    text: str
    replacement: str
    what: str


_ROSTERS = "macros/rosters.sql"
_OUTCOMES = "macros/outcomes.sql"
_CELLS = "macros/employment.sql"
_NETWORKS = "macros/networks.sql"
_RATES = "macros/rates.sql"
_PEOPLE = "macros/people.sql"
_WITH_COLLEGE = "models/intermediate/int_graduates__with_college.sql"
_YEARS_END = "models/intermediate/int_colleges__by_academic_year.sql"
_INTENTIONS = "models/intermediate/int_intentions__with_outcome.sql"
_HELD = "models/intermediate/int_rounds__held.sql"
_OUTCOME = "models/marts/employment/fct_graduate_outcome.sql"
_DETAILS = "models/marts/employment/employment_details.sql"
_POOLED = "models/marts/employment/employment_pooled.sql"
_BY_ROUND = "models/intermediate/int_graduates__counts_by_round.sql"
_TRANSITIONS = "models/intermediate/int_graduates__steps_between_rounds.sql"
_UNMATCHED = "models/marts/employment/unmatched_followups.sql"
_FLOWS = "models/marts/employment/work_flows.sql"
_INTENDED = "models/marts/employment/intention_outcomes.sql"
_REACH = "models/intermediate/int_graduates__reached_by_month.sql"
_PEERS = "models/intermediate/int_network_colleges__compared.sql"
_COUNTED = "models/intermediate/int_demands__counted.sql"
_STUDY_ONLY = "models/intermediate/int_supply__study_only.sql"
_SURVIVAL = "models/intermediate/int_supply__survival.sql"
_GAP = "models/marts/supply_demand/supply_demand_gap.sql"
_AGREEMENTS = "models/intermediate/int_agreements__in_force.sql"
_TERMS = "seeds/reference/indicator_terms.csv"

_WINDOW = "records.recorded_on between roster.graduated_on and {{ window_ends_on('roster.graduated_on') }}"
_EMPLOYED = """max(records.sequence) filter (
            where records.is_counted and records.outcome in ('employed', 'employed_studying')
        ) as employed_sequence"""
_KNOWN_PERSON = """    qualify row_number() over (
        partition by academic_year_be, college_code, person_key order by graduated_on desc, student_key desc
    ) = 1
)

select
    followups.* exclude (reported_recorded_on),"""
_NOT_ON_RECORDS = """where (academic_year_be, college_code, level) not in (
        select (records.academic_year_be, records.college_code, records.level) from records
    )"""

FAULTS = (
    # Which rows of the rosters count.
    Fault(
        "roster_preference_dropped", _ROSTERS, "\n        and rosters.level is null", "",
        "rows of the V-COP report stand beside a roster of the same college, level and year",
    ),
    Fault(
        "roster_of_another_level", _ROSTERS, "\n        and reports.level = rosters.level", "",
        "a roster of one level supersedes the V-COP report of every level",
    ),
    Fault(
        "oldest_report", _ROSTERS,
        "order by reports.report_round desc, reports.load_id desc",
        "order by reports.report_round, reports.load_id desc",
        "of two rounds of the V-COP report the older row of a student stands",
    ),
    Fault(
        "buddhist_era", _ROSTERS,
        "(standing.academic_year_be + dates.year_offset)",
        "(standing.academic_year_be + 1 + dates.year_offset)",
        "an assumed day of graduation lies a year late",
    ),
    Fault(
        "term_not_known", _ROSTERS,
        "on standing.term is not distinct from dates.term", "on standing.term = dates.term",
        "who has neither day nor term of graduation has no day at all",
    ),
    Fault(
        "earlier_student_id", _ROSTERS,
        "over (partition by graduate_key order by graduated_on desc, student_key desc) > 1",
        "over (partition by graduate_key order by graduated_on, student_key desc) > 1",
        "of two student ids of one person the one graduated earlier counts",
    ),
    Fault(
        "smaller_student_id", _ROSTERS,
        "over (partition by graduate_key order by graduated_on desc, student_key desc) > 1",
        "over (partition by graduate_key order by graduated_on desc, student_key) > 1",
        "of two student ids of one day the smaller pseudonym counts",
    ),
    Fault(
        "key_without_college", _ROSTERS,
        "surrogate_key(['standing.academic_year_be', 'standing.college_code', 'standing.level',",
        "surrogate_key(['standing.academic_year_be', 'standing.level',",
        "one person at two colleges is one graduate",
    ),
    Fault(
        "key_without_level", _ROSTERS,
        "surrogate_key(['standing.academic_year_be', 'standing.college_code', 'standing.level',",
        "surrogate_key(['standing.academic_year_be', 'standing.college_code',",
        "one person at two levels is one graduate",
    ),
    # Which graduate a record is of.
    Fault(
        "person_twice", _ROSTERS, _KNOWN_PERSON, _KNOWN_PERSON[_KNOWN_PERSON.index(")\n\nselect") :],
        "a record found by a national id is joined to each row of its person",
    ),
    Fault(
        "person_of_any_college", _ROSTERS,
        "\n    and if(graduates.student_key is null, followups.college_code, null) = persons.college_code", "",
        "a record is found by a national id at whatever college",
    ),
    Fault(
        "person_of_any_year", _ROSTERS,
        "left join persons\n    on followups.academic_year_be = persons.academic_year_be\n    and",
        "left join persons\n    on",
        "a record is found by a national id in whatever year",
    ),
    Fault(
        "student_of_any_college", _PEOPLE,
        "{% macro is_same_student(row, other) -%}\n    {{ row }}.academic_year_be = {{ other }}.academic_year_be\n"
        "    and {{ row }}.college_code = {{ other }}.college_code\n",
        "{% macro is_same_student(row, other) -%}\n    {{ row }}.academic_year_be = {{ other }}.academic_year_be\n",
        "a student id is taken for the same at every college",
    ),
    Fault(
        "student_of_any_year", _PEOPLE,
        "{% macro is_same_student(row, other) -%}\n    {{ row }}.academic_year_be = {{ other }}.academic_year_be\n"
        "    and {{ row }}.college_code",
        "{% macro is_same_student(row, other) -%}\n    {{ row }}.college_code",
        "a student id is taken for the same in every year",
    ),
    Fault(
        "day_of_record", _ROSTERS,
        "least(windows.closes_on, followups.arrived_on)", "followups.arrived_on",
        "a record without a day is taken to be of the day it arrived on, not of the round's last",
    ),
    Fault(
        "late_on_the_last_day", _ROSTERS,
        "followups.reported_recorded_on > coalesce(windows.closes_on",
        "followups.reported_recorded_on >= coalesce(windows.closes_on",
        "a record of the last day of its round is late",
    ),
    # Which records count.
    Fault(
        "window_of_365_days", _OUTCOMES, "+ interval 1 year)::date", "+ interval 365 day)::date",
        "a year that holds a 29 February ends a day early",
    ),
    Fault(
        "window_of_13_months", _OUTCOMES, "+ interval 1 year)::date", "+ interval 13 month)::date",
        "the window is a month too long",
    ),
    Fault(
        "window_without_last_day", _OUTCOMES, _WINDOW, f"{_WINDOW} - 1",
        "a record exactly a year after graduation does not count",
    ),
    Fault(
        "window_without_first_day", _OUTCOMES, _WINDOW, _WINDOW.replace("roster.graduated_on and",
        "roster.graduated_on + 1 and"),
        "a record of the day of graduation does not count",
    ),
    Fault(
        "no_window", _OUTCOMES, _WINDOW, "true",
        "every record counts",
    ),
    Fault(
        "start_of_work_dropped", _OUTCOMES,
        "{{ is_work('records.outcome') }}\n            and", "false\n            and",
        "work begun inside the window and recorded after it does not count",
    ),
    Fault(
        "start_of_work_on_the_last_day", _OUTCOMES,
        "and records.started_on <= {{ window_ends_on", "and records.started_on < {{ window_ends_on",
        "work that began on the window's last day does not count",
    ),
    Fault(
        "any_start_counts", _OUTCOMES,
        "{{ is_work('records.outcome') }}\n            and", "true\n            and",
        "a first day at work beside an outcome without work makes the record count",
    ),
    Fault(
        "work_by_part_of_its_name", _OUTCOMES,
        "{{ outcome }} in ('employed', 'self_employed', 'employed_studying')", "{{ outcome }} like '%employed%'",
        "unemployed is taken for work",
    ),
    Fault(
        "same_person_counted", _OUTCOMES,
        "if(roster.exclusion_reason is null, roster.graduate_key, null)", "roster.graduate_key",
        "a record stands once for each student id of its person",
    ),
    Fault(
        "round_before_day", _OUTCOMES,
        "* 1000 + records.round * 100 +", "+ records.round * 100000 +",
        "of two records that of the higher round is the newer, whatever their days",
    ),
    Fault(
        "round_not_asked", _OUTCOMES, "* 1000 + records.round * 100 +", "* 1000 - records.round * 100 +",
        "of two records of a day the higher round is not the newer",
    ),
    # What became of a graduate.
    Fault(
        "employed_by_part_of_its_name", _OUTCOMES, _EMPLOYED,
        _EMPLOYED.replace("in ('employed', 'employed_studying')", "like '%employed%'"),
        "self_employed and unemployed are taken for employed",
    ),
    Fault(
        "last_instead_of_ever", _OUTCOMES,
        "employed_sequence is not null as is_employed",
        "coalesce(employed_sequence = last_known_sequence, false) as is_employed",
        "who was employed and then is not is not employed",
    ),
    Fault(
        "last_study_instead_of_ever", _OUTCOMES,
        "study_sequence is not null as is_further_study",
        "coalesce(study_sequence = last_known_sequence, false) as is_further_study",
        "who studied and then does not is not in further study",
    ),
    Fault(
        "oldest_job", _OUTCOMES, _EMPLOYED, _EMPLOYED.replace("max(", "min(", 1),
        "the job is told by the oldest record of employment",
    ),
    Fault(
        "oldest_sector", _OUTCOMES, "arg_max_null(records.employer_sector", "arg_min_null(records.employer_sector",
        "the sector is that of the oldest record of employment",
    ),
    Fault(
        "sector_of_an_older_job", _OUTCOMES,
        "arg_max_null(records.employer_sector", "arg_max(records.employer_sector",
        "where the newest record does not tell the sector an older one does",
    ),
    Fault(
        "unreachable_is_followed", _OUTCOMES,
        "and records.outcome <> 'unreachable'\n        ) as last_known_sequence", "\n        ) as last_known_sequence",
        "who could not be reached is followed",
    ),
    Fault(
        "known_outside_the_window", _OUTCOMES,
        "where records.is_counted and records.outcome <> 'unreachable'\n        ) as last_known_outcome",
        "where records.outcome <> 'unreachable'\n        ) as last_known_outcome",
        "a record that does not count is the last known outcome",
    ),
    Fault(
        "work_and_self_employment", _OUTCOMES,
        "flagged.is_ever_self_employed and not flagged.is_employed as is_self_employed",
        "flagged.is_ever_self_employed as is_self_employed",
        "who is employed counts as self-employed too",
    ),
    Fault(
        "sector_of_the_self_employed", _OUTCOMES,
        "and records.outcome in ('employed', 'employed_studying')\n        ) as work_sector",
        "and {{ is_work('records.outcome') }}\n        ) as work_sector",
        "the self-employed have a sector",
    ),
    Fault(
        "waiting_is_not_seeking", _OUTCOMES,
        "flagged.last_known_outcome in ('waiting', 'unemployed') then",
        "flagged.last_known_outcome = 'unemployed' then",
        "who waits for a job is not seeking",
    ),
    Fault(
        "last_first_day", _OUTCOMES,
        "min(records.started_on) filter (", "max(records.started_on) filter (",
        "days to work run to the latest job",
    ),
    Fault(
        "round_excluded", _OUTCOMES,
        "on records.round <= as_of.round", "on records.round < as_of.round",
        "as of a round its own records are not seen",
    ),
    Fault(
        "closed_on_the_last_day", _OUTCOME,
        "run.as_of > {{ window_ends_on('roster.graduated_on') }}",
        "run.as_of >= {{ window_ends_on('roster.graduated_on') }}",
        "a window is closed on its last day",
    ),
    Fault(
        "negative_days", _OUTCOME,
        "when outcomes.first_work_started_on is not null then 0",
        "when outcomes.first_work_started_on is not null then outcomes.first_work_started_on - roster.graduated_on",
        "a job held before graduation takes less than no days",
    ),
    Fault(
        "job_of_any_record", _OUTCOME,
        "and outcomes.job_sequence = job.sequence", "and outcomes.deciding_sequence = job.sequence",
        "who has no job has one that a record of something else tells",
    ),
    Fault(
        "job_of_anybody", _OUTCOME,
        "on outcomes.graduate_key = job.graduate_key\n        and outcomes.job_sequence", "on outcomes.job_sequence",
        "a job is looked up by its place among a graduate's records, whoever's it is",
    ),
    Fault(
        "every_round", _OUTCOME,
        "\n        and outcomes.as_of_round = 3", "",
        "a graduate stands once for each round",
    ),
    Fault(
        "college_of_any_year", _OUTCOME,
        "\n    and roster.academic_year_be = colleges.academic_year_be", "",
        "a graduate stands once for each year of the college",
    ),
    Fault(
        "graduate_without_college", _OUTCOME,
        "left join {{ ref('int_colleges__by_academic_year') }}",
        "inner join {{ ref('int_colleges__by_academic_year') }}",
        "graduates of a college in no register are lost",
    ),
    Fault(
        "college_as_it_is_now", _YEARS_END,
        "on (colleges.valid_from is null or colleges.valid_from <= years.ends_on)\n"
        "    and (colleges.valid_to is null or colleges.valid_to > years.ends_on)",
        "on colleges.is_current",
        "a college lies where it lies now, not where it lay at the end of the academic year",
    ),
    # What a cell counts.
    Fault(
        "counts_beside_records", _WITH_COLLEGE, _NOT_ON_RECORDS, "where true",
        "counts are added to the records of the same college, level and year",
    ),
    Fault(
        "counts_of_other_levels_dropped", _WITH_COLLEGE, _NOT_ON_RECORDS,
        _NOT_ON_RECORDS.replace("college_code, level)", "college_code)").replace(", records.level)", ")"),
        "a roster of one level drops the counts of every level",
    ),
    Fault(
        "state_enterprises_forgotten", _WITH_COLLEGE,
        "work_private + work_government + work_state_enterprise as employed",
        "work_private + work_government as employed",
        "counts of who works in state enterprises are in no sum",
    ),
    Fault(
        "any_closed_window", _WITH_COLLEGE,
        "bool_and(is_window_closed) as is_window_closed", "bool_or(is_window_closed) as is_window_closed",
        "a cell's window is closed when one graduate's is",
    ),
    Fault(
        "unknown_is_nobody", _CELLS,
        "case when count({{ count }}) = count(*) then sum({{ count }}) end::bigint",
        "coalesce(sum({{ count }}), 0)::bigint",
        "what only a part of a cell tells apart is given for all of it",
    ),
    Fault(
        "lost_from_other", _CELLS,
        "case when count({{ count }}) < count(*) then coalesce(sum({{ count }}), 0) else 0 end", "0",
        "who is told apart in a part of a cell alone is in no count",
    ),
    Fault(
        "mixed_is_records", _CELLS,
        "case when min(basis) = max(basis) then min(basis) else 'mixed' end as basis", "max(basis) as basis",
        "a cell of both bases says records",
    ),
    Fault(
        "unknown_breakdowns", _CELLS,
        "partition by academic_year_be, breakdown)", "partition by breakdown)",
        "a breakdown of which nothing is known in a year has rows, for something is in another",
    ),
    Fault(
        "any_branch", _NETWORKS,
        "(fields.branch_th is null or graduates.branch_th = fields.branch_th)", "true",
        "a centre of one branch has every graduate of the field",
    ),
    Fault(
        "near_names", _NETWORKS,
        "\n        and fields.confidence = 1", "",
        "names that the office has not decided on enter a network",
    ),
    Fault(
        "field_of_any_level", _NETWORKS,
        "on graduates.level = fields.level\n        and graduates.field_th", "on graduates.field_th",
        "a field of one level is in the network at every level",
    ),
    # Rates.
    Fault(
        "of_followed_over_graduates", _TERMS, "\nof_followed,denominator,followed,1",
        "\nof_followed,denominator,graduates,1",
        "a definition has the denominator of another",
    ),
    Fault(
        "sign_of_a_term", _TERMS, "kedi_style,denominator,study_only,-1", "kedi_style,denominator,study_only,1",
        "who studies is added to the denominator and not taken from it",
    ),
    Fault(
        "rate_rounded", _RATES,
        "then {{ numerator }}::double / {{ denominator }} end as rate",
        "then round({{ numerator }}::double / {{ denominator }}, 3) end as rate",
        "a rate is rounded before it is published",
    ),
    Fault(
        "ten_are_too_few", _RATES,
        "{{ denominator }} >= {{ var('min_denominator') }} as is_enough",
        "{{ denominator }} > {{ var('min_denominator') }} as is_enough",
        "a denominator of ten gives no rate",
    ),
    Fault(
        "bounds_without_non_response", _RATES,
        "case when signs.denominator_graduates = 0 then cells.not_followed else 0 end", "0",
        "who was not followed does not widen a denominator of those followed",
    ),
    Fault(
        "approximate_forgotten", _RATES,
        "cells.{{ outcome }} is null and (", "cells.{{ outcome }} = 0 and (",
        "a rate that takes a NULL term for 0 does not say so",
    ),
    # The tables beside the cube.
    Fault(
        "not_matched_is_matched", _DETAILS,
        "count(*) filter (where job_matches_field = 'yes')",
        "count(*) filter (where job_matches_field in ('yes', 'no'))",
        "a job outside the field is read as one in it",
    ),
    Fault(
        "bounds_swapped", _DETAILS,
        "quantile_cont(income_from, [0.25, 0.5, 0.75]) as low", "quantile_cont(income_to, [0.25, 0.5, 0.75]) as low",
        "the lower bound of a band of income is its upper one",
    ),
    Fault(
        "open_band_closed", _DETAILS,
        "coalesce(income_high, 'infinity'::double)", "coalesce(income_high, income_low)",
        "an open band of income ends where it begins",
    ),
    Fault(
        "mean_for_median", _DETAILS, "median(days_to_work) as days_to_work_median",
        "avg(days_to_work) as days_to_work_median",
        "the median of the days is their mean",
    ),
    Fault(
        "pool_over_a_gap", _POOLED,
        "\n    where last_years.academic_year_be - 1 in (select completed.academic_year_be from completed)", "",
        "years with another between them are pooled",
    ),
    Fault(
        "pool_of_open_years", _POOLED,
        "where breakdown = 'nation' and is_window_closed", "where breakdown = 'nation'",
        "a year that is not completed is pooled",
    ),
    Fault(
        "pool_by_place", _POOLED,
        "if(cells.breakdown like 'college%', null, cells.{{ key }}) as kept_{{ key }}",
        "cells.{{ key }} as kept_{{ key }}",
        "a college that moved has two pools of a year each",
    ),
    Fault(
        "last_round_in_every_round", _BY_ROUND,
        "and rounds.round = outcomes.as_of_round", "and outcomes.as_of_round = 3",
        "every round tells what the last one knows",
    ),
    Fault(
        "rounds_of_graduates", _HELD,
        "from {{ ref('int_followups__in_window') }}",
        "from {{ ref('int_followups__in_window') }} where graduate_key is not null",
        "a round whose records all wait for a roster is not held",
    ),
    Fault(
        "transitions_of_counted_records", _TRANSITIONS,
        "where graduate_key is not null\n    group by all", "where is_counted\n    group by all",
        "what was reported outside the window is not told",
    ),
    Fault(
        "first_of_a_round", _TRANSITIONS, "arg_max(outcome, sequence)", "arg_min(outcome, sequence)",
        "of two records of one round the older is told",
    ),
    Fault(
        "matched_are_unmatched", _UNMATCHED, "where followups.graduate_key is null", "where true",
        "records that have their graduate are said to wait",
    ),
    Fault(
        "roster_of_any_year", _UNMATCHED,
        "when (followups.academic_year_be, followups.college_code) not in (\n"
        "                select (rosters.academic_year_be, rosters.college_code) from rosters",
        "when followups.college_code not in (\n                select rosters.college_code from rosters",
        "a roster of another year is taken for one of the record's",
    ),
    Fault(
        "flow_backwards", _FLOWS,
        "when from_province_code = to_province_code then 'same_province'",
        "when from_province_code <> to_province_code then 'same_province'",
        "who moved is said to have stayed",
    ),
    Fault(
        "region_of_the_college", _FLOWS,
        "on graduates.work_province_code = provinces.province_code",
        "on graduates.province_code = provinces.province_code",
        "the region of the job is that of the college",
    ),
    Fault(
        "flow_of_all", _FLOWS, "\n        and graduates.is_obtained_work", "",
        "who has not obtained work flows too",
    ),
    Fault(
        "oldest_answer", _INTENTIONS,
        "order by intentions.surveyed_on desc nulls last", "order by intentions.surveyed_on nulls last",
        "of two answers of one graduate the older counts",
    ),
    Fault(
        "self_employment_was_intended", _INTENTIONS,
        "when 'work' then graduates.is_employed", "when 'work' then graduates.is_obtained_work",
        "who wanted to work and is self-employed did as intended",
    ),
    Fault(
        "not_employed_was_not_intended", _INTENTIONS,
        "when 'self_employ' then graduates.is_ever_self_employed", "when 'self_employ' then graduates.is_self_employed",
        "who wanted to be self-employed, was, and then was employed did not do as intended",
    ),
    Fault(
        "intended_of_all", _INTENDED, "share('as_intended', 'followed')", "share('as_intended', 'graduates')",
        "who was not followed is in the denominator of those who did as intended",
    ),
    Fault(
        "unreachable_is_reached", _REACH,
        "and outcome <> 'unreachable' and recorded_on >= window_starts_on", "and recorded_on >= window_starts_on",
        "who could not be reached was reached",
    ),
    Fault(
        "reached_before_graduation", _REACH,
        "and outcome <> 'unreachable' and recorded_on >= window_starts_on", "and outcome <> 'unreachable'",
        "a record from before graduation is one after it",
    ),
    Fault(
        "reach_without_last_day", _REACH,
        "first_reached.reached_on <= (graduates", "first_reached.reached_on < (graduates",
        "who was reached on the last day of the months was not reached",
    ),
    Fault(
        "reach_of_30_days", _REACH,
        "coalesce(first_reached.reached_on <= (graduates.graduated_on + to_months(months.months))::date",
        "coalesce(first_reached.reached_on <= graduates.graduated_on + 30 * months.months",
        "a month has thirty days",
    ),
    Fault(
        "contact_without_phone", _REACH,
        "where has_phone or has_contact\n    union all", "where has_phone\n    union all",
        "a learner who gave a contact and no phone cannot be called",
    ),
    # A college in its network.
    Fault(
        "benchmark_without_weights", _PEERS,
        "case when is_enough then expected / graduates end as benchmark_rate",
        "case when is_enough then network_obtained_work / network_graduates end as benchmark_rate",
        "the benchmark is the network's rate, whatever the college's mix",
    ),
    Fault(
        "own_share_in_the_variance", _PEERS,
        "'graduates * (1 - stratum_weight) * stratum_rate * (1 - stratum_rate)'",
        "'graduates * stratum_rate * (1 - stratum_rate)'",
        "the variance forgets that the college is a part of its network",
    ),
    Fault(
        "strata_without_sex", _PEERS,
        "stratum_level, field_th, study_system, sex),\n        own_stratum",
        "stratum_level, field_th, study_system),\n        own_stratum",
        "men and women are one stratum",
    ),
    Fault(
        "network_of_all_levels", _PEERS,
        "window network as (partition by academic_year_be, breakdown, centre_id, level)\n),\n\ncompared",
        "window network as (partition by academic_year_be, breakdown, centre_id)\n),\n\ncompared",
        "a network's rate is that of all its levels",
    ),
    Fault(
        "whole_colleges_whatever_their_levels", _PEERS,
        "counted.level as stratum_level", "null as stratum_level",
        "a college as a whole is held against graduates of other levels",
    ),
    Fault(
        "networks_of_their_year_alone", "models/intermediate/int_centres__networks.sql",
        " or years.starts_on <= run.as_of", "",
        "a year that has begun has no network before its colleges are known",
    ),
    Fault(
        "levels_that_tell_of_teachers", "models/intermediate/int_network_colleges__people.sql",
        " and members.breakdown = 'cvm_network_college'", "",
        "what is told of a college without a level is none at each of its levels",
    ),
    Fault(
        "ranked_though_not_followed", _PEERS, " and reliability <> 'not_followed'", "",
        "a college that followed hardly anybody is ranked",
    ),
    Fault(
        "ranks_swapped", _PEERS,
        "1 + count(*) filter (where others.difference_low > own.difference_high) as best_rank",
        "1 + count(*) filter (where others.difference_high < own.difference_low) as best_rank",
        "the best college has the last rank",
    ),
    Fault(
        "difference_beyond_one", _PEERS,
        "greatest(difference - {{ z_of_95() }} * sigma, -1)", "difference - {{ z_of_95() }} * sigma",
        "a difference of rates is less than -1",
    ),
    Fault(
        "standing_at_99", _PEERS, "3.090232::double", "2.575829::double",
        "outside_998 begins at 99 %",
    ),
    # Supply, demand and their gap.
    Fault(
        "all_reports_added", _COUNTED,
        "rank() over (partition by demand_id, told_in, branch_th order by headcount_of_college desc, college_code) = 1",
        "true",
        "reports of several colleges are added",
    ),
    Fault(
        "posted_where_equal", _COUNTED,
        "            >= coalesce(sum(headcount)",
        "            > coalesce(sum(headcount)",
        "where equal, postings count",
    ),
    Fault(
        "study_only_of_few", _STUDY_ONLY,
        "where is_level or followed >= {{ var('min_cohort') }}",
        "where is_level or followed > 0",
        "a field of few tells of itself",
    ),
    Fault(
        "oldest_cohort", _SURVIVAL,
        "order by rates.academic_year_be desc",
        "order by rates.academic_year_be",
        "the oldest cohort moves learners forward",
    ),
    Fault(
        "rates_of_few", _SURVIVAL,
        "where is_level or n >= {{ var('min_cohort') }}",
        "where is_level or n > 0",
        "a field of few has rates of its own",
    ),
    Fault(
        "rates_of_the_future", _SURVIVAL,
        "and years.academic_year_be >= rates.academic_year_be",
        "",
        "what was held later moves learners forward",
    ),
    Fault(
        "gap_reversed", _GAP,
        "demand_job - supply_labour",
        "supply_labour - demand_job",
        "a surplus is a shortage",
    ),
    Fault(
        "expired_agreements", _AGREEMENTS,
        "\n        and (agreements.expires_on is null or agreements.expires_on >= years.starts_on)",
        "",
        "expired agreements are in force",
    ),
    Fault(
        "expires_on_the_first_day", _AGREEMENTS,
        "agreements.expires_on >= years.starts_on",
        "agreements.expires_on > years.starts_on",
        "the first day of the year does not count",
    ),
)  # fmt: skip
