"""Where a published figure comes from: its meaning, its rows, the files behind them, and what changed.

Everything is read from publications themselves: the current one, whose `lineage`, `load_history`, `dim_indicator` and
`publication_log` describe it, and the one before it. The condition is the user's own SQL; the connection can only read
publications, and the condition is parsed as one expression, so nothing else can be run with it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publishing.connection import connect, manifest_of
from pipelines.publishing.explaining import definitions, rows
from pipelines.publishing.explaining.behind import SourceFile, decided, files_behind
from pipelines.publishing.explaining.comparing import Comparison, Question, compare
from pipelines.publishing.explaining.definitions import Term
from pipelines.publishing.explaining.graduates import GraduatesBehind, graduates_behind
from pipelines.publishing.explaining.opening import kept_manifest
from pipelines.publishing.explaining.rows import Column
from pipelines.settings import Settings

__all__ = ["Explanation", "SourceFile", "explain"]

ROWS_SHOWN = 20
METRIC_OF_DEFINITION = "rate"


@dataclass(frozen=True)
class Explanation:
    """A published figure explained. Texts are in Thai and English as the tables hold them; values are JSON's own.

    `metric_column` is the column that the metric stands in (the rate, for a definition), `labels` the names of codes
    by column and code, `graduates` the persons behind cells that rest on records (None elsewhere). `rows_erased` are
    the rows of erased persons without which the publication was built; None where nobody was erased before it.
    """

    table: str
    description: str | None
    metric: str | None
    metric_description: str | None
    definition: dict[str, Any] | None
    where: str | None
    row_count: int
    rows: list[dict[str, Any]]
    files: list[SourceFile]
    publication_id: str
    published_at: str
    as_of: str
    previous_publication_id: str | None
    is_changed: bool | None
    comparison: Comparison
    metric_column: str | None = None
    definition_version: str | None = None
    terms: list[Term] = field(default_factory=list)
    graduates: GraduatesBehind | None = None
    columns: list[Column] = field(default_factory=list)
    labels: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    rows_erased: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON takes it."""
        return asdict(self)


def explain(
    home: Path | str | None,
    table: str,
    where: str | None = None,
    metric: str | None = None,
    publication: str | None = None,
) -> Explanation:
    """Explain the rows of a published table that meet `where` (all of them without it), and one metric.

    `metric` is a column of the table or, where the table has a `definition_id`, a definition, which narrows the rows
    to it. `publication` is the id of one that is kept; the current one unless given. Raises NothingPublished,
    UnknownPublication, UnknownTable, UnknownMetric or BadCondition.
    """
    settings = Settings() if home is None else Settings(home=Path(home))
    with connect(home, "internal", publication) as connection:
        columns = rows.described_columns(connection, table)
        found = rows.matching(connection, table, where)
        definition, is_of_definition = None, metric is not None and metric not in columns
        if metric is not None and is_of_definition:
            definition = definitions.definition_asked_for(connection, table, columns, metric)
            found = rows.of_definition(found, metric)
        else:
            definition = definitions.common_definition(connection, found, columns)
        metric_column = METRIC_OF_DEFINITION if is_of_definition and METRIC_OF_DEFINITION in columns else metric
        manifest = manifest_of(connection)
        previous_id = manifest["previous_publication_id"]
        files = files_behind(connection, table, columns, found, _published_at(connection, settings, previous_id))
        graduates, decided_by = graduates_behind(connection, table, columns, found) or (None, None)
        question = Question(table, where, definition, is_of_definition, metric_column)
        is_changed = _change(connection, table, manifest["publication_id"])
        comparison = compare(settings, manifest, question, is_changed, files)
        shown, row_count = rows.records(rows.first(found, columns, ROWS_SHOWN)), found.shape[0]
        return Explanation(
            table=table,
            description=rows.table_comment(connection, table),
            metric=metric,
            metric_description=columns[metric_column].description if metric_column in columns else None,
            definition=definition,
            where=where,
            row_count=row_count,
            rows=shown,
            files=files if decided_by is None else decided(files, decided_by),
            publication_id=manifest["publication_id"],
            published_at=manifest["published_at"],
            as_of=manifest["as_of"],
            previous_publication_id=previous_id,
            is_changed=is_changed,
            comparison=comparison,
            metric_column=metric_column,
            definition_version=definitions.version(definition) if definition else None,
            terms=definitions.terms(connection, definition, shown, row_count) if definition else [],
            graduates=graduates,
            columns=list(columns.values()),
            labels=rows.labels(connection, [*shown, *(change.row for change in comparison.changes)]),
            rows_erased=manifest.get("rows_erased"),
        )


def _change(connection: duckdb.DuckDBPyConnection, table: str, publication_id: str) -> bool | None:
    """Whether the table differs from that of the publication before; None when the log is silent."""
    query = "select is_changed from publication_log where publication_id = ? and table_name = ?"
    found = connection.execute(query, [publication_id, table]).fetchone()
    return found[0] if found else None


def _published_at(connection: duckdb.DuckDBPyConnection, settings: Settings, publication_id: str | None) -> str | None:
    """When a publication was made, by the log, or by its own manifest where the log has lost it."""
    if publication_id is None:
        return None
    query = "select max(published_at)::varchar from publication_log where publication_id = ?"
    found = connection.execute(query, [publication_id]).fetchone()
    if found and found[0]:
        return str(found[0])
    try:
        return str(kept_manifest(settings, publication_id)["published_at"])
    except FileNotFoundError:
        return None
