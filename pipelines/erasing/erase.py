"""The order of an erasure: find, remember, remove, build, publish, remove what was published before, prove.

The list is written first. From then on whoever runs in this home removes before it builds (`remove_begun`) and proves
after it has published (`finish`), so that an erasure which died is taken up by the next run, whichever it is. Where the
tables stand in a lake, removing and proving are those of `pipelines.erasing.in_lake`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pipelines.erasing.finding import Found, all_keys, find, keys_of, opened, relations
from pipelines.erasing.proving import Search, Sought, inbox_holds, require_nobody, search
from pipelines.erasing.register import Begun, write_register
from pipelines.erasing.removing import (
    is_removed,
    remove,
    remove_exports,
    remove_publications,
    remove_reports,
    rows_of_erasure,
)
from pipelines.erasing.request import Request
from pipelines.erasing.skipping import kept_register, tell_lake
from pipelines.erasing.theirs import marks_of
from pipelines.errors import RunError
from pipelines.reading.door import sent_bytes
from pipelines.reading.found import FileFault
from pipelines.running import stages
from pipelines.running.inbox import InboxFile, list_inbox
from pipelines.running.reports import Progress, silent
from pipelines.running.run import Run, new_stamp, only_writer
from pipelines.running.state import project_fingerprint
from pipelines.settings import Settings, today


@dataclass
class Erasure:
    """What an erasure found and did. Only counts, names of files and lines of the request stand in it."""

    persons: int
    is_done: bool = False
    found: Found = field(default_factory=Found)
    unknown_lines: tuple[int, ...] = ()
    inbox_files: tuple[str, ...] = ()
    publication_id: str | None = None
    rows_erased: int | None = None
    searched: Search | None = None

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm erase --json`."""
        return {
            "erased": self.is_done,
            "persons": self.persons,
            "unknown_lines": list(self.unknown_lines),
            "rows": self.found.rows,
            "rows_erased": self.rows_erased,
            "landed_rows": self.found.landed,
            "cells": self.found.cells,
            "shared_names": self.found.shared_names,
            "doubtful_rows": self.found.doubtful_rows,
            "reports_of": list(self.found.paths),
            "publications_removed": list(self.found.publications),
            "inbox_files": list(self.inbox_files),
            "publication_id": self.publication_id,
            "files_searched": self.searched.files if self.searched else None,
            "files_left": list(self.searched.found) if self.searched else None,
        }


def plan(settings: Settings, request: Request) -> Erasure:
    """What an erasure would remove; changes nothing.

    Raises:
        RunError: another run is writing, or the key of the pseudonyms is not the home's.
    """
    with only_writer(settings):
        run = _begun(settings, request)
        told, _ = _looked_for(run, request)
    return told


def erase(settings: Settings, request: Request | None, progress: Progress = silent) -> Erasure:
    """Erases persons, or finishes an erasure that died (no request), and proves it.

    Raises:
        RunError: another run is writing, the tables could not be built, or the search has found somebody.
    """
    with only_writer(settings):
        run = _begun(settings, request)
        run.progress = progress
        with run.alone():
            told = _erased(run, request)
    told.is_done = True
    return told


def _erased(run: Run, request: Request | None) -> Erasure:
    progress, told = run.progress, Erasure(0)
    if run.is_shared:
        _take_up(run)
    if request is not None:
        progress("look", 0, 1)
        told = _remembered(run, request)
    begun = kept_register(run).begun
    if begun is None:
        told.searched = _proved(run)
        return told
    with run.warehouse() as warehouse:
        warehouse.create_tables(run.contracts.values())
        warehouse.begin_run(run.stamp, run.settings, run.pseudonyms.fingerprint)
    progress("build", 0, 1)
    built = stages.build(run, is_full=True)
    progress("audit", 0, 1)
    audited = stages.audit(run)
    progress("publish", 0, 1)
    publication = stages.publish(run, audited, built)
    told.publication_id = publication.publication_id
    told.rows_erased = publication.manifest["rows_erased"]
    told.searched = run.searched
    told.persons = told.persons or begun.persons
    return told


def _take_up(run: Run) -> None:
    """What other homes of the lake have erased and published, before this one erases."""
    from pipelines.erasing.in_lake import follow
    from pipelines.storing.publications import fetch

    follow(run)
    fetch(run.settings)


def remove_begun(run: Run) -> bool:
    """Removes the persons of an erasure that has begun from all at rest; says whether there was one."""
    register = kept_register(run)
    if register.begun is None:
        return False
    if run.is_shared:
        from pipelines.erasing import in_lake

        in_lake.remove(run, register, register.begun)
    else:
        remove(run, register, register.begun)
    return True


