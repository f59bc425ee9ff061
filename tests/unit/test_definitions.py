"""The asset graph: a snapshot of it, the factory behind its sources, and what its parts promise."""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import LANDING, LAYERS, OWNERS, PUBLICATION, REFERENCE
from pipelines.assets.home import Home
from pipelines.assets.shown import audit_check, guard_check
from pipelines.assets.sources import source_asset
from pipelines.contracts import load_contracts
from pipelines.contracts.raw_tables import source_columns
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.publishing.audit import AuditResult
from pipelines.publishing.audit import RuleResult as MartRuleResult
from pipelines.running.run import only_writer
from pipelines.settings import REPOSITORY, Settings

# Every asset, `<` what it is made from, `?` its checks (of a dbt test: its kind and column). When the graph changes on
# purpose, take the text that the failing test prints.
GRAPH = Path(__file__).with_name("asset_graph.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    from pipelines.definitions import defs

    return defs


def rendered(defs: dg.Definitions) -> str:
    graph = defs.get_repository_def().asset_graph
    lines: list[str] = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        lines.append(key.to_user_string())
        for mark, names in (
            ("<", [parent.to_user_string() for parent in node.parent_keys]),
            ("?", [check.name.split("__")[0].replace(f"_{key.path[-1]}", "") for check in node.check_keys]),
        ):
            if names:
                text = f"{mark} {' '.join(sorted(names))}"
                lines += textwrap.wrap(text, 116, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def test_graph_is_the_one_we_know(defs: dg.Definitions) -> None:
    known, found = GRAPH.strip(), rendered(defs)
    assert found == known, "\n".join(difflib.unified_diff(known.splitlines(), found.splitlines(), "known", "found"))


def test_every_asset_has_a_layer_an_owner_words_in_two_languages_and_columns(defs: dg.Definitions) -> None:
    for spec in defs.get_repository_def().asset_graph.asset_nodes:
        place = spec.key.to_user_string()
        assert spec.group_name in LAYERS, place
        assert list(spec.owners) == OWNERS, place
        words = spec.description or ""
        assert re.search("[\u0e01-\u0e5b]", words) or spec.group_name == REFERENCE, place
        assert re.search("[A-Za-z]{3}", words), place
        assert "dagster/column_schema" in spec.metadata or spec.group_name in (LANDING, PUBLICATION), place


def test_factory_takes_all_it_says_from_the_contract() -> None:
    contract = replace(load_contracts()["colleges"], source="made_up", title_th="แหล่งตัวอย่าง")
    asset = source_asset(contract)
    (spec,), (check,) = asset.specs, asset.check_specs
    columns = spec.metadata["dagster/column_schema"].columns
    assert spec.key == dg.AssetKey(["raw", "made_up"])
    assert {column.name: column.type for column in columns} == source_columns(contract)
    assert all(column.description for column in columns[: len(contract.columns)])
    assert (spec.description or "").startswith("แหล่งตัวอย่าง")
    assert (check.name, check.blocking) == ("guard", True)


def test_importing_the_assets_reads_no_file_of_the_project() -> None:
    watch = f"""
        import sys
        opened = []
        sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
        import pipelines.assets.inbox, pipelines.assets.models, pipelines.assets.publication, pipelines.assets.sources
        own = [path for path in opened if path.startswith({str(REPOSITORY)!r}) and "/.venv/" not in path]
        print([path for path in own if not path.endswith((".py", ".pyc")) and "__pycache__" not in path])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(watch)], check=True, capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.stdout.strip() == "[]"


def verdict(read: int, loaded: int, quarantined: int = 0) -> FileVerdict:
    return FileVerdict("a" * 64, "loaded_with_quarantine" if quarantined else "loaded", read, loaded, quarantined, 0, 0)


FAILED = RuleResult("a" * 64, "not_in_list", "level", "error", "conformity", 10, 2, "ข้อมูล!5, 9", "ก", "b", "ค", "d")


def test_guard_check_passes_what_is_right() -> None:
    check = guard_check([verdict(10, 10)], [replace(FAILED, rows_failed=0)], {"a" * 64: "colleges/a.csv"})
    assert check.passed


def test_guard_check_warns_of_quarantine_and_names_rows_alone() -> None:
    check = guard_check([verdict(10, 8, 2)], [FAILED], {"a" * 64: "colleges/a.csv"})
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["rows_quarantined"].value == 2
    faults = check.metadata["faults"]
    assert isinstance(faults, dg.TableMetadataValue)
    (fault,) = faults.records
    assert (fault.data["file"], fault.data["rows"], fault.data["rows_failed"]) == ("colleges/a.csv", "ข้อมูล!5, 9", 2)


def test_guard_check_stops_when_rows_are_lost() -> None:
    check = guard_check([verdict(10, 8, 1)], [], {})
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert check.metadata["rows_lost"].value == 1


@pytest.mark.parametrize(
    ("severity", "shown"), [("error", dg.AssetCheckSeverity.ERROR), ("warning", dg.AssetCheckSeverity.WARN)]
)
def test_audit_check_is_as_severe_as_its_rules(severity: str, shown: dg.AssetCheckSeverity) -> None:
    rule = MartRuleResult("r", "dim_level", severity, False, 4, 1, ({"level": "x"},), "ก", "b")  # type: ignore[arg-type]
    check = audit_check(AuditResult((rule,)))
    assert (check.passed, check.severity) == (False, shown)


def refreshed(home: Path, **config: object) -> dg.ExecuteInProcessResult:
    from pipelines.definitions import build_defs

    job = build_defs(resources={"home": Home(home=str(home), patience_seconds=0)}).resolve_job_def("refresh")
    return job.execute_in_process(run_config={"ops": {"inbox": {"config": config}}})


def test_overridden_home_is_the_one_that_is_used(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=re.escape(f"there is no inbox at {tmp_path / 'inbox'}")):
        refreshed(tmp_path)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="is no date; write YYYY-MM-DD"):
        refreshed(tmp_path, as_of="21/11/2569")


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with only_writer(Settings(home=tmp_path)), pytest.raises(Exception) as refused:
        refreshed(tmp_path, as_of=date(2026, 11, 21).isoformat())
    assert "another run is writing to this home" in str(refused.value.__cause__)


def test_a_step_without_a_run_says_where_to_begin(tmp_path: Path) -> None:
    asset = source_asset(load_contracts()["colleges"])
    with pytest.raises(Exception, match="begin with reading the inbox"):
        dg.materialize([asset], resources={"home": Home(home=str(tmp_path))}, selection=[asset.key])
