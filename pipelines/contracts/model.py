"""The shapes of a contract. Plain frozen data: no file is read and nothing is judged here.

Columns, layouts and contracts are compared by identity, so that they can be keys of caches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

_WORD = re.compile(r"'[^']*'|[A-Za-z_][A-Za-z_0-9]*\b(?!\s*\()")
_SQL = {
    "and", "or", "not", "is", "null", "true", "false", "between", "like", "case", "when", "then", "else", "end",
    "interval",
}  # fmt: skip

ARRIVED_ON = "arrived_on"
"""The day on which the file of a row was first loaded; a derived column may name it like one of the source."""

Severity = Literal["error", "warning", "note"]
Mode = Literal["snapshot", "upsert"]


@dataclass(frozen=True)
class EnumValue:
    """One value of a code list: the stored code, its Thai label, and other spellings of the whole value.

    A noted spelling is taken like the others, and the sender is told what it was taken for.
    """

    value: str
    label: str
    spellings: tuple[str, ...] = ()
    noted_spellings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a source.

    `name` is the canonical name, `stored_as` the name in landing and raw (a resolved name is kept as its
    code, a check column as `check_<name>`). `parser` names the reader of the cell; without one the logical
    type decides. A column that is `made` has no cell: its maker builds it from the columns `made_of`. A direct
    column is read for the makers alone and stored nowhere.

    `month_as` says which day a month without one is (first or last), `only_in` the layouts that have the column,
    `fallback` the column that speaks where this one is empty, `unlisted` the code of a value that is in no list,
    `unlisted_into` the column that keeps its text, `split` the combined heading whose text behind a slash belongs to
    another column, `resolve_by` the columns that name in words what this one would hold, `provisional_by` those that
    stand for an identity which is not given. `years_ahead` is how far a year may lie beyond the arrival. A cell of a
    column with `is_list` may hold several values, each of them a row. `reads_as` says what kind of identity a direct
    column is where its name does not.
    """

    name: str
    stored_as: str
    heading_th: str
    description_th: str
    description_en: str
    logical_type: str
    physical_type: str
    classification: str
    parser: str
    is_required: bool = False
    key_position: int | None = None
    synonyms: tuple[str, ...] = ()
    enum: tuple[EnumValue, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    plausible_range: str | None = None
    resolve: str | None = None
    is_check: bool = False
    is_unresolved_warning: bool = False
    made: str | None = None
    made_of: tuple[str, ...] = ()
    month_as: str | None = None
    only_in: tuple[str, ...] = ()
    fallback: str | None = None
    unlisted: str | None = None
    unlisted_into: str | None = None
    split: tuple[str, str] | None = None
    resolve_by: tuple[str, ...] = ()
    provisional_by: tuple[str, ...] = ()
    years_ahead: int = 1
    is_list: bool = False
    reads_as: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether the column identifies a person, so that it never leaves the reader."""
        return self.classification == "direct"

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that leads to this column where a layout gives none of its own."""
        return (self.name, self.heading_th, *self.synonyms)


@dataclass(frozen=True)
class Derived:
    """A named SQL expression over stored columns (evaluated by polars)."""

    name: str
    expression: str

    @cached_property
    def columns(self) -> frozenset[str]:
        """The stored columns that the expression names: its words without texts, keywords and functions."""
        words = _WORD.findall(self.expression)
        return frozenset(word for word in words if word[0] != "'" and word.lower() not in _SQL)


@dataclass(frozen=True, eq=False)
class Layout:
    """One shape in which a source arrives (02 section 8).

    A file has the layout whose `requires` are all among its headings. `headings` are this layout's own;
    empty means that every heading of the contract's columns is accepted. `skip` says which rows are no record of
    this source: they are not counted as rows.
    """

    id: str
    title: str
    requires: tuple[str, ...]
    headings: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    constants: dict[str, Any] = field(default_factory=dict)
    empty_is_zero: tuple[str, ...] = ()
    is_additive: bool = False
    computed: tuple[Derived, ...] = ()
    skip: Derived | None = None


@dataclass(frozen=True)
class Rule:
    """One rule that rows must meet: a Great Expectations expectation with what to tell the sender.

    `on_fail` names the cells that are emptied when the rule fails; the row then loads.
    """

    name: str
    column: str
    expectation: str
    kwargs: dict[str, Any]
    severity: Severity
    dimension: str
    message_th: str
    message_en: str
    remedy_th: str
    remedy_en: str
    on_fail: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Contract:
    """One source: its columns, layouts, loading mode and rules. `fingerprint` changes with any of them."""

    source: str
    title_th: str
    description_th: str
    description_en: str
    grain: str
    mode: Mode
    scope: tuple[str, ...]
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]
    derived: tuple[Derived, ...]
    own_rules: tuple[Rule, ...]
    fingerprint: str

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by canonical name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """The columns that are stored: all but those that identify a person."""
        return tuple(column for column in self.columns if not column.is_direct)

    @cached_property
    def by_stored_name(self) -> dict[str, Column]:
        """Columns by the name under which they are stored."""
        return {column.stored_as: column for column in self.stored}

    def read_in(self, layout: Layout) -> tuple[Column, ...]:
        """The columns that have a cell in files of this layout."""
        return tuple(
            column for column in self.columns if not column.made and (not column.only_in or layout.id in column.only_in)
        )

    def named(self, name: str) -> Column | None:
        """The column of that stored name, or the direct column of that name, which is stored nowhere."""
        return self.by_stored_name.get(name) or self.by_name.get(name)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Stored names of the key columns, in order."""
        keyed = [column for column in self.columns if column.key_position is not None]
        return tuple(column.stored_as for column in sorted(keyed, key=lambda column: column.key_position or 0))

    @cached_property
    def scope_columns(self) -> tuple[str, ...]:
        """Stored names of the scope columns (empty in upsert mode)."""
        return tuple(self.by_name[name].stored_as for name in self.scope)

    @cached_property
    def wide_scope_columns(self) -> tuple[str, ...]:
        """Stored names of the scope columns that no file may lack; a file without the others covers all of these."""
        return tuple(self.by_name[name].stored_as for name in self.scope if self.by_name[name].is_required)

    @cached_property
    def refers_to_calendar(self) -> bool:
        """Whether its rows name events of the office's calendar, and are judged by it."""
        return any(column.resolve == "calendar_event" for column in self.columns)

    @cached_property
    def year_column(self) -> Column | None:
        """The key column that holds the year a file is about, if there is one."""
        names = ("academic_year_be", "fiscal_year_be")
        return next((column for column in self.columns if column.name in names), None)

    def layout(self, layout_id: str) -> Layout:
        """The layout of that id; KeyError if there is none."""
        return next((layout for layout in self.layouts if layout.id == layout_id), None) or _missing(layout_id)


def _missing(layout_id: str) -> Layout:
    raise KeyError(layout_id)
