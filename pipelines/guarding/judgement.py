"""From failing rows to verdicts (02 section 9): duplicates, quarantine, held files, conservation.

A row is loaded, quarantined, held or a duplicate, exactly one of them. A file is held when too many of its rows
are quarantined or when it would remove too much of what stands; its rows then take no part, so the rest is judged
again without it. A file that the office has accepted is not held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.contracts import Contract, Rule, rules_of
from pipelines.contracts.faults import FAULTS
from pipelines.contracts.rules import (
    REMARKS,
    SILENT_ON_UNREADABLE,
    UNIQUE_KEY,
    UNREADABLE,
    columns_behind,
    fault_rule,
    unreadable_code,
)
from pipelines.guarding.expectations import ROW_ID, failing_rows
from pipelines.guarding.verdicts import FileVerdict, RuleResult, file_result
from pipelines.reading.canonical import SHIFTED_ROW

_EXAMPLES = 20
_IN_DETAIL = (UNREADABLE, REMARKS)
_WAITING = ("college_unknown", "event_unknown")


@dataclass(frozen=True)
class Judgement:
    """The verdict on a batch.

    `states` has one row for each row of the batch: row_id, state (loaded, quarantined, held, duplicate) and
    `rules` (codes of the errors, comma separated). `cells` names every faulty cell: row_id, column, rule, severity.
    `emptied` are the cells (row_id, column) that are loaded as NULL.
    """

    files: tuple[FileVerdict, ...]
    states: pl.DataFrame
    cells: pl.DataFrame
    emptied: pl.DataFrame
    results: tuple[RuleResult, ...]


@dataclass(frozen=True)
class _Suite:
    """One run of the suite over some rows: faulty cells, and the rules with their failing rows.

    A file that fails a rule about unreadable or remarked cells is told so column by column, by the rules `found`: they
    are told of no other file.
    """

    cells: pl.DataFrame
    failed: list[tuple[Rule, list[int]]] = field(default_factory=list)
    found: list[tuple[Rule, list[int]]] = field(default_factory=list)


@dataclass
class _Held:
    """What is told of held files: their rows, faulty cells and rule results, as judged when they were held."""

    rows: list[pl.DataFrame] = field(default_factory=list)
    cells: list[pl.DataFrame] = field(default_factory=list)
    results: list[RuleResult] = field(default_factory=list)

    def add(self, rows: pl.DataFrame, suite: _Suite, reasons: Mapping[str, RuleResult]) -> None:
        """Keeps what a run of the suite says of files that are now held, with the reason of each."""
        self.rows.append(rows)
        self.cells.append(suite.cells.join(rows.select(ROW_ID), on=ROW_ID, how="semi"))
        self.results += [*_results(rows, suite), *reasons.values()]


_ERRORS = [code for code, fault in FAULTS.items() if fault.severity == "error"]
_CELLS = {ROW_ID: pl.Int64(), "column": pl.String(), "rule": pl.String(), "severity": pl.String()}


def judge(
    contract: Contract,
    frame: pl.DataFrame,
    layouts: Mapping[str, str],
    standing: pl.DataFrame,
    accepted: Collection[str],
    max_quarantined_share: float,
    max_removed_share: float,
) -> Judgement:
    """Judges a batch of one source.

    Args:
        frame: canonical rows of all files with `row_id`, `source_sha256` and `arrived_on`.
        layouts: layout id by file.
        standing: scope_hash, wide_scope_hash and key_hash of what the warehouse holds now.
        accepted: files (SHA-256) the office has accepted; they are not held.
        max_quarantined_share: above it a file is held.
        max_removed_share: share of a scope's keys that a snapshot may remove.

    Raises:
        SuiteError: a rule could not be evaluated.
    """
    additive = [sha for sha, layout in layouts.items() if contract.layout(layout).is_additive]
    part = frame.sort("source_sha256", "sheet", "row_number")
    held = _Held()
    while True:
        marked = _marked(contract, part, additive)
        suite = _run(contract, marked)
        states = _states(marked, suite)
        # a file that is faulty by itself goes first: what conflicts with it alone may be right
        reasons = (
            _too_many_faults(states, "own_rules", max_quarantined_share),
            _too_many_faults(states, "rules", max_quarantined_share),
            _would_remove(states, standing, max_removed_share) if contract.mode == "snapshot" else {},
        )
        unaccepted = ({sha: found for sha, found in reason.items() if sha not in accepted} for reason in reasons)
        newly = next(filter(None, unaccepted), None)
        if not newly:
            return _judgement(contract, part, states, suite, held, layouts)
        is_held = pl.col("source_sha256").is_in(list(newly))
        held.add(part.filter(is_held), suite, newly)
        part = part.filter(~is_held)


def _marked(contract: Contract, frame: pl.DataFrame, additive: Sequence[str]) -> pl.DataFrame:
    """Adds the derived columns, `is_duplicate` and the key that must be unique (NULL where it need not be)."""
    stored = [column.stored_as for column in contract.stored]
    is_additive = pl.col("source_sha256").is_in(list(additive))
    # equal rows have equal keys, and few rows share a key
    again = frame.filter(pl.col("key_hash").is_duplicated()).filter(
        pl.int_range(pl.len()).over([*stored, UNREADABLE]) > 0
    )
    same = pl.col(ROW_ID).is_in(again[ROW_ID].implode())
    # a cell that may be unreadable (a name that is only compared) leaves its row one that loads, so it is judged
    harmless = [column.stored_as for column in contract.stored if FAULTS[unreadable_code(column)].severity != "error"]
    unread = pl.col(UNREADABLE).str.split(",").list.set_difference(pl.lit(harmless, dtype=pl.List(pl.String)))
    # rows that name nobody are not one and the same person
    made = [name for name in contract.key if contract.by_stored_name[name].made]
    is_somebody = pl.all_horizontal(pl.lit(True), *(pl.col(name).is_not_null() for name in made))
    is_readable = pl.col(UNREADABLE).is_null() | (unread.list.len() == 0)
    return frame.with_columns(
        (same & ~is_additive & is_readable).alias("is_duplicate"),
        *(pl.sql_expr(derived.expression).alias(derived.name) for derived in contract.derived),
    ).with_columns(
        # a scope that comes both in an additive layout and in another would be counted twice: all its rows conflict
        pl.when(is_readable & (is_additive.filter(is_readable).n_unique().over("scope_hash") > 1))
        .then("scope_hash")
        .when(~is_additive & ~pl.col("is_duplicate") & is_readable & is_somebody)
        .then("key_hash")
        .alias(UNIQUE_KEY)
    )


def _run(contract: Contract, part: pl.DataFrame) -> _Suite:
    if part.is_empty():
        return _Suite(pl.DataFrame(schema=_CELLS))
    rules = rules_of(contract)
    unread = _named_cells(part, UNREADABLE)
    remarked = _named_cells(part, REMARKS).with_columns(
        pl.col("column").str.splitn(":", 2).struct.rename_fields(["column", "code"]).struct.unnest()
    )
    failed: list[tuple[Rule, list[int]]] = []
    for rule, rows in zip(rules, failing_rows(part, rules), strict=True):
        if rule.expectation in SILENT_ON_UNREADABLE and rows:
            judged = [*columns_behind(contract, rule.column), SHIFTED_ROW]
            silent = set(unread.filter(pl.col("column").is_in(judged))[ROW_ID])
            failed.append((rule, [row for row in rows if row not in silent]))
        else:
            failed.append((rule, rows))
    failed, found = _once(failed, [*_unreadable(contract, unread, remarked), *_remarks(contract, remarked)])
    cells = [
        pl.DataFrame({ROW_ID: rows}, schema={ROW_ID: pl.Int64}).with_columns(
            column=pl.lit(rule.column), rule=pl.lit(rule.name), severity=pl.lit(rule.severity)
        )
        for rule, rows in (*failed, *found)
        if rows and rule.column not in _IN_DETAIL
    ]
    return _Suite(pl.concat(cells) if cells else pl.DataFrame(schema=_CELLS), failed, found)


def _once(
    failed: list[tuple[Rule, list[int]]], found: list[tuple[Rule, list[int]]]
) -> tuple[list[tuple[Rule, list[int]]], list[tuple[Rule, list[int]]]]:
    """Each rule of a column once: a cell that is in no list fails the list's rule, however that was found out."""
    merged: dict[tuple[str, str], tuple[Rule, list[int]]] = {}
    for rule, rows in (*failed, *found):
        known, before = merged.get((rule.name, rule.column), (rule, []))
        merged[rule.name, rule.column] = (known, sorted({*before, *rows}))
    of_suite = {(rule.name, rule.column) for rule, _ in failed}
    return (
        [one for name, one in merged.items() if name in of_suite],
        [one for name, one in merged.items() if name not in of_suite],
    )


