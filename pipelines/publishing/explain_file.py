"""What became of a file: its loads, its faults, whether its rows still stand, and which cells they touched.

Told by the current publication; where rows of the file stand no longer, by the newest one kept in which they stood.
The file is known by its content (SHA-256); nothing in it is read or told here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import UsageError
from pipelines.publishing.connection import connect, manifest_of
from pipelines.publishing.explaining.behind import Sender, senders_of
from pipelines.publishing.explaining.cells import CellsTouched, cells_touched
from pipelines.publishing.explaining.opening import kept_ids, side_by_side
from pipelines.publishing.explaining.rows import column_names, labels, near, plain
from pipelines.settings import Settings

__all__ = ["FileExplanation", "explain_file"]

STANDS, PARTLY, GONE, NOT_LOADED = "stands", "partly", "gone", "not_loaded"
_DIGEST = re.compile(r"[0-9a-f]{6,64}")


class UnknownFile(UsageError):
    """No load of the current publication is of this file."""


@dataclass(frozen=True)
class Load:
    """One judgement of the file in one run, for one source (None where it was not recognised)."""

    run_id: str
    source: str | None
    path: str
    layout: str | None
    verdict: str
    arrived_on: str
    loaded_at: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_held: int
    rows_duplicate: int
    accepted_by: str | None
    accepted_at: str | None


@dataclass(frozen=True)
class Finding:
    """A rule that rows of the file did not pass, with what to do."""

    source: str | None
    rule: str
    column_name: str | None
    severity: str
    stage: str
    rows_failed: int
    example_rows: str | None
    message_th: str
    message_en: str
    remedy_th: str | None
    remedy_en: str | None


@dataclass(frozen=True)
class Scope:
    """Rows of the file that are in force, by year, round and level."""

    source: str
    academic_year_be: int | None
    round: int | None
    level: str | None
    colleges: int
    rows: int


@dataclass(frozen=True)
class Replacement:
    """A file that now stands where rows of this one stood."""

    path: str | None
    source_sha256: str
    loaded_at: str | None


@dataclass(frozen=True)
class Standing:
    """Whether what was loaded from the file for one source is still in force.

    `state`: stands, partly, gone or not_loaded. Rows leave force when a later file replaces their scope, or when
    another file of the same people counts in their place; `stood_in` is the newest publication kept in which more of
    them stood, `replaced_by` what stands there now.
    """

    source: str | None
    state: str
    rows_loaded: int
    rows_standing: int
    sender: Sender | None = None
    stood_in: str | None = None
    replaced_by: list[Replacement] = field(default_factory=list)


@dataclass(frozen=True)
class TableTouched:
    """A published table that rows of the file stand behind, and in which years, rounds and levels."""

    table_name: str
    description: str | None
    sources: list[str]
    rows_behind: int
    academic_years_be: list[int]
    rounds: list[int]
    levels: list[str]
    colleges: int


@dataclass(frozen=True)
class FileExplanation:
    """Everything the current publication knows of a file."""

    source_sha256: str
    path: str
    loads: list[Load]
    findings: list[Finding]
    standing: list[Standing]
    scopes: list[Scope]
    tables: list[TableTouched]
    cells: list[CellsTouched]
    newer_content: str | None
    publication_id: str
    as_of: str
    labels: dict[str, dict[str, dict[str, str]]]

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON takes it."""
        return asdict(self)


def explain_file(home: Path | str | None, file: str) -> FileExplanation:
    """Explain a file: a path, a path of the inbox, or the beginning (six digits at least) of its SHA-256.

    `newer_content` is the SHA-256 of a later file of the same path. Raises NothingPublished or UnknownFile.
    """
    settings = Settings() if home is None else Settings(home=Path(home))
    with connect(home) as connection:
        sha256 = _identified(connection, file)
        loads = _loads(connection, sha256)
        scopes = _scopes(connection, sha256)
        manifest = manifest_of(connection)
        tables = _tables(connection, sha256)
        newer = connection.execute(
            """
            select source_sha256 from load_history where path = ? and source_sha256 <> ? and loaded_at > ?::timestamptz
            order by loaded_at desc limit 1
            """,
            [loads[-1].path, sha256, loads[-1].loaded_at],
        ).fetchone()
        return FileExplanation(
            source_sha256=sha256,
            path=loads[-1].path,
            loads=loads,
            findings=_findings(connection, sha256),
            standing=_standing(connection, settings, manifest["publication_id"], sha256, loads),
            scopes=scopes,
            tables=tables,
            cells=cells_touched(connection, sha256) if tables else [],
            newer_content=newer[0] if newer else None,
            publication_id=manifest["publication_id"],
            as_of=manifest["as_of"],
            labels=labels(connection, [{"level": scope.level} for scope in scopes]),
        )


