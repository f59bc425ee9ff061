from __future__ import annotations

import json

import pytest

from pipelines.publishing.errors import BadCondition, NothingPublished, UnknownMetric, UnknownTable
from pipelines.publishing.explain import Explanation, explain
from pipelines.settings import Settings

from .made_up import change, publish_made_up

CUBE = "employment_one_year"


def files_of(explanation: Explanation) -> list[tuple[str | None, int]]:
    return [(file.path, file.rows_behind) for file in explanation.files]


def test_a_figure_is_explained(settings: Settings) -> None:
    publication_id = publish_made_up(settings).publication_id
    found = explain(settings.home, CUBE, "breakdown = 'college' and college_code = '1399000003'", "graduates")
    assert found.description == f"ตาราง {CUBE} / table {CUBE}"
    assert found.metric_description == "คอลัมน์ graduates / column graduates"
    assert found.definition is None
    assert found.row_count == 1
    assert found.rows[0]["graduates"] == 8
    assert files_of(found) == [("register.csv", 1), ("north.csv", 1)]
    file = found.files[1]
    assert (file.source, file.source_sha256, file.rows_loaded, file.rows_read) == ("outcome_counts", "cc33", 1, 2)
    assert file.arrived_on == "2025-06-01"
    assert (found.publication_id, found.as_of, found.previous_publication_id) == (publication_id, "2025-06-01", None)
    assert found.is_changed is True
    assert json.loads(json.dumps(found.as_dict(), ensure_ascii=False))["files"][1]["path"] == "north.csv"


@pytest.mark.parametrize(
    ("where", "paths"),
    [
        ("breakdown = 'nation'", [("register.csv", 3), ("central.csv", 3), ("north.csv", 1)]),
        ("level = 'high_voc_cert'", [("register.csv", 3), ("central.csv", 1)]),
        ("breakdown = 'province' and province_code = '50'", [("register.csv", 1), ("north.csv", 1)]),
        ("breakdown = 'province' and province_code = '10'", [("register.csv", 2), ("central.csv", 3)]),
        ("centre_id = '2566-07'", [("register.csv", 2), ("central.csv", 2), ("north.csv", 1)]),
        ("academic_year_be = 2500", []),
        ("true", [("register.csv", 3), ("central.csv", 3), ("north.csv", 1)]),
    ],
)
def test_files_are_those_of_the_rows_place_level_and_year(
    published_once: Settings, where: str, paths: list[tuple[str, int]]
) -> None:
    assert files_of(explain(published_once.home, CUBE, where)) == paths


def test_a_definition_explains_its_own_rows(published_once: Settings) -> None:
    found = explain(published_once.home, "employment_rates", "breakdown = 'nation'", "of_followed")
    assert found.definition == {
        "definition_id": "of_followed",
        "name_th": "ร้อยละของผู้ที่ติดตามได้",
        "name_en": "share of those followed",
    }
    assert [(row["definition_id"], row["numerator"], row["denominator"]) for row in found.rows] == [
        ("of_followed", 42, 68)
    ]


def test_rows_shown_are_limited_and_all_are_counted(settings: Settings) -> None:
    change(settings, "insert into office_notes select i, 'note' from range(2, 102) r (i)")
    publish_made_up(settings)
    found = explain(settings.home, "office_notes")
    assert (len(found.rows), found.row_count, found.files) == (20, 101, [])


def test_what_changed_since_the_previous_publication_is_said(settings: Settings) -> None:
    first = publish_made_up(settings)
    change(settings, "update dim_college set ownership = 'public'")
    publish_made_up(settings, minute=1)
    assert explain(settings.home, "dim_college").is_changed is True
    unchanged = explain(settings.home, CUBE)
    assert (unchanged.is_changed, unchanged.previous_publication_id) == (False, first.publication_id)
    assert explain(settings.home, "publication_log").is_changed is None


def test_an_unknown_table_names_those_near(published_once: Settings) -> None:
    with pytest.raises(UnknownTable, match="employment_rates"):
        explain(published_once.home, "employment_rate")


@pytest.mark.parametrize("table", ["duckdb_tables", "sqlite_master", 'dim_college" where 1=1 --', ""])
def test_only_published_tables_are_explained(published_once: Settings, table: str) -> None:
    with pytest.raises(UnknownTable):
        explain(published_once.home, table)


@pytest.mark.parametrize(
    ("table", "metric", "near"), [(CUBE, "graduate", "graduates"), ("employment_rates", "ovec", "ovec_one_year")]
)
def test_an_unknown_metric_names_those_near(published_once: Settings, table: str, metric: str, near: str) -> None:
    with pytest.raises(UnknownMetric, match=near):
        explain(published_once.home, table, None, metric)


@pytest.mark.parametrize(
    "where",
    [
        "",
        "nobody = 1",
        "graduates >",
        "true; drop table dim_college",
        "true) union all (select 1",
        "true from dim_college",
        "true limit 1",
        "true, true",
        "'not a truth value'",
        "sum(graduates) > 1",
        "exists (from read_text('pyproject.toml'))",
        "graduates > $1",
        "cast(level as integer) = 1",
        "/* open",
    ],
)
def test_a_bad_condition_gets_one_clear_line(published_once: Settings, where: str) -> None:
    with pytest.raises(BadCondition) as raised:
        explain(published_once.home, CUBE, where)
    assert "\n" not in raised.value.message_en
    assert raised.value.__cause__ is None
    assert explain(published_once.home, "dim_college").row_count == 3


@pytest.mark.parametrize(
    ("where", "thai", "english"),
    [
        ("nobody = 1", "ไม่มีคอลัมน์ nobody", "there is no column nobody"),
        ("graduates = 'many'", "ค่า 'many' ไม่ใช่ INT64", "the value 'many' is no INT64"),
        ("cast(level as integer) = 1", "ของคอลัมน์ level ไม่ใช่ INT32", "of the column level is no INT32"),
        ("graduates >", "ไม่ใช่เงื่อนไข SQL เดียว", "it is not one SQL condition"),
    ],
)
def test_a_bad_condition_says_what_is_wrong_and_which_columns_there_are(
    published_once: Settings, where: str, thai: str, english: str
) -> None:
    with pytest.raises(BadCondition) as raised:
        explain(published_once.home, CUBE, where)
    for said, expected in ((raised.value.message_th, thai), (raised.value.message_en, english)):
        assert expected in said
        assert "breakdown, " in said
        assert "Error" not in said


def test_a_condition_may_end_in_a_comment(published_once: Settings) -> None:
    assert explain(published_once.home, CUBE, "breakdown = 'nation' -- the whole country").row_count == 1


def test_nothing_published_is_said(settings: Settings) -> None:
    with pytest.raises(NothingPublished):
        explain(settings.home, CUBE)