def _named_cells(part: pl.DataFrame, column: str) -> pl.DataFrame:
    """(row_id, column) for every name that stands in `unreadable` or `remarks`."""
    return (
        part.select(ROW_ID, pl.col(column).str.split(",").alias("column"))
        .filter(pl.col("column").is_not_null())
        .explode("column")
    )


def _unreadable(contract: Contract, cells: pl.DataFrame, remarked: pl.DataFrame) -> list[tuple[Rule, list[int]]]:
    """Unreadable cells as one rule for each column, with the code that fits it; a remark may say it more exactly."""
    exact = remarked.filter(pl.col("code").is_in(_ERRORS)).select(ROW_ID, "column")
    cells = cells.join(exact, on=[ROW_ID, "column"], how="anti")
    expanded = []
    for (name,), rows in sorted(cells.group_by("column"), key=lambda group: str(group[0][0])):
        column = contract.named(str(name))
        code = unreadable_code(column) if column else "too_many_cells"
        expanded.append((fault_rule(code, column, str(name)), sorted(rows[ROW_ID].to_list())))
    return expanded


def _remarks(contract: Contract, cells: pl.DataFrame) -> list[tuple[Rule, list[int]]]:
    """What reading remarked of cells, as one rule for each column and code."""
    return [
        (fault_rule(str(code), contract.named(str(name)), str(name)), sorted(rows[ROW_ID].to_list()))
        for (name, code), rows in sorted(cells.group_by("column", "code"), key=lambda group: str(group[0]))
    ]


