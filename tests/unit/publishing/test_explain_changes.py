"""What `explain` says has changed since the previous publication, on the made-up warehouse."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from pipelines.publishing import store
from pipelines.publishing.explain import explain
from pipelines.publishing.explaining import comparing
from pipelines.settings import Settings

from .made_up import change, publish_made_up

CUBE = "employment_one_year"
RATES = "employment_rates"
COLLEGE = "breakdown = 'college' and college_code = '1399000003'"
CORRECTED = f"update {CUBE} set graduates = 9, seeking = 1 where {COLLEGE}"
LATER = "2025-06-01 03:00:30+00"


def corrected_file() -> tuple[str, ...]:
    """North's figures are corrected by a file that replaces the first."""
    return (
        CORRECTED,
        "update lineage set source_sha256 = 'dd44' where source_sha256 = 'cc33'",
        f"""
        insert into load_history by name
        select * replace ('dd44' as source_sha256, '{LATER}'::timestamptz as loaded_at, 'r2' as run_id)
        from load_history where source_sha256 = 'cc33'
        """,
    )


def values_of(found: Any) -> list[tuple[str, dict[str, tuple[Any, Any]]]]:
    return [
        (change.kind, {name: (one["before"], one["after"]) for name, one in change.values.items()})
        for change in found.comparison.changes
    ]


def test_a_corrected_cell_is_told_before_and_after_the_metric_first(settings: Settings) -> None:
    first = publish_made_up(settings)
    change(settings, *corrected_file())
    publish_made_up(settings, minute=1)
    found = explain(settings.home, CUBE, COLLEGE, "seeking")
    comparison = found.comparison
    assert (comparison.state, comparison.publication_id) == (comparing.COMPARED, first.publication_id)
    assert values_of(found) == [("changed", {"seeking": (0, 1), "graduates": (8, 9)})]
    assert list(comparison.changes[0].values) == ["seeking", "graduates"]
    assert comparison.changes[0].row["college_code"] == "1399000003"
    counts = (comparison.rows_changed, comparison.rows_new, comparison.rows_gone, comparison.rows_same)
    assert counts == (1, 0, 0, 0)
    assert [(file.source_sha256, file.is_new) for file in found.files] == [("bb22", False), ("dd44", True)]
    assert [file.source_sha256 for file in comparison.files_gone] == ["cc33"]


def test_cells_that_did_not_change_say_so(settings: Settings) -> None:
    publish_made_up(settings)
    change(settings, *corrected_file())
    publish_made_up(settings, minute=1)
    found = explain(settings.home, CUBE, "breakdown = 'college' and college_code = '1399000001'")
    assert (found.is_changed, found.comparison.rows_same, found.comparison.changes) == (True, 1, [])
    assert not any(file.is_new for file in found.files)
    assert found.comparison.files_gone == []


def test_rows_that_are_new_or_gone_are_told(settings: Settings) -> None:
    publish_made_up(settings)
    change(
        settings,
        f"delete from {CUBE} where {COLLEGE}",
        f"insert into {CUBE} by name select * replace (9999 as cell_id, '1399000009' as college_code) from {CUBE} "
        "where breakdown = 'college' and college_code = '1399000002'",
    )
    publish_made_up(settings, minute=1)
    found = explain(settings.home, CUBE, "breakdown = 'college'", "graduates")
    comparison = found.comparison
    assert sorted((one.kind, one.row["college_code"], one.row["graduates"]) for one in comparison.changes) == [
        ("gone", "1399000003", 8),
        ("new", "1399000009", 17),
    ]
    assert (comparison.rows_new, comparison.rows_gone, comparison.rows_same) == (1, 1, 2)


def test_a_row_that_ceased_to_meet_the_condition_is_changed_and_not_gone(settings: Settings) -> None:
    publish_made_up(settings)
    change(settings, f"update {CUBE} set graduates = 3 where {COLLEGE}")
    publish_made_up(settings, minute=1)
    found = explain(settings.home, CUBE, "breakdown = 'college' and graduates between 5 and 10")
    assert found.row_count == 0
    assert values_of(found) == [("changed", {"graduates": (8, 3)})]


def test_only_the_definition_asked_for_is_compared(settings: Settings) -> None:
    publish_made_up(settings)
    change(settings, f"update {RATES} set rate = 0.5 where breakdown = 'nation'")
    publish_made_up(settings, minute=1)
    found = explain(settings.home, RATES, "breakdown = 'nation'", "of_followed")
    assert (found.metric_column, found.comparison.rows_changed) == ("rate", 1)
    assert found.comparison.changes[0].row["definition_id"] == "of_followed"
    assert found.comparison.changes[0].values["rate"]["after"] == 0.5


def test_the_last_digits_of_a_rate_are_no_change(settings: Settings) -> None:
    publish_made_up(settings)
    change(settings, f"update {RATES} set rate = rate + 1e-15, numerator = numerator + 1 where breakdown = 'nation'")
    publish_made_up(settings, minute=1)
    found = explain(settings.home, RATES, "breakdown = 'nation'", "of_followed")
    assert values_of(found) == [("changed", {"numerator": (42, 43)})]


