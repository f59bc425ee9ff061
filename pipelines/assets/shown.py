"""What people are shown of assets and checks: counts, row keys, hashes, seconds and paths relative to the inbox.

Never a cell's value, a direct identifier, or a path of the machine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

from pipelines.contracts import Contract
from pipelines.contracts.raw_tables import TRAILER
from pipelines.errors import HouseError, PassingError, told_by_kind
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.loading.records import Rejected
from pipelines.publishing.audit import AuditResult

_FILE_COLUMNS = {"path": "string", "layout": "string", "sha256": "string", "verdict": "string", "rows_loaded": "int"}
_RULE_COLUMNS = {
    "file": "string",
    "rule": "string",
    "column": "string",
    "severity": "string",
    "rows_checked": "int",
    "rows_failed": "int",
    "rows": "string",
    "message": "string",
}
_AUDIT_COLUMNS = {
    "rule": "string",
    "table": "string",
    "severity": "string",
    "rows_checked": "int",
    "rows_failed": "int",
    "keys": "string",
    "message": "string",
}


def two_languages(text_th: str, text_en: str) -> str:
    """A description as the graph shows it: Thai, then English."""
    return f"{text_th}\n\n{text_en}"


@contextmanager
def told() -> Iterator[None]:
    """Ends a step that fails with what a person can do about it; only what may pass by itself is tried again.

    Raises:
        dagster.Failure: in the place of any error; no text of an unforeseen one, which may quote a cell, is in it.
    """
    try:
        with told_by_kind():
            yield
    except HouseError as error:
        description = two_languages(error.message_th, error.message_en)
        raise dg.Failure(description, allow_retries=isinstance(error, PassingError)) from None


def column_schema(contract: Contract) -> dg.TableSchema:
    """The columns of a source's raw table, described by its contract, then those that every row carries."""
    described = [
        dg.TableColumn(
            name=column.stored_as,
            type=column.physical_type,
            description=two_languages(column.description_th, column.description_en),
            constraints=dg.TableColumnConstraints(nullable=not column.is_required),
            tags={"classification": column.classification},
        )
        for column in contract.stored
    ]
    return dg.TableSchema(columns=[*described, *plain_columns(TRAILER).columns])


def plain_columns(columns: Mapping[str, str]) -> dg.TableSchema:
    """Columns with a type and no description."""
    return dg.TableSchema(columns=[dg.TableColumn(name, kind) for name, kind in columns.items()])


def table(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> dg.TableMetadataValue:
    """Rows as a table of metadata."""
    records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in rows]
    return dg.MetadataValue.table(records, schema=plain_columns(columns))


def file_table(rows: Iterable[tuple[str, str, FileVerdict]]) -> dg.TableMetadataValue:
    """Files with their layout and verdict."""
    return table(
        _FILE_COLUMNS,
        [(path, layout, told.source_sha256, told.verdict, told.rows_loaded) for path, layout, told in sorted(rows)],
    )


def inbox_check(rejected: Sequence[Rejected], standing: int) -> dg.AssetCheckResult:
    """Whether every file could be taken. One that could not never stops the others, so it is a warning."""
    return dg.AssetCheckResult(
        check_name="readable",
        passed=not rejected and not standing,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "files_refused": len(rejected),
            "files_refused_before": standing,
            "faults": _rule_table([file.result for file in rejected], {_sha(file): file.path for file in rejected}),
        },
    )


def guard_check(
    verdicts: Sequence[FileVerdict], results: Sequence[RuleResult], paths: Mapping[str, str]
) -> dg.AssetCheckResult:
    """What the guard found in the files that this run loaded.

    Quarantined rows and held files stand aside and never stop the good ones: a warning. Rows that are neither loaded
    nor quarantined, held or duplicate are lost: an error, which stops all that depends on the source.
    """
    failed = [result for result in results if result.rows_failed and result.severity != "note"]
    counts = {
        name: sum(getattr(verdict, name) for verdict in verdicts)
        for name in ("rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")
    }
    lost = 2 * counts["rows_read"] - sum(counts.values())
    return dg.AssetCheckResult(
        check_name="guard",
        passed=not failed and not lost,
        severity=dg.AssetCheckSeverity.ERROR if lost else dg.AssetCheckSeverity.WARN,
        metadata={
            **counts,
            "rows_lost": lost,
            "files": len(verdicts),
            "rules_judged": len({(result.rule, result.column_name) for result in results}),
            "faults": _rule_table(failed, paths),
        },
    )


def audit_check(audited: AuditResult) -> dg.AssetCheckResult:
    """What the audit says of the finished marts; a failed rule of severity error forbids publishing."""
    failed = (*audited.errors, *audited.warnings)
    return dg.AssetCheckResult(
        check_name="audit",
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if audited.errors else dg.AssetCheckSeverity.WARN,
        metadata={
            "rules_judged": len(audited.results),
            "rules_failed": len(failed),
            "faults": table(
                _AUDIT_COLUMNS,
                [
                    (
                        result.rule,
                        result.table,
                        result.severity,
                        result.rows_checked,
                        result.rows_failed,
                        "; ".join(", ".join(map(str, key.values())) for key in result.failed_keys),
                        two_languages(result.message_th, result.message_en),
                    )
                    for result in failed
                ],
            ),
        },
    )


def _rule_table(results: Iterable[RuleResult], paths: Mapping[str, str]) -> dg.TableMetadataValue:
    return table(
        _RULE_COLUMNS,
        sorted(
            (
                paths[result.source_sha256],
                result.rule,
                result.column_name,
                result.severity,
                result.rows_checked,
                result.rows_failed,
                result.example_rows,
                two_languages(result.message_th, result.message_en),
            )
            for result in results
        ),
    )


def _sha(file: Rejected) -> str:
    return file.result.source_sha256