def _states(part: pl.DataFrame, suite: _Suite) -> pl.DataFrame:
    """The state of each row with the codes of its errors: `rules` are all, `own_rules` those it has by itself."""
    codes = pl.col("rule").unique().sort().str.join(",")
    errors = suite.cells.filter(pl.col("severity") == "error")
    own = errors.filter(pl.col("column") != UNIQUE_KEY).group_by(ROW_ID).agg(codes.alias("own_rules"))
    errors = errors.group_by(ROW_ID).agg(codes.alias("rules")).join(own, on=ROW_ID, how="left")
    return (
        part.select(ROW_ID, "source_sha256", "scope_hash", "key_hash", "is_duplicate")
        .join(errors, on=ROW_ID, how="left", maintain_order="left")
        .with_columns(
            state=pl.when("is_duplicate")
            .then(pl.lit("duplicate"))
            .when(pl.col("rules").is_not_null())
            .then(pl.lit("quarantined"))
            .otherwise(pl.lit("loaded"))
        )
    )


def _too_many_faults(states: pl.DataFrame, rules: str, limit: float) -> dict[str, RuleResult]:
    """Files of which more than `limit` of the rows are quarantined for what the column `rules` says.

    Rows whose college or event is not known yet wait for a register or the calendar, and are no fault of the file.
    """
    is_quarantined = (pl.col("state") == "quarantined") & ~pl.col(rules).is_in(_WAITING)
    counted = states.group_by("source_sha256").agg(rows=pl.len(), quarantined=is_quarantined.sum())
    held = counted.filter(pl.col("quarantined") > limit * pl.col("rows"))
    return {
        sha: file_result("too_many_faults", sha, f"{quarantined / rows:.0%}", rows)
        for sha, rows, quarantined in held.iter_rows()
    }


def _would_remove(states: pl.DataFrame, standing: pl.DataFrame, limit: float) -> dict[str, RuleResult]:
    """Files of the scopes whose new rows leave out more than `limit` of the keys that stand."""
    if standing.is_empty():
        return {}
    arriving = states.filter(pl.col("state") == "loaded")["scope_hash"].unique()
    kept = states["key_hash"].unique()
    # what stands in a wide scope that arrives is judged as part of it
    scopes = (
        standing.with_columns(
            scope_hash=pl.when(pl.col("wide_scope_hash").is_in(arriving.implode()))
            .then("wide_scope_hash")
            .otherwise("scope_hash")
        )
        .filter(pl.col("scope_hash").is_in(arriving.implode()))
        .select("scope_hash", "key_hash")
        .unique()
        .with_columns(is_removed=~pl.col("key_hash").is_in(kept.implode()))
        .group_by("scope_hash")
        .agg(keys=pl.len(), removed=pl.col("is_removed").sum())
        .filter(pl.col("removed") > limit * pl.col("keys"))
    )
    files = (
        states.join(scopes, on="scope_hash")
        .unique(["source_sha256", "scope_hash"])
        .group_by("source_sha256")
        .agg(pl.col("keys").sum(), pl.col("removed").sum())
    )
    return {
        sha: file_result("would_remove_rows", sha, f"{removed / keys:.0%}", keys)
        for sha, keys, removed in files.iter_rows()
    }


