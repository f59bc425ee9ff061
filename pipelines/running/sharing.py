"""What a run minds where others load into the same tables of a lake; in a home of its own, no more than before.

A run that begins leaves `raw.run` and the calendar to whoever is building; each writes its own when it builds itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pipelines.loading.warehouse import Warehouse
from pipelines.running.run import Run

_Done = TypeVar("_Done")


def begin(run: Run, warehouse: Warehouse) -> None:
    """Makes the tables that are missing, and writes what run this is; where another may be building, once alone."""
    if not run.is_shared:
        _begin(run, warehouse)
        return
    stamp = {"run_id": run.stamp.run_id, "as_of": run.stamp.as_of.isoformat()}
    run.settings.begun_file.write_text(json.dumps(stamp), encoding="utf-8")
    if not warehouse.has_begun(run.contracts.values()):
        with run.alone():
            done_again(run, lambda: _begin(run, warehouse))


def take_over(run: Run) -> None:
    """Before a build in a lake: `raw.run` and the calendar become this run's, and no day follows a later one."""
    if not run.is_shared:
        return
    with run.warehouse() as warehouse:
        latest = warehouse.as_of()
        if latest is not None and latest > run.stamp.as_of:
            run.stamp = replace(run.stamp, as_of=latest)
        done_again(run, lambda: _begin(run, warehouse))


def done_again(run: Run, work: Callable[[], _Done]) -> _Done:
    """A whole transaction, which in a lake may lose against another and is then done again.

    Raises:
        PassingError: it has lost every time.
    """
    if not run.is_shared:
        return work()
    from pipelines.storing.leases import retried

    return retried(work)


def loaded_by_others(run: Run, source: str) -> int:
    """How many files of a source stand in the register of a lake; in a home of its own nobody adds to them."""
    if not run.is_shared:
        return 0
    with run.warehouse() as warehouse:
        return warehouse.registered_files(source)


def _begin(run: Run, warehouse: Warehouse) -> None:
    warehouse.create_tables(run.contracts.values())
    warehouse.begin_run(run.stamp, run.settings, run.pseudonyms.fingerprint)