def test_a_definition_has_a_version_and_says_whether_it_changed(settings: Settings) -> None:
    publish_made_up(settings)
    change(settings, "update dim_indicator set name_en = 'another name'")
    publish_made_up(settings, minute=1)
    renamed = explain(settings.home, RATES, "breakdown = 'nation'", "of_followed")
    assert renamed.comparison.is_definition_changed is False
    change(
        settings,
        "alter table dim_indicator add column valid_from date",
        "update dim_indicator set valid_from = '2025-06-01' where definition_id = 'of_followed'",
    )
    publish_made_up(settings, minute=2)
    dated = explain(settings.home, RATES, "breakdown = 'nation'", "of_followed")
    assert dated.comparison.is_definition_changed is True
    assert dated.definition_version != renamed.definition_version
    other = explain(settings.home, RATES, "breakdown = 'nation'", "ovec_one_year")
    assert other.comparison.is_definition_changed is False


def test_the_first_publication_has_nothing_to_be_compared_with(published_once: Settings) -> None:
    found = explain(published_once.home, CUBE, COLLEGE)
    assert found.comparison.state == comparing.FIRST
    assert [file.is_new for file in found.files] == [None, None]


def test_an_unchanged_table_is_not_compared_row_by_row(settings: Settings) -> None:
    publish_made_up(settings)
    publish_made_up(settings, minute=1)
    assert explain(settings.home, CUBE).comparison.state == comparing.SAME_TABLE


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_previous_publication_that_is_not_kept_is_said_so(settings: Settings, is_whole: bool) -> None:
    first = publish_made_up(settings)
    change(settings, *corrected_file())
    publish_made_up(settings, minute=1)
    if is_whole:
        store.discard(settings.published, first.publication_id)
    else:
        (settings.published / first.publication_id / store.INTERNAL_FILE).unlink()
    found = explain(settings.home, CUBE, COLLEGE)
    assert (found.comparison.state, found.comparison.publication_id) == (comparing.NOT_KEPT, first.publication_id)
    assert found.is_changed is True
    assert [file.is_new for file in found.files] == [False, True], "the log still knows when it was published"


def test_columns_that_came_and_went_are_named(settings: Settings) -> None:
    change(settings, f"alter table {CUBE} add column note varchar")
    publish_made_up(settings)
    change(settings, f"alter table {CUBE} rename column note to remark", CORRECTED)
    publish_made_up(settings, minute=1)
    found = explain(settings.home, CUBE, COLLEGE)
    assert (found.comparison.columns_new, found.comparison.columns_gone) == (["remark"], ["note"])
    assert values_of(found) == [("changed", {"graduates": (8, 9), "seeking": (0, 1)})]
    by_new_column = explain(settings.home, CUBE, f"{COLLEGE} and remark is null")
    assert by_new_column.comparison.is_condition_known_before is False
    assert values_of(by_new_column) == values_of(found)


@pytest.mark.parametrize(
    ("alteration", "state"),
    [
        (f"alter table {CUBE} rename column cell_id to cell_key", comparing.NO_KEY),
        (f"drop table {CUBE}", comparing.NO_TABLE),
    ],
)
def test_another_key_or_no_table_before_is_said(settings: Settings, alteration: str, state: str) -> None:
    first = publish_made_up(settings)
    change(settings, CORRECTED)
    publish_made_up(settings, minute=1)
    path = first.folder / store.INTERNAL_FILE
    path.chmod(0o644)
    with duckdb.connect(path) as connection:
        connection.execute(alteration)
    found = explain(settings.home, CUBE, COLLEGE)
    assert (found.comparison.state, found.comparison.changes) == (state, [])


def test_a_column_of_another_type_is_compared_as_text(settings: Settings) -> None:
    first = publish_made_up(settings)
    change(settings, CORRECTED)
    publish_made_up(settings, minute=1)
    path = first.folder / store.INTERNAL_FILE
    path.chmod(0o644)
    with duckdb.connect(path) as connection:
        connection.execute(f"alter table {CUBE} alter column followed type varchar")
    found = explain(settings.home, CUBE, COLLEGE)
    assert values_of(found) == [("changed", {"graduates": (8, 9), "seeking": (0, 1)})]


@pytest.mark.parametrize("where", ["breakdown = 'it''s'", "breakdown = 'nation' -- end", "true or true"])
def test_any_condition_that_can_be_explained_can_be_compared(settings: Settings, where: str) -> None:
    publish_made_up(settings)
    change(settings, CORRECTED)
    publish_made_up(settings, minute=1)
    assert explain(settings.home, CUBE, where).comparison.state == comparing.COMPARED


def test_a_file_of_one_college_names_its_sender_and_rounds(settings: Settings) -> None:
    change(
        settings,
        "alter table lineage add column round integer",
        "update lineage set round = 2 where source_sha256 = 'cc33'",
    )
    publish_made_up(settings)
    files = {file.source_sha256: file for file in explain(settings.home, CUBE, "breakdown = 'nation'").files}
    north, central = files["cc33"].sender, files["aa11"].sender
    assert north is not None
    assert (north.colleges, north.college_code, north.college_name_th) == (1, "1399000003", "วิทยาลัยตัวอย่างสาม")
    assert central is not None
    assert (central.colleges, central.college_code) == (2, None)
    assert (files["cc33"].rows_by_round, files["aa11"].rows_by_round) == ({2: 1}, {})
    assert files["cc33"].run_id == "r1"


def test_codes_come_with_their_names(published_once: Settings) -> None:
    found = explain(published_once.home, CUBE, COLLEGE)
    assert found.labels["college_code"]["1399000003"]["th"] == "วิทยาลัยตัวอย่างสาม"
    assert {column.name: column.is_key for column in found.columns}["cell_id"] is True