def _identified(connection: duckdb.DuckDBPyConnection, file: str) -> str:
    """The SHA-256 of a file that the publication knows.

    What a path holds now goes before what its name once held; a file that was moved away is known by its old path.
    """
    known: list[tuple[str, str, Any]] = connection.execute(
        "select distinct path, source_sha256, loaded_at from load_history order by loaded_at"
    ).fetchall()
    digests = {sha256 for _, sha256, _ in known}
    if (held_now := _digest(file)) is not None:
        if held_now in digests:
            return held_now
        raise _not_loaded(file, held_now, known)
    begun = {digest for digest in digests if _DIGEST.fullmatch(file.lower()) and digest.startswith(file.lower())}
    paths = {held for held, _, _ in known if f"/{file}".endswith(f"/{held}")}
    paths = paths or {held for held, _, _ in known if Path(held).name == file}
    if len(begun) > 1 or (not begun and len(paths) > 1):
        listed = ", ".join(sorted(digest[:12] for digest in begun) or sorted(paths))
        raise UnknownFile(
            f"มีหลายไฟล์ที่ตรงกับ {file} โปรดระบุให้ชัด: {listed}", f"several files are meant by {file}; say which: {listed}"
        )
    if begun:
        return begun.pop()
    if paths:
        return [sha256 for held, sha256, _ in known if held in paths][-1]
    likest = ", ".join(near(file, {held for held, _, _ in known})) or "–"
    raise UnknownFile(
        f"ไม่พบไฟล์ {file} และไม่มีไฟล์ที่นำเข้าแล้วชื่อนี้หรือขึ้นต้นด้วย SHA-256 นี้ (อย่างน้อย 6 หลัก) "
        f"ชื่อที่ใกล้เคียง: {likest} ค้นได้ด้วย cvm explain load_history --where \"path like '%…%'\"",
        f"there is no file {file}, and none that was loaded has this path or a SHA-256 that begins so "
        f"(six digits at least); near it: {likest}; search with cvm explain load_history --where \"path like '%…%'\"",
    )


def _digest(file: str) -> str | None:
    """SHA-256 of the file at this path, None where there is no such file."""
    try:
        path = Path(file).expanduser()
        if not path.is_file():
            return None
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnknownFile(f"เปิดไฟล์ {file} ไม่ได้: {reason}", f"the file {file} cannot be opened: {reason}") from None


def _not_loaded(file: str, sha256: str, known: Sequence[tuple[str, str, Any]]) -> UnknownFile:
    """What to say of a file that lies there and was never judged; its name may have been, with other content."""
    earlier = [held for path, held, _ in known if Path(file).as_posix().endswith(f"/{path}") or path == file]
    thai = f" ไฟล์ชื่อนี้เคยนำเข้าด้วยเนื้อหาอื่น (SHA-256 {earlier[-1][:12]})" if earlier else ""
    english = f"; a file of this path was loaded with other content (SHA-256 {earlier[-1][:12]})" if earlier else ""
    return UnknownFile(
        f"ไฟล์ {file} (SHA-256 {sha256[:12]}) ยังไม่อยู่ในชุดเผยแพร่ปัจจุบัน{thai} "
        "ให้ตรวจด้วย cvm check แล้ววางใน inbox และสั่ง cvm refresh",
        f"the file {file} (SHA-256 {sha256[:12]}) is not in the current publication{english}; "
        "try cvm check on it, put it into the inbox and run cvm refresh",
    )


