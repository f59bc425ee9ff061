"""Expectations on the finished marts, judged before anything is published.

Rules are data: `expectations/marts/<table>.yaml` names, per rule, a query that yields a small frame and the one
expectation that Great Expectations holds it against. A query may read

    mart.main.<table>         the finished tables
    build.raw.<table>         what was loaded
    published_tables          table_name, row_count (NULL when the mart lacks it), previous_row_count (in the current
                              publication, NULL when it had no such table); one row per declared table

and no threshold stands here. A result keeps the keys of the rows that failed, never their values. An expectation that
raises is a faulty rule and stops the run; it is not a failed row. Judging the rows of a source belongs to `guarding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from pipelines.expecting import expectation, failing_keys, raised, validate
from pipelines.publishing import files, store
from pipelines.publishing.disclosure import DisclosureMeta, quoted
from pipelines.publishing.errors import AuditRuleFaulty
from pipelines.settings import MART_RULES_DIR
from pipelines.storing.databases import build_database, mart_database

if TYPE_CHECKING:
    import duckdb
    import pandas

    from pipelines.settings import Settings

BUILD = "build"
KEYS_KEPT = 20


class Expectation(BaseModel):
    """One expectation of Great Expectations: its type in snake case and its arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    kwargs: dict[str, Any]


class MartRule(BaseModel):
    """One rule of a mart. `keys` are the columns of the frame that name a failing row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    severity: Literal["error", "warning"]
    message_th: str
    message_en: str
    keys: list[str] = Field(min_length=1)
    query: str
    expectation: Expectation


class MartRules(BaseModel):
    """The rules of one mart, or of them all (`every_table`), as its file holds them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    rules: list[MartRule] = Field(min_length=1)


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule. `failed_keys` holds at most 20 rows' key columns."""

    rule: str
    table: str
    severity: Literal["error", "warning"]
    passed: bool
    rows_checked: int
    rows_failed: int
    failed_keys: tuple[dict[str, Any], ...]
    message_th: str
    message_en: str


@dataclass(frozen=True)
class AuditResult:
    """Results of all rules; the marts may be published when no rule of severity error failed."""

    results: tuple[RuleResult, ...]

    @property
    def errors(self) -> tuple[RuleResult, ...]:
        """Failed rules that forbid publishing."""
        return tuple(result for result in self.results if not result.passed and result.severity == "error")

    @property
    def warnings(self) -> tuple[RuleResult, ...]:
        """Failed rules that do not."""
        return tuple(result for result in self.results if not result.passed and result.severity == "warning")

    @property
    def passed(self) -> bool:
        """Whether the marts may be published."""
        return not self.errors


def mart_rules(rules_dir: Path = MART_RULES_DIR) -> list[MartRules]:
    """The rules of every file of the folder, by file name."""
    return [
        MartRules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(rules_dir.glob("*.yaml"))
    ]


def audit(settings: Settings, meta: DisclosureMeta, rules_dir: Path = MART_RULES_DIR) -> AuditResult:
    """Judge `settings.mart_db` by the rules of the folder.

    Reads the mart, `build.duckdb` and the current publication's manifest; writes nothing. Raises AuditRuleFaulty when
    a query or an expectation cannot be carried out.
    """
    attached = {files.MART: (mart_database(settings), False), BUILD: (build_database(settings), False)}
    with files.workbench(settings, **attached) as connection:
        _provide_published_tables(connection, meta, store.current_manifest(settings.published))
        results = tuple(
            _result_of(rule, table_rules.table, _frame_of(connection, rule))
            for table_rules in mart_rules(rules_dir)
            for rule in table_rules.rules
        )
    return AuditResult(results)


def _provide_published_tables(
    connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, previous: Mapping[str, Any] | None
) -> None:
    """Temporary table of the declared tables with their exact row counts, now and in the current publication."""
    before = previous["files"][store.INTERNAL_FILE]["tables"] if previous else {}
    query = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main'"
    present = {name for (name,) in connection.execute(query, [files.MART]).fetchall()}
    connection.execute(
        "create temp table published_tables (table_name varchar, row_count bigint, previous_row_count bigint)"
    )
    for name in meta.tables:
        counted = f"(select count(*) from {files.MART}.main.{quoted(name)})" if name in present else "null"
        earlier = before.get(name, {}).get("rows")
        connection.execute(f"insert into published_tables values (?, {counted}, ?)", [name, earlier])


def _frame_of(connection: duckdb.DuckDBPyConnection, rule: MartRule) -> pandas.DataFrame:
    """What the rule's query yields, as an Arrow-backed frame (integers with NULLs would otherwise become floats)."""
    import duckdb
    import pandas as pd

    try:
        table = connection.execute(rule.query).to_arrow_table()
    except duckdb.Error as error:
        raise AuditRuleFaulty(rule.id, str(error)) from error
    frame: pandas.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def _result_of(rule: MartRule, table: str, frame: pandas.DataFrame) -> RuleResult:
    """Hold the frame against the rule's expectation."""
    expected = expectation(rule.expectation.type, rule.expectation.kwargs)
    result = validate(frame, [expected], rule.keys)[0]
    if reason := raised(result):
        raise AuditRuleFaulty(rule.id, reason)
    failed = failing_keys(result)
    return RuleResult(
        rule=rule.id,
        table=table,
        severity=rule.severity,
        passed=bool(result.success),
        rows_checked=len(frame),
        rows_failed=int(result.result.get("unexpected_count", 0)),
        failed_keys=tuple(dict(zip(rule.keys, row, strict=True)) for row in failed[:KEYS_KEPT]),
        message_th=rule.message_th,
        message_en=rule.message_en,
    )
