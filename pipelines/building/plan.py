"""What a build has to do: which seeds, models and tests, and which models in slices.

Compared with the last build that ended well (`raw.built`, `raw.built_nodes`): what the project's nodes are made of, the
settings and the calendar, the business date, and the batches that have been loaded (`raw.built_batches`: where several
load at once, a run that began earlier may load after a build). What depends on none of the changes stays as it is.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import duckdb

from pipelines.building.dates import are_years_the_same, does_date_matter, years_that_tick
from pipelines.building.slices import SLICED_SOURCES, Slices, slices_of
from pipelines.loading.records import insert
from pipelines.settings import DBT_PROJECT_DIR, REPOSITORY
from pipelines.storing.databases import Database

_SOURCE = "source.cvm.raw."
_COLLEGES_BY_YEAR = "model.cvm.int_colleges__by_academic_year"
TEST = "test"
_RUN = "run"
_PUBLICATIONS = frozenset({"publications", "publication_changes"})
_BOOKS = {"files", "rule_results"}
"""Tables that grow with every file; what slices need of them lies in the files of the slices."""
_NEW = "select run_id, coalesce(batch, '') as batch from raw.files except select run_id, batch from raw.built_batches"
"""What was registered after the last build; the files that a run has refused at the door are a batch without a name."""


@dataclass(frozen=True)
class Node:
    """A seed, model or data test of the project, with what it reads and a fingerprint of all that it is made of."""

    unique_id: str
    name: str
    kind: str
    materialized: str
    reads: frozenset[str]
    fingerprint: str
    slices: str | None = None
    database: str = ""
    passes_on_sources: bool = True


@dataclass(frozen=True)
class LastBuild:
    """What `raw.built` remembers; without it everything is built."""

    as_of: date
    inputs_fingerprint: str
    publication_id: str | None
    nodes: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """The nodes to build, the slices, and which models are made in slices.

    `is_whole`: everything, from nothing. `published`: the publication that showed the tables before this build.
    `news` are the sources that are not as they were, and `made_of` what each node is made of, through views: one that
    is made of nothing that has changed is as it was. A node of which `made_of` does not tell is built in any case.
    """

    nodes: tuple[Node, ...]
    is_whole: bool
    is_modified: bool = False
    slices: Slices | None = None
    sliced: frozenset[str] = frozenset()
    published: str | None = None
    news: frozenset[str] = frozenset()
    made_of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def predicate(self, node: Node) -> str | None:
        """Outside of which rows a node keeps what it has; None where it is made whole."""
        return self.slices.predicates[node.slices or ""] if self.slices and node.unique_id in self.sliced else None

    @property
    def changed_marts(self) -> dict[str, str | None] | None:
        """For each mart that may differ from the publication before the condition of the rows that may, None for all.

        None where no publication shows what stood here before.
        """
        if self.is_whole or self.published is None:
            return None
        return {node.name: self.predicate(node) for node in self.nodes if node.database == "mart"}


@dataclass
class Project:
    """The nodes of the project and who reads whom."""

    nodes: Mapping[str, Node]
    _readers: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes.values():
            for parent in node.reads:
                self._readers.setdefault(parent, set()).add(node.unique_id)

    def made_of(self, unique_id: str) -> frozenset[str]:
        """The sources, seeds and tables that a node reads, itself or through views."""
        found: set[str] = set()
        for one in self.nodes[unique_id].reads:
            is_view = one in self.nodes and self.nodes[one].materialized == "view"
            found |= self.made_of(one) if is_view else {one}
        return frozenset(found)

    def behind(self, changed: Iterable[str], *, are_years_the_same: bool = False) -> set[str]:
        """These nodes and sources, and all that reads them, through any number of others.

        Args:
            are_years_the_same: the list of academic years, which is all that some nodes take from their sources
                (`passes_on_sources: false`), is what it was.
        """
        found: set[str] = set()
        waiting = list(changed)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                if one not in self.nodes or self.nodes[one].passes_on_sources or not are_years_the_same:
                    waiting += self._readers.get(one, ())
        return found


def plan_of(connection: duckdb.DuckDBPyConnection, project: Project, marts: Database, *, is_full: bool) -> Plan:
    """What has to be built now.

    Args:
        connection: to `build`.
        marts: those of the build before.
        is_full: build everything, whatever has changed.
    """
    last = last_build(connection)
    everything = tuple(project.nodes.values())
    if last is None or is_full or not marts.exists() or last.inputs_fingerprint != inputs_fingerprint(connection):
        return Plan(everything, is_whole=True)
    modified = {id for id, node in project.nodes.items() if last.nodes.get(id) != node.fingerprint}
    loaded, runs = _new(connection)
    as_of = _as_of(connection)
    is_settled = are_years_the_same(connection, marts, loaded, runs)
    raw = {*loaded, *_PUBLICATIONS} | ({_RUN} if as_of != last.as_of else set())
    if runs:
        raw |= _BOOKS
    news = frozenset(_SOURCE + table for table in raw)
    wanted = project.behind(news, are_years_the_same=is_settled)
    if is_settled and as_of == last.as_of:
        wanted = {id for id in wanted if id not in project.nodes or project.nodes[id].passes_on_sources}
    wanted |= project.behind(modified)
    nodes = tuple(
        node
        for node in everything
        # a view shows what it reads as it is now
        if node.unique_id in wanted and (node.materialized != "view" or node.unique_id in modified)
    )
    if modified:
        return Plan(nodes, is_whole=False, is_modified=True, published=last.publication_id)
    whole = loaded - {*SLICED_SOURCES} | ({_RUN} if does_date_matter(marts, last.as_of, as_of) else set())
    made_whole = project.behind((_SOURCE + table for table in whole), are_years_the_same=is_settled)
    sliced = frozenset(node.unique_id for node in nodes if node.slices and node.unique_id not in made_whole)
    ticking = years_that_tick(marts, last.as_of, as_of)
    slices = None
    if sliced:
        slices = slices_of(
            connection,
            loaded & {*SLICED_SOURCES},
            runs,
            ticking,
            are_provinces_the_same=_COLLEGES_BY_YEAR not in wanted,
        )
    made_of = {node.unique_id: project.made_of(node.unique_id) for node in nodes}
    return Plan(
        nodes,
        is_whole=False,
        slices=slices,
        sliced=sliced,
        published=last.publication_id,
        news=news,
        made_of=made_of,
    )


def last_build(connection: duckdb.DuckDBPyConnection) -> LastBuild | None:
    """The build before, if it ended well."""
    row = connection.execute("select as_of, inputs_fingerprint, publication_id from raw.built").fetchone()
    if row is None:
        return None
    nodes = dict(connection.execute("select node, node_fingerprint from raw.built_nodes").fetchall())
    as_of, inputs, publication_id = row
    return LastBuild(as_of, inputs, publication_id, nodes)


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Until `keep` is called no build counts as the last one; what is loaded by now is what it will have been made of.

    Whatever is loaded later is new to the next one, even where a row of it has been seen.
    """
    connection.execute("begin")
    connection.execute("delete from raw.built")
    connection.execute(f"insert into raw.built_batches {_NEW}")
    connection.execute("commit")


