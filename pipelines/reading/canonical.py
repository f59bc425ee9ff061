"""Rows of files to one canonical frame, a column at a time over all files of a layout: cost follows rows, not files.

The frame holds the stored columns of the contract, then `sheet`, `row_number`, `unreadable`, `remarks`, `key_hash`,
`scope_hash`, `wide_scope_hash` and `source_sha256`. `unreadable` names the columns of such cells, `remarks` says
`column:code` of what is worth telling; the text of a cell that could not be read is nowhere in it, and no column that
identifies a person leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import polars as pl

from pipelines.contracts import Column, Contract, Layout
from pipelines.contracts.rules import REMARKS, UNREADABLE
from pipelines.reading.colleges import FUZZY, Colleges
from pipelines.reading.found import Note
from pipelines.reading.making import Cells, Events, made_columns
from pipelines.reading.personal import is_personal
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.referring import college_or_name, establishments, event_ids, with_provisional_ids
from pipelines.reading.resolution import college_code_aliases, years_of_study
from pipelines.reading.rows import IS_SHIFTED, SourceRows
from pipelines.reading.text import arabic_digits
from pipelines.reading.values import Parsed, cleaned, parse

SHIFTED_ROW = "row"
"""Stands in `unreadable` for a row with more cells than the heading: none of its cells can be trusted."""

TRAILER = ("sheet", "row_number", UNREADABLE, REMARKS, "key_hash", "scope_hash", "wide_scope_hash")
FILE = "source_sha256"
_BEYOND_COURSE = "ตกค้าง"
_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "DATE": pl.Date(),
    "BOOLEAN": pl.Boolean(),
}
_NULL = "\x00"
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Reading:
    """What rows are read with: the day they arrived, the names of colleges, the calendar, the key of the pseudonyms."""

    arrival: date
    colleges: Colleges
    events: Events
    pseudonyms: Pseudonyms


@dataclass(frozen=True)
class Canonical:
    """The frame of some files of one source and layout, with notes for the sender of each by SHA-256."""

    frame: pl.DataFrame
    notes: Mapping[str, tuple[Note, ...]]


def frame_schema(contract: Contract) -> dict[str, pl.DataType]:
    """Names and types of the canonical frame of a source, in order."""
    stored = {column.stored_as: _TYPES[column.physical_type] for column in contract.stored}
    trailer: dict[str, pl.DataType] = {name: pl.String() for name in TRAILER}
    return stored | trailer | {"row_number": pl.Int32(), FILE: pl.String()}


def canonical(files: Sequence[tuple[str, SourceRows]], reading: Reading) -> Canonical:
    """The canonical frame of files of one contract and layout.

    Args:
        files: SHA-256 and rows of each; all of one contract and layout.
        reading: what they are read with.
    """
    contract, layout = files[0][1].contract, files[0][1].layout
    cells = pl.concat(
        [rows.cells.with_columns(pl.lit(sha).alias(FILE)) for sha, rows in files], how="diagonal"
    ).rechunk()
    columns = _Columns(contract, layout, cells, reading)
    frame = columns.frame()
    notes = {sha: list(rows.notes) for sha, rows in files}
    for note_of, note in columns.text_notes():
        notes[note_of].append(note)
    frame, skipped = _without_skipped(layout, frame)
    for sha, count in skipped:
        notes[sha].append(Note("not_surveyed", "", count))
    schema = frame_schema(contract)
    return Canonical(
        frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items()),
        {sha: tuple(found) for sha, found in notes.items()},
    )


def _without_skipped(layout: Layout, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, int]]]:
    """Leaves out rows that are no record of the source; one with a cell that nobody could read is never left out."""
    if layout.skip is None:
        return frame, []
    is_skipped = frame.select(
        (pl.sql_expr(layout.skip.expression).fill_null(False) & pl.col(UNREADABLE).is_null()).alias("skip")
    )["skip"]
    counted = frame.filter(is_skipped).group_by(FILE).len().sort(FILE)
    return frame.filter(~is_skipped), list(counted.iter_rows())


class _Columns:
    """The columns of a frame in the making: values, and the flags of their cells."""

    def __init__(self, contract: Contract, layout: Layout, cells: pl.DataFrame, reading: Reading):
        self.contract, self.layout, self.reading = contract, layout, reading
        self.cells = cells
        self.height = cells.height
        self.read = [column for column in contract.read_in(layout) if column.name in cells.columns]
        self.text = cleaned(cells.select(column.name for column in self.read), self.read)
        self.values: dict[str, pl.Series] = {}
        self.unreadable: dict[str, pl.Series] = {}
        self.remarks: dict[tuple[str, str], pl.Series] = {}
        self.year_of_level: pl.Series | None = None

    def frame(self) -> pl.DataFrame:
        """All stored columns and the trailer."""
        for column in self.read:
            self._parse(column)
        self._resolve_colleges()
        self._name_establishments()
        self._keep_unlisted()
        self._fall_back()
        is_beyond = self._years_of_study()
        self._make(is_beyond)
        self.unreadable[SHIFTED_ROW] = self.cells[IS_SHIFTED]
        stored = [
            self.values.get(column.name, pl.Series([None]).new_from_index(0, self.height))
            .cast(_TYPES[column.physical_type])
            .alias(column.stored_as)
            for column in self.contract.stored
        ]
        frame = self._computed(pl.DataFrame(stored))
        return frame.with_columns(
            self.cells["sheet"],
            self.cells["row_number"],
            _names(self.unreadable, self.height).alias(UNREADABLE),
            _names({f"{name}:{code}": flag for (name, code), flag in self.remarks.items()}, self.height).alias(REMARKS),
            self.cells[FILE],
            key_hash=hashes(frame, self.contract.key),
            **self._scopes(frame),
        )

    def text_notes(self) -> Iterable[tuple[str, Note]]:
        """How many cells of each text column had their Thai put right, by file."""
        for column in self.read:
            if column.parser != "string" or column.is_direct:
                continue
            tidy = pl.col("cell").str.replace_all(r"\s+", " ").str.strip_chars()
            changed = (
                pl.DataFrame({FILE: self.cells[FILE], "cell": self.cells[column.name], "text": self.text[column.name]})
                .filter(pl.col("text").is_not_null() & (pl.col("text") != tidy))
                .group_by(FILE)
                .len()
            )
            for sha, count in changed.sort(FILE).iter_rows():
                yield sha, Note("text_repaired", column.heading_th, count)

    def _parse(self, column: Column) -> None:
        text = self.text[column.name]
        if column.name == "year_of_study":
            text = text.set(text.str.contains(_BEYOND_COURSE, literal=True).fill_null(False), None)
        parsed = self._parsed(column, text)
        values = parsed.values
        if column.parser == "string" and column.key_position is not None and column.name.endswith(("_id", "_code")):
            values = values.to_frame("id").select(arabic_digits(pl.col("id")))["id"]
        if column.parser == "string" and not column.is_direct:
            values = self._without_people(column, values)
        if column.name == "college_code":
            values, parsed = self._known_code(text, values, parsed)
        self.values[column.name] = values
        self.unreadable[column.name if column.is_direct else column.stored_as] = parsed.unreadable
        for code, flag in parsed.remarks.items():
            self.remarks[column.name if column.is_direct else column.stored_as, code] = flag
        if parsed.year_of_study is not None:
            self.year_of_level = parsed.year_of_study

    def _parsed(self, column: Column, text: pl.Series) -> Parsed:
        if column.resolve == "establishment":
            return establishments(text, self.reading.pseudonyms)
        if column.resolve == "college":
            return college_or_name(text, self.reading.colleges)
        if column.resolve == "calendar_event":
            return event_ids(text, self.reading.events)
        return parse(text, column, self.reading.arrival, self.cells[FILE])

    def _without_people(self, column: Column, values: pl.Series) -> pl.Series:
        """A free text that holds somebody's number or address is emptied: it would carry a person out."""
        is_found = is_personal(values)
        if not is_found.any():
            return values
        self.remarks[column.stored_as, "person_in_text"] = is_found
        return values.set(is_found, None)

    def _known_code(self, text: pl.Series, values: pl.Series, parsed: Parsed) -> tuple[pl.Series, Parsed]:
        """An older code that the office lists becomes the code of today, with a warning."""
        aliases = college_code_aliases()
        is_alias = text.is_in(list(aliases)).fill_null(False)
        if not is_alias.any():
            return values, parsed
        today = text.to_frame("text").select(pl.col("text").replace_strict(aliases, default=None))["text"]
        remarks = {**parsed.remarks, "alias_code": is_alias}
        return values.zip_with(~is_alias, today), Parsed(values, parsed.unreadable & ~is_alias, remarks)

    def _resolve_colleges(self) -> None:
        """A college named by its name alone: where there is no code, the name and province lead to it."""
        names = self.values.get("college_name_th")
        # in the register the name is no helper: it is what the row says
        if names is None or not self.contract.by_name["college_name_th"].is_check:
            return
        stored = self.contract.by_name["college_code"].stored_as
        codes = self.values.get("college_code", pl.Series([None], dtype=pl.String).new_from_index(0, self.height))
        unread = self.unreadable.get(stored, pl.Series([False]).new_from_index(0, self.height))
        is_wanted = codes.is_null() & ~unread & names.is_not_null()
        if not is_wanted.any():
            return
        provinces = self.values.get("province_name", pl.Series([None], dtype=pl.String).new_from_index(0, self.height))
        found = self.reading.colleges.resolved(names.set(~is_wanted, None), provinces.set(~is_wanted, None))
        self.values["college_code"] = codes.zip_with(~is_wanted, found["college_code"])
        self.values[_MATCH] = found["method"]
        self.values[_SCORE] = found["score"]
        self.unreadable[stored] = unread | (is_wanted & found["college_code"].is_null())
        self.remarks[stored, "college_unknown"] = is_wanted & found["college_code"].is_null()
        self.remarks[stored, "college_by_likeness"] = (found["method"] == FUZZY).fill_null(False)

    def _name_establishments(self) -> None:
        """Establishments without a number are known by name and province; those that are people have no name."""
        no_row = pl.Series([False]).new_from_index(0, self.height)
        for column in self.contract.columns:
            if column.provisional_by:
                unread = self.unreadable.get(column.stored_as, no_row)
                self.values |= with_provisional_ids(column, self.values, unread, self.reading.pseudonyms)

    def _keep_unlisted(self) -> None:
        """The text of a value that is in no list stands in the column kept for it, unless that is filled in."""
        for column in self.contract.columns:
            remark = self.remarks.get((column.stored_as, "unlisted_value"))
            if column.unlisted_into is None or remark is None:
                continue
            other = self.contract.by_name[column.unlisted_into]
            said = self._without_people(column, self.text[column.name].set(~remark, None))
            kept = self.values.get(other.name, pl.Series([None], dtype=pl.String).new_from_index(0, self.height))
            self.values[other.name] = kept.zip_with(kept.is_not_null(), said)

    def _fall_back(self) -> None:
        """A column that is empty takes what another one says (the sex that a title tells)."""
        for column in self.contract.columns:
            if column.fallback is None:
                continue
            told = Cells(self.text, self.cells, self.values).told_by_title()
            if told is None:
                continue
            before = self.values.get(column.name, pl.Series([None], dtype=pl.String).new_from_index(0, self.height))
            unread = self.unreadable.get(column.stored_as, pl.Series([False]).new_from_index(0, self.height))
            self.values[column.name] = before.zip_with(before.is_not_null() | unread, told)

    def _years_of_study(self) -> pl.Series | None:
        """Fills the year of study from the level; says who is beyond the course where the contract asks for it."""
        column = self.contract.by_name.get("year_of_study")
        if column is None:
            return None
        nothing = pl.Series([None], dtype=pl.Int32).new_from_index(0, self.height)
        years = self.values.get("year_of_study", nothing).cast(pl.Int32)
        if self.year_of_level is not None:
            years = years.zip_with(years.is_not_null(), self.year_of_level.cast(pl.Int32))
        self.values["year_of_study"] = years
        if not any(other.made == "beyond_course" for other in self.contract.columns):
            return None
        levels = (
            self.values["level"]
            .to_frame("level")
            .select(pl.col("level").replace_strict(years_of_study(), default=None, return_dtype=pl.Int32))["level"]
        )
        is_over = (years > levels).fill_null(False)
        said = pl.Series([False]).new_from_index(0, self.height)
        for name in {"year_of_study", "level"} & set(self.text.columns):
            said = said | self.text[name].str.contains(_BEYOND_COURSE, literal=True).fill_null(False)
        self.remarks[column.stored_as, "beyond_course"] = is_over
        self.values["year_of_study"] = years.set(is_over, None)
        return (is_over | said).set(~(is_over | said) & years.is_null(), None)

    def _make(self, is_beyond: pl.Series | None) -> None:
        wanted = {column.made: column for column in self.contract.columns if column.made}
        cells = Cells(self.text, self.cells, self.values)
        self.values |= made_columns(self.contract.columns, cells, self.reading.pseudonyms, self.reading.events)
        if is_beyond is not None:
            self.values[wanted["beyond_course"].name] = is_beyond
        for maker, source in (("match_method", _MATCH), ("match_score", _SCORE)):
            if maker in wanted and source in self.values:
                self.values[wanted[maker].name] = self.values[source]

    def _computed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Columns of the layout that are computed; one that comes to nothing for want of a cell is unreadable too."""
        for item in self.layout.computed:
            frame = frame.with_columns(pl.sql_expr(item.expression).alias(item.name))
            behind = [self.unreadable[name] for name in sorted(item.columns & self.unreadable.keys())]
            if behind and item.name not in item.columns:
                unread = pl.DataFrame(behind).select(pl.any_horizontal(pl.all()).alias("any"))["any"]
                self.unreadable[item.name] = unread & frame[item.name].is_null()
        return frame

    def _scopes(self, frame: pl.DataFrame) -> dict[str, pl.Series]:
        """The scope of each row, and the wider one that a file without some of the scope's columns covers."""
        contract = self.contract
        scope = hashes(frame, contract.scope_columns or contract.key)
        if contract.mode == "upsert" or contract.wide_scope_columns == contract.scope_columns:
            return {"scope_hash": scope, "wide_scope_hash": scope}
        wide = hashes(frame, contract.wide_scope_columns)
        lacking = pl.Series([False]).new_from_index(0, self.height)
        for column in (contract.by_name[name] for name in contract.scope):
            if not column.is_required and not column.only_in:
                lacking = lacking | (self.cells[column.name].is_null() if column.name in self.cells.columns else True)
        return {"scope_hash": scope.zip_with(~lacking, wide), "wide_scope_hash": wide}


