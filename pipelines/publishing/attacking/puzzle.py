"""What an attacker holds, as unknowns and relations: the counts behind a publication and how they hang together.

Every whole number of persons in a published, rounded table is an unknown. What the public file shows of it bounds it;
what the models declare (`relations`) and every percentage that is shown relate it to others. Tables are read whole and
put into arrays at once; rows of open data are known as they are, and only read where other rows are made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.publishing.attacking.bounds import ENDLESS, Bools, Intervals, Ints, Linear, wilson_percent
from pipelines.publishing.attacking.relations import AddsUp, SignedSum, row_relation, signed_sum
from pipelines.publishing.attacking.rows import Rows, joined, shares_of
from pipelines.publishing.disclosure import Thresholds, quoted
from pipelines.publishing.errors import RelationUntrue

if TYPE_CHECKING:
    import duckdb

DEFINITIONS = "mart.main.dim_indicator"
OPEN = 1 << 60
DENOMINATOR_OF_ALL = "denominator_of_all"
Form = list[tuple[Ints, Any]]
"""A sum for each row of a table: unknowns (-1: none) with their factors."""


@dataclass(frozen=True)
class Cells:
    """Where numbers stand: table, row and column, or family of columns, by number."""

    table: Ints
    row: Ints
    column: Ints


@dataclass(frozen=True)
class Puzzle:
    """The unknowns with their true values, and everything that is known of them.

    `shares` are the percentages that are shown: families of columns in a row. `share_of` names, for each relation of
    `linear` and then of `intervals`, the one it comes from; -1 where it always holds.
    """

    true: Ints
    low: Ints
    high: Ints
    floor: Ints
    is_secret: Bools
    cells: Cells
    linear: Linear
    intervals: Intervals
    share_of: Ints
    shares: Cells
    families: tuple[tuple[str, ...], ...]
    tables: tuple[Rows, ...]

    def members(self, relations: Ints) -> Ints:
        """The unknowns in these relations, of `linear` and then of `intervals`."""
        cut = len(self.linear.low)
        terms = self.linear.by_relation.terms(relations[relations < cut])
        pairs = relations[relations >= cut] - cut
        return np.unique(
            np.concatenate(
                [self.linear.unknown[terms], self.intervals.numerator[pairs], self.intervals.denominator[pairs]]
            )
        )


class Maker:
    """Gathers unknowns and relations, first of each table, then between tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: list[Rows], thresholds: Thresholds) -> None:
        self._connection, self._tables, self._thresholds = connection, tables, thresholds
        self._by_name = {rows.table.name: rows for rows in tables}
        self._unknowns: dict[tuple[str, str], Ints] = {}
        self._known: list[tuple[Any, ...]] = []
        self._relations: list[tuple[Ints, Ints, Ints, Ints, Ints, Ints]] = []
        self._relation_count = 0
        self._intervals: list[tuple[Ints, ...]] = []
        self._interval_shares: list[Ints] = []
        self._families: list[tuple[str, ...]] = []
        self._shares: list[tuple[Ints, Ints, Ints]] = []
        self._share_count = 0
        self._make_unknowns()

    def make(self) -> Puzzle:
        """Everything together."""
        for number, rows in enumerate(self._tables):
            forms = self._forms_of(rows)
            self._relate_in_rows(rows)
            self._relate_definitions(rows, forms)
            self._relate_sums(rows)
            self._relate_shares(number, rows, forms)
        true, low, high, floor, secret, table, row, column = self._columns(self._known, 8)
        at_least, at_most, of, unknown, factor, share = self._columns(self._relations, 6)
        return Puzzle(
            true=true,
            low=low,
            high=high,
            floor=floor,
            is_secret=secret.astype(bool),
            cells=Cells(table, row, column),
            linear=Linear(at_least, at_most, of, unknown, factor),
            intervals=Intervals(*self._columns(self._intervals, 4)),
            share_of=np.concatenate([share, *self._interval_shares]),
            shares=Cells(*self._columns(self._shares, 3)),
            families=tuple(self._families),
            tables=tuple(self._tables),
        )

    @staticmethod
    def _columns(parts: list[Any], width: int) -> list[Ints]:
        """Arrays gathered piece by piece, in one piece each."""
        return [
            np.concatenate([np.empty(0, dtype=np.int64), *(np.asarray(part[place], dtype=np.int64) for part in parts)])
            for place in range(width)
        ]

    def _make_unknowns(self) -> None:
        half, size = self._thresholds.rounding_base // 2, 0
        for number, rows in enumerate(self._tables):
            for place, (name, values) in enumerate(rows.exact.items()):
                told = np.flatnonzero(~values.mask)
                true, shown = values.data[told], rows.shown[name][told]
                is_open = rows.is_open[told] & ~np.bool_(rows.table.column(name).of_records)
                floor = np.full(len(told), -ENDLESS if len(true) and true.min() < 0 else 0)
                low = np.where(shown.mask, floor, np.maximum(shown.data - half, floor))
                high = np.where(shown.mask, ENDLESS, shown.data + half)
                is_secret = ~is_open & (true >= 1) & (true < self._thresholds.rounding_base)
                low, high = np.where(is_open, true, low), np.where(is_open, true, high)
                ids = np.full(len(rows), -1, dtype=np.int64)
                ids[told] = size + np.arange(len(told))
                size += len(told)
                self._unknowns[rows.table.name, name] = ids
                whole = np.full(len(told), number), told, np.full(len(told), place)
                self._known.append((true, low, high, floor, is_secret, *whole))
        self._true = self._columns(self._known, 1)[0]

    def _forms_of(self, rows: Rows) -> dict[str, Form]:
        """The sums that relations of a table may name: its own counts, and those of the row that defines it."""
        forms: dict[str, Form] = {}
        relations = rows.table.relations
        if relations and (defined := relations.defined_by):
            of = self._by_name[defined.of]
            mine, theirs = joined(
                self._connection, f"wholes.{quoted(defined.by)} = parts.{quoted(defined.by)}", rows, of
            )
            for name in of.exact:
                ids = np.full(len(rows), -1, dtype=np.int64)
                ids[mine] = self._unknowns[of.table.name, name][theirs]
                forms[name] = [(ids, 1)]
        return forms | {name: [(self._unknowns[rows.table.name, name], 1)] for name in rows.exact}

    def _relate_in_rows(self, rows: Rows) -> None:
        for text in rows.table.relations.in_a_row if rows.table.relations else ():
            terms, is_bound = row_relation(text)
            form = [(self._unknowns[rows.table.name, name], sign) for name, sign in terms.items()]
            ids = np.stack([unknown for unknown, _ in form])
            told = (ids >= 0).all(axis=0) if is_bound else (ids[0] >= 0) & (ids[1:] >= 0).any(axis=0)
            told &= ~rows.is_settled
            self._relate(f"{rows.table.name}: {text}", form, told, -OPEN if is_bound else 0, 0)

    def _relate_definitions(self, rows: Rows, forms: dict[str, Form]) -> None:
        """The numerator and the denominator as sums of the counts of the row that defines them."""
        if not (rows.table.relations and rows.table.relations.defined_by):
            return
        definitions = self._connection.execute(
            f"""
            select place, numerator_terms, denominator_terms
            from {rows.relation} join {DEFINITIONS} using (definition_id) order by place
            """
        ).fetchnumpy()
        for part in ("numerator", "denominator"):
            texts, which = np.unique(np.asarray(definitions[f"{part}_terms"], dtype=str), return_inverse=True)
            sums = [signed_sum(text) for text in texts]
            form = _signed(forms, sums, which)
            told = self._unknowns[rows.table.name, part] >= 0
            self._relate(f"{rows.table.name}: {part}", [*form, (self._unknowns[rows.table.name, part], -1)], told, 0, 0)
            if part == "denominator":
                of_all = [
                    {("graduates" if name == "followed" else name): sign for name, sign in one.items()} for one in sums
                ]
                forms[DENOMINATOR_OF_ALL] = _signed(forms, of_all, which)

    def _relate_sums(self, rows: Rows) -> None:
        for adds_up in rows.table.relations.adds_up if rows.table.relations else ():
            self._relate_sum(rows, adds_up)

    def _relate_sum(self, rows: Rows, adds_up: AddsUp) -> None:
        parts = self._by_name[adds_up.table or rows.table.name]
        conditions = [f"wholes.{quoted(by)} is not distinct from parts.{quoted(by)}" for by in adds_up.by]
        conditions.append("not wholes.is_open_data")
        if not (adds_up.breakdown or adds_up.table):  # the total stands in each of its parts; once is enough
            first = f"select min(place) from {rows.relation} group by {', '.join(map(quoted, adds_up.by))}"
            conditions.append(f"wholes.place in ({first})")
        for side, breakdown in (("wholes", adds_up.breakdown), ("parts", adds_up.parts)):
            if breakdown:
                conditions.append(f"{side}.breakdown = '{breakdown}'")
        wholes, members = joined(self._connection, " and ".join(conditions), rows, parts)
        of, place = np.unique(wholes, return_inverse=True)
        for mine, theirs in (adds_up.columns or {name: name for name in rows.exact if name in parts.exact}).items():
            total = self._unknowns[rows.table.name, mine][of]
            ids = self._unknowns[parts.table.name, theirs][members]
            known = ids >= 0
            added = np.zeros(len(of), dtype=np.int64)
            np.add.at(added, place[known], self._true[ids[known]])
            lacking = np.zeros(len(of), dtype=bool)
            lacking[place[~known]] = True
            holds = (total >= 0) & (added == self._true[total])
            if not holds.any() and (~lacking & (total >= 0)).any():
                raise RelationUntrue(f"{rows.table.name}.{mine}: {adds_up.breakdown} from {adds_up.parts}")
            number = np.cumsum(holds) - 1
            used = known & holds[place]
            self._add(
                int(holds.sum()),
                0,
                0,
                np.concatenate([number[holds], number[place[used]]]),
                np.concatenate([total[holds], ids[used]]),
                np.concatenate([np.full(int(holds.sum()), -1), np.ones(int(used.sum()))]),
            )

    def _relate_shares(self, number: int, rows: Rows, forms: Mapping[str, Form]) -> None:
        """Every percentage that is shown: the count between its bounds, and enough persons behind it."""
        families: dict[tuple[str, str], list[str]] = {}
        for name in shares_of(rows.table, rows.shown):
            column = rows.table.column(name)
            families.setdefault((str(column.numerator), str(column.over)), []).append(name)
        for (numerator, over), names in families.items():
            above, below = (_sum_of(forms, signed_sum(text)) for text in (numerator, over))
            shown = {rows.table.column(name).interval: rows.shown[name].filled(-1) for name in names}
            is_open = rows.is_open & ~np.bool_(any(rows.table.column(name).of_records for name in names))
            is_shown = np.any([values >= 0 for values in shown.values()], axis=0) & ~is_open
            places = np.flatnonzero(is_shown)
            share = np.full(len(rows), -1, dtype=np.int64)
            share[places] = self._share_count + np.arange(len(places))
            self._share_count += len(places)
            self._shares.append((np.full(len(places), number), places, np.full(len(places), len(self._families))))
            self._families.append(tuple(names))
            what = f"{rows.table.name}.{names[0]}"
            if (rate := shown.get(None)) is not None:
                told = is_shown & (rate >= 0)
                for edge, low, high in ((2 * rate + 1, -OPEN, 0), (2 * rate - 1, 0, OPEN)):
                    form = [*((ids, 200 * sign) for ids, sign in above), *((ids, -edge * sign) for ids, sign in below)]
                    self._relate(what, form, told, low, high, share)
            enough = self._unknowns.get((rows.table.name, str(rows.table.column(names[0]).denominator)))
            if enough is not None:
                least = self._thresholds.minimum_rate_denominator
                self._relate(what, [(enough, 1)], is_shown & (enough >= 0), least, OPEN, share)
            if len(above) == len(below) == 1 and (set(shown) & {"low", "high"}):
                self._add_intervals(above[0][0], below[0][0], shown, share)

    def _add_intervals(self, numerator: Ints, denominator: Ints, shown: Mapping[Any, Ints], share: Ints) -> None:
        nothing = np.full(len(share), -1, dtype=np.int64)
        low, high = shown.get("low", nothing), shown.get("high", nothing)
        told = np.flatnonzero((share >= 0) & (numerator >= 0) & (denominator >= 0) & ((low >= 0) | (high >= 0)))
        numerator, denominator, low, high, share = (part[told] for part in (numerator, denominator, low, high, share))
        with np.errstate(all="ignore"):
            found = wilson_percent(self._true[numerator], np.maximum(self._true[denominator], 1))
        fits = (self._true[numerator] <= self._true[denominator]) & (self._true[denominator] > 0)
        for value, told_as in zip(found, (low, high), strict=True):
            fits &= (told_as < 0) | (np.abs(value - told_as) <= 0.5 + 1e-9)
        self._intervals.append((numerator[fits], denominator[fits], low[fits], high[fits]))
        self._interval_shares.append(share[fits])

    def _relate(self, what: str, form: Form, told: Bools, low: int, high: int, share: Ints | None = None) -> None:
        """Relate the members of a sum in the rows where it is told and true.

        It may be untrue where a member is NULL or a cell stands on two bases: whoever relies on it is misled there.
        """
        places = np.flatnonzero(told)
        ids = np.stack([unknown[places] for unknown, _ in form])
        factors = np.stack([np.broadcast_to(factor, told.shape)[places] for _, factor in form])
        known = (ids >= 0) & (factors != 0)
        total = np.where(known, factors * self._true[ids], 0).sum(axis=0)
        holds = (total >= low) & (total <= high)
        if not holds.any() and (known | (factors == 0)).all(axis=0).any():
            raise RelationUntrue(what)
        used = known & holds
        number = np.cumsum(holds) - 1
        of = np.broadcast_to(number, used.shape)
        shares = None if share is None else share[places][holds]
        self._add(int(holds.sum()), low, high, of[used], ids[used], factors[used], shares)

    def _add(
        self, size: int, low: int, high: int, of: Ints, unknown: Ints, factor: Ints, share: Ints | None = None
    ) -> None:
        edges = np.full(size, low, dtype=np.int64), np.full(size, high, dtype=np.int64)
        shares = np.full(size, -1, dtype=np.int64) if share is None else share
        self._relations.append((*edges, of + self._relation_count, unknown, factor, shares))
        self._relation_count += size


def _sum_of(forms: Mapping[str, Form], terms: SignedSum) -> Form:
    return [(ids, factor * sign) for name, sign in terms.items() for ids, factor in forms[name]]


def _signed(forms: Mapping[str, Form], sums: list[SignedSum], which: Ints) -> Form:
    """For each row the sum that its definition asks for."""
    names = sorted({name for one in sums for name in one})
    signs = {name: np.array([one.get(name, 0) for one in sums], dtype=np.int64)[which] for name in names}
    return [(ids, factor * signs[name]) for name in names for ids, factor in forms[name]]