def _loads(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[Load]:
    query = """
        select run_id, source, path, layout, verdict, arrived_on, loaded_at, rows_read, rows_loaded, rows_quarantined,
            rows_held, rows_duplicate, accepted_by, accepted_at
        from load_history where source_sha256 = ? order by loaded_at, source, path
    """
    return [Load(*map(plain, row)) for row in connection.execute(query, [sha256]).fetchall()]


def _findings(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[Finding]:
    """Rules not passed, the gravest first."""
    query = """
        select source, rule, column_name, severity, stage, rows_failed, example_rows, message_th, message_en,
            remedy_th, remedy_en
        from quality_results where source_sha256 = ? and not is_passed
        order by list_position(['error', 'warning', 'note'], severity), source, rule, column_name
    """
    return [Finding(*map(plain, row)) for row in connection.execute(query, [sha256]).fetchall()]


def _scopes(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[Scope]:
    """Rows in force; every table of a source repeats the same scopes, so each counts once."""
    query = f"""
        with scopes as (
            select distinct source, {_scope(connection)}, row_count
            from lineage where source_sha256 = ?
        )
        select source, academic_year_be, round, level, count(distinct college_code), sum(row_count)::bigint
        from scopes group by all order by all
    """
    return [Scope(*row) for row in connection.execute(query, [sha256]).fetchall()]


def _scope(connection: duckdb.DuckDBPyConnection) -> str:
    """The columns of a scope; an older publication knows no rounds and no centres."""
    held = column_names(connection, "lineage")
    later = (name if name in held else f"null as {name}" for name in ("round", "centre_id"))
    return f"academic_year_be, level, college_code, {', '.join(later)}"


def _tables(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[TableTouched]:
    query = f"""
        with behind as (
            select table_name, source, {_scope(connection)}, row_count
            from lineage where source_sha256 = ?
        )
        select table_name, comment, list_sort(list(distinct source)), sum(row_count)::bigint,
            coalesce(list_sort(list(distinct academic_year_be) filter (where academic_year_be is not null)), []),
            coalesce(list_sort(list(distinct round) filter (where round is not null)), []),
            coalesce(list_sort(list(distinct level) filter (where level is not null)), []),
            count(distinct college_code)
        from behind left join (
            select table_name, table_comment as comment from information_schema.tables
            where table_catalog = current_database() and table_schema = 'main'
        ) as tables using (table_name)
        group by all order by table_name
    """
    return [TableTouched(*row) for row in connection.execute(query, [sha256]).fetchall()]


def _standing(
    connection: duckdb.DuckDBPyConnection, settings: Settings, publication_id: str, sha256: str, loads: list[Load]
) -> list[Standing]:
    """What is in force of the newest load of each source."""
    newest = {load.source: load for load in loads}
    in_force = dict(_rows_in_force(connection, sha256))
    senders = senders_of(connection, [sha256])
    standing = []
    for source, load in newest.items():
        rows = in_force.get(source or "", 0)
        if not load.rows_loaded:
            standing.append(Standing(source, NOT_LOADED, 0, 0))
            continue
        state = STANDS if rows >= load.rows_loaded else PARTLY if rows else GONE
        stood_in: str | None = None
        replaced_by: list[Replacement] = []
        if state != STANDS and source is not None:
            stood_in, replaced_by = _replacements(settings, publication_id, source, sha256, rows)
        sender = senders.get((source or "", sha256))
        standing.append(Standing(source, state, load.rows_loaded, rows, sender, stood_in, replaced_by))
    return standing


def _rows_in_force(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[tuple[str, int]]:
    query = f"""
        with scopes as (
            select distinct source, {_scope(connection)}, row_count
            from lineage where source_sha256 = ?
        )
        select source, sum(row_count)::bigint from scopes group by all
    """
    return connection.execute(query, [sha256]).fetchall()


def _replacements(
    settings: Settings, publication_id: str, source: str, sha256: str, rows: int
) -> tuple[str | None, list[Replacement]]:
    """The newest publication kept in which more rows of the file stood, and the files in their scopes now."""
    for earlier in reversed([name for name in kept_ids(settings) if name < publication_id]):
        try:
            with side_by_side(settings, {"now": publication_id, "before": earlier}) as connection:
                connection.execute("use before")
                stood = dict(_rows_in_force(connection, sha256)).get(source, 0)
                if stood <= rows:
                    continue
                query = """
                    with lost as (
                        select distinct academic_year_be, college_code, level from before.main.lineage
                        where source = $source and source_sha256 = $sha256
                    ),
                    standing as (
                        select distinct source_sha256 from now.main.lineage as held
                        semi join lost
                            on held.academic_year_be is not distinct from lost.academic_year_be
                            and held.college_code is not distinct from lost.college_code
                            and held.level is not distinct from lost.level
                        where source = $source and source_sha256 <> $sha256
                    )
                    select path, source_sha256, loaded_at from standing
                    inner join now.main.load_history as loads using (source_sha256)
                    where loads.source = $source and rows_loaded > 0
                        and loaded_at > (
                            select max(published_at) from now.main.publication_log where publication_id = $earlier
                        )
                    order by loaded_at, path
                """
                found = connection.execute(query, {"source": source, "sha256": sha256, "earlier": earlier}).fetchall()
                return earlier, [Replacement(*map(plain, row)) for row in found]
        except FileNotFoundError:
            continue
    return None, []