def require_removed(run: Run) -> None:
    """Lets nothing be published that was built before the persons of an erasure were removed.

    Raises:
        RunError: they were not.
    """
    begun = kept_register(run).begun
    if begun is not None and not is_removed(run, begun):
        raise RunError(
            "การลบข้อมูลบุคคลยังไม่เสร็จ จึงไม่เผยแพร่ตารางที่สร้างไว้ก่อน ให้สั่ง cvm erase หรือ cvm refresh",
            "an erasure of persons is not finished, so tables built before it are not published; run cvm erase or "
            "cvm refresh",
        )


def rows_removed(run: Run) -> int:
    """How many rows of sources the erasure that has begun has removed."""
    begun = kept_register(run).begun
    assert begun is not None
    with opened(run.settings) as connection:
        return rows_of_erasure(connection, begun)


def finish(run: Run) -> None:
    """Ends an erasure that has begun, now that its publication is current: the earlier ones go, and a search proves it.

    Raises:
        RunError: somebody was found.
    """
    register = kept_register(run)
    if register.begun is None:
        return
    if run.is_shared:
        from pipelines.erasing import in_lake

        in_lake.finish(run, register, register.begun)
        return
    gone = remove_publications(run.settings, register.begun.files)
    register = replace(register, publications=(*register.publications, *gone))
    write_register(run.settings.erased_file, register)
    run.searched = _proved(run)
    write_register(run.settings.erased_file, replace(register, begun=None))


def _begun(settings: Settings, request: Request | None) -> Run:
    """A run of the day of the last one: figures change because a person leaves, and for no other reason."""
    from pipelines.running.refresh import last_day

    if settings.store != "duckdb":
        from pipelines.storing.healing import heal

        heal(settings)
    day: date = last_day(settings) or today()
    sought = frozenset(request.numbers) if request else frozenset()
    return Run(settings, new_stamp(day, project_fingerprint(settings)), sought=sought)


def _looked_for(run: Run, request: Request) -> tuple[Erasure, dict[str, int]]:
    """What the home holds of the persons asked for, and the pseudonyms they were asked for by, with their lines."""
    asked = request.keys(run.pseudonyms)
    with run.warehouse():
        pass  # what a killed run wrote becomes part of the database, so that it can be opened for reading
    with opened(run.settings) as connection:
        known = relations(connection, run.settings, run.contracts)
        keys, shared, doubtful = keys_of(connection, known, asked)
        found = find(connection, run.settings, known, keys)
        there = all_keys(connection, known, asked)
        unknown = tuple(sorted(line for key, line in asked.items() if key not in there))
    found.shared_names, found.doubtful_rows = shared, doubtful
    if run.is_shared:
        from pipelines.erasing.at_home import paths_landed
        from pipelines.storing.publications import made_from

        found.paths = paths_landed(run.settings, found.files)
        found.publications = tuple(made_from(run.settings, found.files))
    inbox = _inbox_files(run, found.files)
    return Erasure(request.persons, found=found, unknown_lines=unknown, inbox_files=inbox), asked


def _remembered(run: Run, request: Request) -> Erasure:
    """Writes down who is erased, before anything is removed."""
    told, asked = _looked_for(run, request)
    register = kept_register(run)
    keys = {*told.found.keys, *asked}
    begun = register.begun
    if told.found.is_anything:
        before = begun or Begun("", 0, ())
        files = tuple(sorted({*before.files, *told.found.files}))
        begun = Begun(secrets.token_hex(8), before.persons + request.persons - len(told.unknown_lines), files)
    register = replace(
        register,
        marks=register.marks | marks_of(keys, run.pseudonyms),
        key_fingerprint=run.pseudonyms.fingerprint,
        begun=begun,
        files=tuple(sorted({*register.files, *told.found.files})) if run.is_shared else (),
    )
    remove_reports(run.settings, told.inbox_files)
    remove_exports(run.settings, Sought(register.marks, run.pseudonyms, run.sought))
    if run.is_shared:
        tell_lake(run, register)
    else:
        write_register(run.settings.erased_file, register)
    return told


def _inbox_files(run: Run, files: Collection[str]) -> tuple[str, ...]:
    """The files of the inbox that hold one of the persons: loaded from there, or with a number in them as it stands."""
    settings = run.settings
    if not settings.inbox.is_dir():
        return ()
    sought = Sought(frozenset(), run.pseudonyms, run.sought)
    return tuple(
        file.relative.as_posix()
        for file in list_inbox(settings.inbox, settings)
        if file.source_sha256 in files or _holds(file, settings, sought)
    )


def _holds(file: InboxFile, settings: Settings, sought: Sought) -> bool:
    try:
        return inbox_holds(sent_bytes(file.path, settings), sought)
    except FileFault:
        return False


def _proved(run: Run) -> Search:
    """Searches the home for everybody in the list, and for the numbers of this run's persons.

    Raises:
        RunError: somebody was found.
    """
    register = kept_register(run)
    if run.is_shared:
        from pipelines.erasing import in_lake

        return in_lake.proved(run, register)
    found = search(run.settings, Sought(register.marks, run.pseudonyms, run.sought))
    require_nobody(found)
    return found