def keep(connection: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Remembers that all tables are now those of the run in hand, built from this project."""
    connection.execute("begin")
    connection.execute("delete from raw.built_nodes")
    nodes = [{"node": node.unique_id, "node_fingerprint": node.fingerprint} for node in project.nodes.values()]
    insert(connection, "built_nodes", nodes)
    connection.execute(
        "insert into raw.built by name select run_id, as_of, ? as inputs_fingerprint from raw.run",
        [inputs_fingerprint(connection)],
    )
    connection.execute("commit")


def keep_publication(connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    """Remembers which publication shows the tables of the last build."""
    connection.execute("update raw.built set publication_id = ?", [publication_id])


def inputs_fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    """Changes when a setting that the models read, or the calendar, changes."""
    rows = connection.execute(
        "select to_json(run) from (select * exclude (run_id, as_of) from raw.run) as run "
        "union all select to_json(calendar) from raw.calendar order by all"
    ).fetchall()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _new(connection: duckdb.DuckDBPyConnection) -> tuple[set[str], set[str]]:
    """The sources of which the last build has not seen every row, and the runs that have loaded or refused a file."""
    rows = connection.execute(
        f"""
        select distinct files.source, files.batch is not null, files.run_id
        from raw.files as files join ({_NEW}) as new
            on new.run_id = files.run_id and new.batch = coalesce(files.batch, '')
        """
    ).fetchall()
    return {source for source, is_loaded, _ in rows if is_loaded}, {run_id for *_, run_id in rows}


def _as_of(connection: duckdb.DuckDBPyConnection) -> date:
    ((as_of,),) = connection.execute("select as_of from raw.run").fetchall()
    found: date = as_of
    return found


def project_of(manifest: Any) -> Project:
    """The nodes of dbt's parsed project, unit tests apart.

    Args:
        manifest: dbt's own `Manifest`.
    """
    settled = _variables()
    reads = {id: frozenset(getattr(node.depends_on, "nodes", ())) for id, node in manifest.nodes.items()}
    graph = _digest(sorted((id, sorted(found)) for id, found in reads.items()))

    @cache
    def macro(unique_id: str) -> frozenset[str]:
        found = manifest.macros.get(unique_id)
        if found is None:
            return frozenset()
        return frozenset({found.macro_sql}).union(*(macro(other) for other in found.depends_on.macros))

    nodes: dict[str, Node] = {}
    for unique_id, node in manifest.nodes.items():
        kind = str(node.resource_type)
        texts = sorted(frozenset({node.raw_code}).union(*(macro(one) for one in node.depends_on.macros)))
        together = "\n".join(texts)
        variables = {name: settled.get(name) for name in re.findall(r"\bvar\(\s*['\"](\w+)['\"]", together)}
        made_of = [
            node.checksum.checksum,
            texts,
            node.config.to_dict(),
            {name: column.to_dict() for name, column in getattr(node, "columns", {}).items()},
            node.description,
            variables,
            graph if "graph.nodes" in together else None,
            _imported(node.raw_code) if getattr(node, "language", None) == "python" else None,
        ]
        nodes[unique_id] = Node(
            unique_id=unique_id,
            name=node.name,
            kind=kind,
            materialized=str(node.config.materialized) if kind != TEST else TEST,
            reads=reads[unique_id],
            fingerprint=_digest(made_of),
            slices=(node.config.meta or {}).get("slices") if kind == "model" else None,
            database=node.database if kind == "model" else "",
            passes_on_sources=(node.config.meta or {}).get("passes_on_sources", True),
        )
    return Project(nodes)


def _imported(code: str) -> list[str]:
    """The text of every module of `pipelines`, or of every module of a package of it, that a model in Python imports.

    What these import in turn is not followed: they keep to themselves, so that a model is made anew for its own sake.
    """
    found: list[str] = []
    for statement in ast.walk(ast.parse(code)):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("pipelines."):
            place = REPOSITORY.joinpath(*str(statement.module).split("."))
            paths = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
            found += [path.read_text(encoding="utf-8") for path in paths]
    return found


def _variables() -> Mapping[str, Any]:
    import yaml

    with (DBT_PROJECT_DIR / "dbt_project.yml").open(encoding="utf-8") as file:
        found: Mapping[str, Any] = yaml.safe_load(file)["vars"]
    return found


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
