"""`cvm explain` and `cvm explain-file` on the sample, before and after a college and the office sent corrections."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.building.parsed import MANIFEST
from pipelines.publishing.connection import connect
from pipelines.publishing.disclosure import Thresholds, disclosure_meta_from_manifest
from pipelines.publishing.explaining.behind import files_behind
from pipelines.publishing.explaining.comparing import Question, compare
from pipelines.publishing.explaining.graduates import graduates_behind
from pipelines.publishing.explaining.rows import described_columns
from pipelines.publishing.store import current_id, current_manifest, kept_ids
from pipelines.settings import DBT_PROJECT_DIR, SAMPLE_INBOX, Settings
from tests.integration.terminal import Said, copied, cvm
from tests.made_files.readings import contracts
from tests.oracle.moves import Publications
from tests.profiles import LONG

TABLES = sorted(path.stem for path in (DBT_PROJECT_DIR / "models" / "marts").rglob("*.sql"))
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
THAI = re.compile(r"[\u0e00-\u0e7f]")
COUNTS_FILE = "outcome_counts/workforce2566.csv"
WAITING, SELF_EMPLOYED = "รองาน", "ประกอบอาชีพอิสระ"
HEADLINE = ["employment_rates", "--metric", "ovec_one_year", "--where"]


@dataclass(frozen=True)
class Corrected:
    """A home with two publications: between them one row of counts and one record of a follow-up were corrected."""

    home: Path
    inbox: Path
    counts_college: str
    followups_file: str
    followups_college: str
    old: dict[str, str]

    def explain(self, *arguments: object) -> Any:
        return told(self.home, "explain", *arguments, "--json").document()

    def explain_file(self, file: object) -> Any:
        return told(self.home, "explain-file", file, "--json").document()


def told(home: Path, *arguments: object) -> Said:
    said = cvm(*arguments, "--home", home)
    assert (said.code, said.err) == (0, "")
    return said


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def corrected(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    folder = tmp_path_factory.mktemp("corrected")
    home, inbox = copied(sample_home, folder / "home"), folder / "inbox"
    shutil.copytree(SAMPLE_INBOX, inbox)
    followups = next(path for path in sorted(inbox.rglob("*.tsv")) if WAITING in path.read_text(encoding="utf-8"))
    counts = inbox / COUNTS_FILE
    old = {str(path.relative_to(inbox)): digest(path) for path in (counts, followups)}

    lines = counts.read_bytes().split(b"\n")
    place = next(at for at, line in enumerate(lines) if line.startswith(b"13") and int(line.split(b",")[10]) > 0)
    cells = lines[place].split(b",")
    cells[10], cells[13] = b"%d" % (int(cells[10]) - 1), b"%d" % (int(cells[13]) + 1)
    lines[place] = b",".join(cells)
    counts.write_bytes(b"\n".join(lines))

    followups.write_bytes(followups.read_bytes().replace(f"\t{WAITING}\t".encode(), f"\t{SELF_EMPLOYED}\t".encode(), 1))

    said = cvm("refresh", "--home", home, "--inbox", inbox, "--as-of", "2026-11-22", "--json")
    assert said.document()["published"] is True
    return Corrected(
        home=home,
        inbox=inbox,
        counts_college=cells[0].decode(),
        followups_file=str(followups.relative_to(inbox)),
        followups_college=followups.stem,
        old=old,
    )


@pytest.fixture(scope="module")
def opened(corrected: Corrected) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(corrected.home) as connection:
        yield connection


def test_a_correction_of_counts_changes_a_cell_and_names_the_file(corrected: Corrected) -> None:
    where = f"breakdown = 'college' and college_code = '{corrected.counts_college}' and academic_year_be = 2566"
    document = corrected.explain(*HEADLINE, where)
    comparison = document["comparison"]
    assert (comparison["state"], comparison["rows_changed"]) == ("compared", 1)
    values = comparison["changes"][0]["values"]
    assert next(iter(values)) == "rate"
    assert values["numerator"]["after"] == values["numerator"]["before"] + 1
    assert values["rate"]["after"] > values["rate"]["before"]
    new = {file["path"]: file["source_sha256"] for file in document["files"] if file["is_new"]}
    assert new == {COUNTS_FILE: digest(corrected.inbox / COUNTS_FILE)}
    gone = [(file["path"], file["source_sha256"]) for file in comparison["files_gone"]]
    assert gone == [(COUNTS_FILE, corrected.old[COUNTS_FILE])]
    terms = {term["column"]: term["value"] for term in document["terms"]}
    assert terms == {"obtained_work": values["numerator"]["after"], "graduates": document["rows"][0]["denominator"]}
    before, after = (f"{100 * values['rate'][when]:.1f} %" for when in ("before", "after"))
    for language in ("th", "en"):
        out = told(corrected.home, "explain", *HEADLINE, where, "--lang", language).out
        assert re.search(rf"rate 0\.\d+ \({re.escape(before)}\) → 0\.\d+ \({re.escape(after)}\)", out)
        assert COUNTS_FILE in out
        assert document["definition_version"] in out


def test_what_the_corrections_moved_is_told_as_recomputed(
    corrected: Corrected, opened: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    settings = Settings()
    before, now = kept_ids(corrected.home / "published")
    limits = Thresholds(settings.rounding_base, settings.minimum_rate_denominator, settings.minimum_median_count)
    logged = {
        name: counts
        for name, *counts in opened.execute(
            "select table_name, rows_added, rows_removed, rows_changed from publication_log "
            "where publication_id = ? and is_changed order by all",
            [now],
        ).fetchall()
    }
    moved = opened.execute(
        "select table_name, measure, rank, unit, cell_key, cell, value_before, value_after from publication_changes "
        "where publication_id = ? order by all",
        [now],
    ).fetchall()
    meta = disclosure_meta_from_manifest(MANIFEST)
    for one in (before, now):
        shutil.copytree(corrected.home / "published" / one, tmp_path / one)
    with Publications(
        tmp_path / before, tmp_path / now, meta, limits, settings.moves_told, logged.keys()
    ) as publications:
        assert moved == publications.moves()
        assert logged == {name: list(counts) for name, counts in publications.rows().items()}
    assert {"employment_one_year", "employment_rates"} <= logged.keys()
    assert {"self_employed", "obtained_work"} <= {measure for _, measure, *_ in moved}
    assert not [name for name, *_ in moved if name in ("fct_graduate_outcome", "lineage") and _[1] != 0]
    for language, words in (("th", "เปลี่ยนมากที่สุดจากชุดก่อน"), ("en", "Moved most since the publication before")):
        out = told(corrected.home, "status", "--lang", language).out
        assert words in out
        assert re.search(r"\w+\.\w+: [\d,]+ → [\d,]+ \(\w+=", out)
    moves = told(corrected.home, "status", "--json").document()["changes"]["moves"]
    assert 0 < len(moves) <= 3


def test_every_table_with_rows_of_files_knows_its_files_by_scope(opened: duckdb.DuckDBPyConnection) -> None:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    fed = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "marts" in node["fqn"] and _is_fed(node, manifest)
    }
    scopes = opened.execute(
        "select table_name, count(*) from lineage where source_sha256 is not null group by all"
    ).fetchall()
    assert {name for name, rows in scopes if rows} == fed
    held = {name for name in fed if opened.execute(f"select count(*) from {name}").fetchone() != (0,)}
    assert len(held) > 50


def _is_fed(node: Any, manifest: Any) -> bool:
    """Whether a file of a source is behind a table, through any number of models."""
    parents = node["depends_on"].get("nodes", ())
    if {manifest["sources"][one]["name"] for one in parents if one in manifest["sources"]} & {*contracts()}:
        return True
    models = [manifest["nodes"][one] for one in parents if one in manifest["nodes"]]
    return any(_is_fed(one, manifest) for one in models if one["config"]["meta"].get("passes_on_sources", True))


def test_what_a_centre_has_sent_is_behind_its_own_rows_alone(opened: duckdb.DuckDBPyConnection) -> None:
    sent = "source in ('plans', 'plan_items', 'centre_meetings', 'centre_boards', 'centre_activities')"
    by_centre = opened.execute(
        f"select centre_id, list(distinct source_sha256) from lineage where {sent} and table_name = 'plan_status' "
        "group by all order by all"
    ).fetchall()
    assert len(by_centre) > 1
    assert all(centre for centre, _ in by_centre)
    columns = described_columns(opened, "plan_status")
    for centre, files in by_centre:
        found = files_behind(
            opened, "plan_status", columns, opened.table("plan_status").filter(f"centre_id = '{centre}'")
        )
        assert {file.source_sha256 for file in found if file.source in ("plans", "plan_items")} <= set(files)
        assert {file.source_sha256 for file in found if file.source in ("plans", "plan_items")}


def test_another_college_did_not_change(corrected: Corrected) -> None:
    where = (
        f"breakdown = 'college' and college_code not in ('{corrected.counts_college}', '{corrected.followups_college}')"
    )
    document = corrected.explain(*HEADLINE, where)
    assert document["is_changed"] is True
    assert document["comparison"]["rows_same"] == document["row_count"] > 20
    assert document["comparison"]["changes"] == []


def test_a_corrected_record_is_told_by_round_state_and_deciding_file(corrected: Corrected) -> None:
    where = f"breakdown = 'college' and college_code = '{corrected.followups_college}' and academic_year_be = 2567"
    document = corrected.explain("employment_one_year", "--metric", "obtained_work", "--where", where)
    cell = document["rows"][0]
    changed = document["comparison"]["changes"][0]["values"]
    assert changed["obtained_work"] == {"before": cell["obtained_work"] - 1, "after": cell["obtained_work"]}
    assert next(iter(changed)) == "obtained_work"
    behind = document["graduates"]
    assert behind["graduates"] == cell["graduates"] - (cell["graduates_on_counts"] or 0)
    assert behind["by_state"].get("self_employed", 0) == cell["self_employed"]
    assert sum(one["graduates"] for one in behind["by_deciding_round"]) == behind["graduates"]
    file = next(file for file in document["files"] if file["path"] == corrected.followups_file)
    assert file["is_new"] is True
    assert file["graduates_decided"] > 0
    assert file["sender"]["college_code"] == corrected.followups_college
    assert sum(file["rows_by_round"].values()) == file["rows_behind"]


def test_every_cell_on_records_has_its_graduates_behind_it(opened: duckdb.DuckDBPyConnection) -> None:
    asked = {
        "employment_one_year": "graduates - coalesce(graduates_on_counts, 0)",
        "employment_details": "graduates_on_records",
        "employment_by_round": "graduates",
        "employment_by_round_sex": "graduates",
        "alumni_reach": "graduates",
        "work_flows": "graduates",
    }
    for table, expected in asked.items():
        columns = described_columns(opened, table)
        key = next(name for name, column in columns.items() if column.is_key)
        breakdown = "and breakdown not like 'cvm%'" if "breakdown" in columns else ""
        cells = opened.execute(
            f"select {key}, {expected} from {table} where basis <> 'counts' {breakdown} order by {key} limit 60"
        ).fetchall()
        assert cells
        for cell, graduates in cells:
            rows = opened.table(table).filter(f"{key} = '{cell}'")
            found = graduates_behind(opened, table, columns, rows)
            assert found is not None, (table, cell)
            assert found[0].graduates == graduates, (table, cell)


def test_a_key_result_names_the_files_of_its_sources_and_colleges(opened: duckdb.DuckDBPyConnection) -> None:
    named = {}
    for table, key_result in (
        ("key_result_parts", "4.1-2"),
        ("centre_scorecard", "4.1-2"),
        ("centre_scorecard", "6.2-2"),
    ):
        rows = opened.table(table).filter(
            f"centre_id = '2566-07' and fiscal_year_be = 2568 and key_result_id = '{key_result}'"
        )
        named[table, key_result] = files_behind(opened, table, described_columns(opened, table), rows)
    for table in ("key_result_parts", "centre_scorecard"):
        assert {file.source for file in named[table, "4.1-2"]} == {"certifications", "centre_activities"}
    placed = [file for file in named["centre_scorecard", "6.2-2"] if file.source == "placements"]
    network = "select college_code from dim_network_member where centre_id = '2566-07'"
    members = {code for (code,) in opened.execute(network).fetchall()}
    senders = {file.sender.college_code for file in placed if file.sender}
    assert senders
    assert senders <= members


def one_cell(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str, str] | None:
    """A condition for one row of a table, and a column of it that can be asked for."""
    columns = described_columns(connection, table)
    keys = [name for name, column in columns.items() if column.is_key]
    assert keys, f"{table} has no key to tell its rows by"
    row = connection.execute(f"select {', '.join(keys)} from {table} order by all limit 1").fetchone()
    if row is None:
        return None
    values = (str(value).replace("'", "''") for value in row)
    where = " and ".join(f"{name} = '{value}'" for name, value in zip(keys, values, strict=True))
    return where, list(columns)[-1]


@pytest.mark.parametrize("table", [pytest.param(one, marks=LONG if at % 3 else ()) for at, one in enumerate(TABLES)])
def test_one_cell_of_every_published_table_is_explained(
    corrected: Corrected, opened: duckdb.DuckDBPyConnection, table: str
) -> None:
    cell = one_cell(opened, table)
    if cell is None:
        assert corrected.explain(table)["row_count"] == 0
        assert "0" in told(corrected.home, "explain", table, "--lang", "th").out
        return
    where, metric = cell
    document = corrected.explain(table, "--where", where, "--metric", metric)
    assert (document["row_count"], document["metric_column"]) == (1, metric)
    assert document["comparison"]["state"] in ("compared", "same_table")
    assert THAI.search(document["metric_description"])
    in_lineage = opened.execute("select count(*) from lineage where table_name = ?", [table]).fetchone()
    assert in_lineage is not None
    assert bool(corrected.explain(table)["files"]) == bool(in_lineage[0])
    for language in ("th", "en"):
        out = told(corrected.home, "explain", table, "--where", where, "--metric", metric, "--lang", language).out
        assert metric in out
        assert not KEY.search(out), "keys of rows say nothing to a reader"
        assert "None" not in out


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_compared_row_by_row(
    corrected: Corrected, opened: duckdb.DuckDBPyConnection, table: str
) -> None:
    published = corrected.home / "published"
    manifest = current_manifest(published)
    assert manifest is not None
    comparison = compare(Settings(home=published.parent), manifest, Question(table), True, [])
    assert comparison.state == "compared"
    counted = opened.execute(f"select count(*) from {table}").fetchone()
    assert counted == (comparison.rows_same + comparison.rows_changed + comparison.rows_new,)
    log = opened.execute(
        "select is_changed from publication_log where table_name = ? order by published_at desc limit 1", [table]
    ).fetchone()
    if log is not None:
        assert log[0] == (comparison.rows_same < counted[0] or comparison.rows_gone > 0)


def test_no_pseudonym_is_printed(corrected: Corrected, opened: duckdb.DuckDBPyConnection) -> None:
    keys = [name for name in described_columns(opened, "fct_graduate_outcome") if name.endswith("_key")]
    assert len(keys) >= 3
    rows = opened.execute(f"select {', '.join(keys)} from fct_graduate_outcome").fetchall()
    pseudonyms = {str(value) for row in rows for value in row if value is not None}
    one = "academic_year_be = 2567 and deciding_row_number = 3"
    for arguments in (["fct_graduate_outcome"], ["fct_graduate_outcome", "--where", one], [*HEADLINE, "true"]):
        out = told(corrected.home, "explain", *arguments, "--lang", "en").out
        assert not [pseudonym for pseudonym in pseudonyms if pseudonym in out]
    text = told(corrected.home, "explain-file", corrected.followups_file, "--json").out
    assert not [pseudonym for pseudonym in pseudonyms if pseudonym in text]


def test_a_cell_is_explained_within_a_second(corrected: Corrected) -> None:
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        corrected.explain(*HEADLINE, "breakdown = 'nation'")
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 1


def test_after_going_back_there_is_nothing_earlier_to_compare_with(corrected: Corrected, tmp_path: Path) -> None:
    home = copied(corrected.home, tmp_path / "home")
    told(home, "publish", "--rollback", kept_ids(home / "published")[0])
    document = told(home, "explain", "employment_one_year", "--json").document()
    assert (document["comparison"]["state"], document["previous_publication_id"]) == ("first", None)


def test_a_previous_publication_that_was_removed_is_told(corrected: Corrected, tmp_path: Path) -> None:
    home = copied(corrected.home, tmp_path / "home")
    shutil.rmtree(home / "published" / kept_ids(home / "published")[0])
    said = told(home, "explain", *HEADLINE, "breakdown = 'nation'", "--lang", "en")
    assert "no longer kept" in said.out
    assert THAI.search(told(home, "explain", "employment_one_year", "--lang", "th").out)


def test_a_loaded_file_is_told_with_what_it_touched(corrected: Corrected, opened: duckdb.DuckDBPyConnection) -> None:
    document = corrected.explain_file(corrected.inbox / corrected.followups_file)
    assert document["source_sha256"] == digest(corrected.inbox / corrected.followups_file)
    assert [load["verdict"] for load in document["loads"]] == ["loaded"]
    standing = document["standing"][0]
    assert (standing["state"], standing["rows_standing"]) == ("stands", document["loads"][0]["rows_loaded"])
    assert standing["sender"]["college_code"] == corrected.followups_college
    assert sum(scope["rows"] for scope in document["scopes"]) == standing["rows_standing"]
    assert {f"รอบ{scope['round']}" for scope in document["scopes"]} <= set(corrected.followups_file.split("/"))
    tables = {table["table_name"] for table in document["tables"]}
    assert {"employment_one_year", "employment_rates", "round_submissions", "lineage"} <= tables
    cells = {one["breakdown"]: one for one in document["cells"]}
    assert cells["college"]["cells"] == 1 < cells["college"]["cells_in_all"]
    assert cells["nation"]["cells"] == 1
    columns = described_columns(opened, "employment_one_year")
    named = 0
    for (cell,) in opened.execute("select cell_id from employment_one_year where breakdown = 'province'").fetchall():
        rows = opened.table("employment_one_year").filter(f"cell_id = '{cell}'")
        files = files_behind(opened, "employment_one_year", columns, rows)
        named += document["source_sha256"] in {file.source_sha256 for file in files}
    assert named == cells["province"]["cells"], "asked from the cell or from the file, the answer is the same"


def test_a_replaced_file_is_told_with_what_replaced_it(corrected: Corrected, tmp_path: Path) -> None:
    for path, old in corrected.old.items():
        document = corrected.explain_file(old[:10])
        assert (document["source_sha256"], document["newer_content"]) == (old, digest(corrected.inbox / path))
        standing = document["standing"][0]
        assert (standing["state"], standing["rows_standing"]) == ("gone", 0)
        assert standing["stood_in"] == kept_ids(corrected.home / "published")[0]
        assert [file["source_sha256"] for file in standing["replaced_by"]] == [digest(corrected.inbox / path)]
        assert (document["tables"], document["cells"]) == ([], []) or not any(
            cell["cells"] for cell in document["cells"]
        )
        assert digest(corrected.inbox / path)[:12] in told(corrected.home, "explain-file", old, "--lang", "th").out
    home = copied(corrected.home, tmp_path / "home")
    shutil.rmtree(home / "published" / kept_ids(home / "published")[0])
    alone = told(home, "explain-file", corrected.old[COUNTS_FILE], "--json").document()["standing"][0]
    assert (alone["state"], alone["stood_in"], alone["replaced_by"]) == ("gone", None, [])


@pytest.mark.parametrize("verdict", ["held", "rejected", "loaded_with_quarantine"])
def test_a_file_with_faults_is_told_with_its_remedies(
    corrected: Corrected, opened: duckdb.DuckDBPyConnection, verdict: str
) -> None:
    found = opened.execute(
        "select path, source_sha256 from load_history where verdict = ? order by path", [verdict]
    ).fetchall()
    assert found
    for path, held in found:
        document = corrected.explain_file(path)
        assert document["source_sha256"] == held
        assert verdict in {load["verdict"] for load in document["loads"]}
        faults = [one for one in document["findings"] if one["severity"] == "error"]
        assert faults
        if verdict != "loaded_with_quarantine":
            assert {one["state"] for one in document["standing"]} == {"not_loaded"}
            assert document["tables"] == []
        out = told(corrected.home, "explain-file", path, "--lang", "th").out
        assert all(one["message_th"] in out for one in faults)


def test_a_path_of_the_inbox_means_what_it_held_last(corrected: Corrected) -> None:
    document = corrected.explain_file(COUNTS_FILE)
    assert document["source_sha256"] == digest(corrected.inbox / COUNTS_FILE)
    assert corrected.explain_file("workforce2566.csv")["source_sha256"] == document["source_sha256"]


def test_what_is_not_known_is_wrong_usage_and_says_what_to_do(corrected: Corrected, tmp_path: Path) -> None:
    mine = tmp_path / "outcome_counts" / "workforce2566.csv"
    mine.parent.mkdir()
    mine.write_text("something else", encoding="utf-8")
    for asked, thai, english in (
        (mine, "cvm refresh", "a file of this path was loaded with other content"),
        ("nowhere.xlsx", "ไม่พบไฟล์", "there is no file nowhere.xlsx"),
        ("outcome_counts/workforce2566.xls", COUNTS_FILE, COUNTS_FILE),
        (tmp_path, "ไม่พบไฟล์", "there is no file"),
        ("ffffffffffff", "SHA-256", "SHA-256"),
        ("x" * 300, "x", "x"),
        ("", "ไม่พบไฟล์", "there is no file"),
    ):
        for language, text in (("th", thai), ("en", english)):
            said = cvm("explain-file", asked, "--home", corrected.home, "--lang", language)
            assert (said.code, said.out) == (2, "")
            assert text in said.err
            assert "Traceback" not in said.err


def test_a_name_that_several_files_have_is_asked_back(corrected: Corrected, opened: duckdb.DuckDBPyConnection) -> None:
    several = opened.execute(
        """
        select path.split('/')[-1] as name, list(distinct path) from load_history
        group by all having count(distinct path) > 1 and count(distinct source_sha256) > 1 order by all limit 1
        """
    ).fetchone()
    assert several is not None
    said = cvm("explain-file", several[0], "--home", corrected.home, "--lang", "en")
    assert said.code == 2
    assert all(path in said.err for path in several[1])


def test_a_home_without_publication_says_what_to_do(tmp_path: Path) -> None:
    said = cvm("explain-file", "a.csv", "--home", tmp_path, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "run cvm refresh first" in said.err


def test_explain_file_has_help_with_an_example() -> None:
    said = cvm("explain-file", "--help")
    assert (said.code, "Example:" in said.out) == (0, True)


def test_the_publication_told_is_the_current_one(corrected: Corrected) -> None:
    current = current_id(corrected.home / "published")
    assert corrected.explain("dim_level")["publication_id"] == current
    assert corrected.explain_file(COUNTS_FILE)["publication_id"] == current