_MATCH, _SCORE = "\x00method", "\x00score"


def _names(flags: Mapping[str, pl.Series], height: int) -> pl.Series:
    """For each row the names whose flag is set, comma separated; NULL where there are none."""
    marked = [pl.when(pl.lit(flag)).then(pl.lit(name)) for name, flag in flags.items() if flag.any()]
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    if not marked:
        return nothing
    joined = pl.concat_str(marked, separator=",", ignore_nulls=True)
    return nothing.to_frame("none").select(pl.when(joined != "").then(joined).alias("names"))["names"]


def hashes(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """MD5 of the named columns of each row; NULL is a value of its own and differs from empty text."""
    parts = [pl.col(name).cast(pl.String).fill_null(_NULL) for name in columns]
    with _in_memory().cursor() as connection:
        connection.register("rows", frame.select(pl.concat_str(parts, separator=_SEPARATOR).alias("text")))
        return connection.execute("select md5(text) as hash from rows").pl()["hash"]


def hash_in_sql(expressions: Sequence[str]) -> str:
    """What `hashes` makes of columns, as an expression of SQL over texts, whole numbers and dates."""
    parts = ", ".join(f"coalesce(({expression})::varchar, chr({ord(_NULL)}))" for expression in expressions)
    return f"md5(concat_ws(chr({ord(_SEPARATOR)}), {parts}))"


@cache
def _in_memory() -> duckdb.DuckDBPyConnection:
    """A database that holds nothing, for what it computes: making one takes longer than hashing a file's rows."""
    return duckdb.connect()
