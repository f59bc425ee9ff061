"""Writing both databases of a publication anew, row by row, from the mart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pipelines.publishing import files, log
from pipelines.publishing.content import Content, Task, close_log
from pipelines.publishing.fingerprints import Fingerprint, fingerprints
from pipelines.storing.databases import mart_database

if TYPE_CHECKING:
    import duckdb


def write_anew(task: Task) -> Content:
    """Write the two databases into the task's empty folder.

    Raises TablesMissing and DisclosureUndeclared when the mart is not what the models declare.
    """
    attached: files.Attached = {files.MART: (mart_database(task.settings), False)}
    attached |= {name: task.written(name) for name in (files.INTERNAL, files.PUBLIC)}
    if task.previous:
        attached[files.PREVIOUS] = task.before(files.INTERNAL)
    with files.workbench(task.settings, **attached) as connection:
        exact, shown = _write(connection, task)
        log_rows = close_log(connection, task, exact, shown)
        columns = files.columns_of(connection, files.PUBLIC)
        costs = files.rounding_costs(connection, task.meta, columns, task.thresholds)
        recipe = files.recipe(task.meta, columns, task.thresholds)
        for database in (files.INTERNAL, files.PUBLIC):
            connection.execute(f"checkpoint {database}")
    return Content(exact, shown, costs, log_rows, recipe, bytes_anew=None)


def _write(connection: duckdb.DuckDBPyConnection, task: Task) -> tuple[dict[str, Fingerprint], dict[str, Fingerprint]]:
    """Write both databases side by side, all but the log's rows in `public`; return the tables' fingerprints.

    The log itself has none yet: its rows of this publication hold those of the other tables.
    """
    public_tables = [table for table in task.meta.public_tables if table.name not in log.NAMES]

    def write_exact(cursor: duckdb.DuckDBPyConnection) -> dict[str, Fingerprint]:
        files.write_internal(cursor, task.meta)
        return fingerprints(cursor, files.INTERNAL, task.data_tables)

    def write_shown(cursor: duckdb.DuckDBPyConnection) -> dict[str, Fingerprint]:
        files.fill_public(cursor, public_tables, files.MART, task.thresholds, hidden)
        return fingerprints(cursor, files.PUBLIC, [table.name for table in public_tables])

    files.create_public(connection, task.meta, task.thresholds)
    hidden = files.provide_hidden(connection, task.hidden.cells)
    with ThreadPoolExecutor(max_workers=2) as pool:
        exact = pool.submit(write_exact, connection.cursor())
        shown = pool.submit(write_shown, connection.cursor())
        return exact.result(), shown.result()