def _judgement(
    contract: Contract,
    part: pl.DataFrame,
    states: pl.DataFrame,
    suite: _Suite,
    held: _Held,
    files: Collection[str],
) -> Judgement:
    columns = [ROW_ID, "source_sha256", "state", "rules"]
    held_states = [
        rows.select(ROW_ID, "source_sha256", state=pl.lit("held"), rules=pl.lit(None, dtype=pl.String))
        for rows in held.rows
    ]
    all_states = pl.concat([states.select(columns), *held_states])
    on_fail = {rule.name: rule.on_fail for rule in contract.own_rules if rule.on_fail}
    emptied = pl.DataFrame(
        [(row, name) for row, rule in suite.cells.select(ROW_ID, "rule").iter_rows() for name in on_fail.get(rule, ())],
        schema={ROW_ID: pl.Int64(), "column": pl.String()},
        orient="row",
    )
    # a file may hold nothing of this source: a V-COP report of a round in which nobody was asked
    by_file: dict[str, dict[str, int]] = {sha: {} for sha in files}
    for sha, state, rows in all_states.group_by("source_sha256", "state").len().iter_rows():
        by_file[sha][state] = rows
    verdicts = [_verdict(sha, counts) for sha, counts in by_file.items()]
    return Judgement(
        files=tuple(sorted(verdicts, key=lambda verdict: verdict.source_sha256)),
        states=all_states.select(ROW_ID, "state", "rules").sort(ROW_ID),
        cells=pl.concat([suite.cells, *held.cells]).sort(ROW_ID, "column", "rule"),
        emptied=emptied,
        results=(*_results(part, suite), *held.results),
    )


def _verdict(sha: str, counts: Mapping[str, int]) -> FileVerdict:
    read, held, quarantined = sum(counts.values()), counts.get("held", 0), counts.get("quarantined", 0)
    verdict = "held" if held else "loaded_with_quarantine" if quarantined else "loaded"
    return FileVerdict(sha, verdict, read, counts.get("loaded", 0), quarantined, held, counts.get("duplicate", 0))


def _results(rows: pl.DataFrame, suite: _Suite) -> list[RuleResult]:
    """One result for each rule and each file of `rows`; a rule that a file passes is told as well.

    What is told of a file is what would be told of it alone, whichever files come with it.
    """
    at_fault = {row for _, failing in (*suite.failed, *suite.found) for row in failing}
    place = {
        row: (sha, sheet, number)
        for row, sha, sheet, number in rows.select(ROW_ID, "source_sha256", "sheet", "row_number")
        .filter(pl.col(ROW_ID).is_in(at_fault))
        .iter_rows()
    }
    sizes = sorted(rows.group_by("source_sha256").agg(pl.len()).iter_rows())
    results = []
    for rules, is_told_if_passed in ((suite.failed, True), (suite.found, False)):
        for rule, failing in rules:
            by_file: dict[str, list[tuple[str, int]]] = {sha: [] for sha, _ in sizes}
            for row in failing:
                if row in place:
                    sha, sheet, number = place[row]
                    by_file[sha].append((sheet, number))
            is_told_if_failed = rule.column not in _IN_DETAIL
            results += [
                _rule_result(rule, sha, size, by_file[sha])
                for sha, size in sizes
                if (is_told_if_failed if by_file[sha] else is_told_if_passed)
            ]
    return results


def _rule_result(rule: Rule, sha: str, checked: int, failing: list[tuple[str, int]]) -> RuleResult:
    return RuleResult(
        source_sha256=sha,
        rule=rule.name,
        column_name=rule.column,
        severity=rule.severity,
        dimension=rule.dimension,
        rows_checked=checked,
        rows_failed=len(failing),
        example_rows=examples(failing),
        message_th=rule.message_th,
        message_en=rule.message_en,
        remedy_th=rule.remedy_th,
        remedy_en=rule.remedy_en,
    )


def examples(rows: Sequence[tuple[str, int]]) -> str:
    """The first rows as a person reads them: `Sheet1!5, 9, 12`; the sheet only where the file has sheets."""
    by_sheet: dict[str, list[int]] = {}
    for sheet, number in sorted(rows)[:_EXAMPLES]:
        by_sheet.setdefault(sheet, []).append(number)
    text = "; ".join(
        (f"{sheet}!" if sheet else "") + ", ".join(map(str, numbers)) for sheet, numbers in by_sheet.items()
    )
    return text + (f" … (+{len(rows) - _EXAMPLES})" if len(rows) > _EXAMPLES else "")
