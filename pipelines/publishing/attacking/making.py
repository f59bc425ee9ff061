"""From the rows of a publication, and of the one before, to the puzzle of an attacker who holds both.

Tables are read whole and put into arrays at once; rows of open data are known as they are, and only read where other
rows are made of them. What an attacker has of the publication before is told in `before`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.publishing.attacking.before import Before, hidden_before
from pipelines.publishing.attacking.bounds import ENDLESS, Bools, Ints, Numbers, once
from pipelines.publishing.attacking.puzzle import DENOMINATOR_OF_ALL, OPEN, Form, Gathered, Puzzle, Unknowns
from pipelines.publishing.attacking.relations import AddsUp, SignedSum, row_relation, signed_sum
from pipelines.publishing.attacking.rows import BREAKDOWN, DEFINITION, DEFINITIONS, Rows, joined, shares_of
from pipelines.publishing.disclosure import Thresholds, quoted
from pipelines.publishing.files import MART, PREVIOUS

if TYPE_CHECKING:
    import duckdb


@dataclass
class _Side:
    """The tables of one publication, the database that holds all of its tables, and the unknown of each row by table
    and column."""

    tables: Sequence[Rows]
    database: str
    unknowns: dict[tuple[str, str], Numbers] = field(default_factory=dict)

    def table(self, name: str) -> Rows | None:
        return next((rows for rows in self.tables if rows.table.name == name), None)

    def of(self, table: str, column: str) -> Numbers:
        return self.unknowns[table, column]


@dataclass
class _Family:
    """A family of percentages of this publication: the sums they are made of, and the number of each row's."""

    above: Form
    below: Form
    share: Numbers


class Maker:
    """Gathers unknowns and relations of this publication, then what the one before tells beyond them."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: Sequence[Rows],
        thresholds: Thresholds,
        before: Before | None = None,
    ) -> None:
        self._connection, self._thresholds, self._before = connection, thresholds, before
        self._now = self._side = _Side(tables, MART)
        self._known = Unknowns()
        self._families: dict[tuple[str, tuple[str, ...]], _Family] = {}
        for number, rows in enumerate(tables):
            for place, (name, values) in enumerate(rows.exact.items()):
                ids = np.full(len(rows), -1, dtype=np.int32)
                told = np.flatnonzero(~values.mask)
                ids[told] = self._add_unknowns(rows, name, told, (number, told, place))
                self._now.unknowns[rows.table.name, name] = ids
        self._known.close()

    def make(self) -> Puzzle:
        """Everything together."""
        self._gathered = Gathered(self._known.true)
        self._relate(self._now)
        nothing = np.empty(0, dtype=np.int64)
        held_counts, held_shares, fixed_shares = nothing, nothing, nothing
        self._is_fixed = np.zeros(self._known.size, dtype=bool)
        self._is_same = np.zeros(self._known.size, dtype=bool)
        if self._before:
            self._same_shares, self._told_shares = [nothing], [nothing]
            self._relate_before(self._before)
            same, fixed_shares = np.concatenate(self._same_shares), np.concatenate(self._told_shares)
            held_counts, held_shares = self._held(self._before, same)
        linear, share = self._gathered.linear()
        intervals, share_of_interval = self._gathered.intervals()
        share_of = np.concatenate([share, share_of_interval])
        share_of[np.isin(share_of, fixed_shares)] = -1
        return Puzzle(
            true=self._known.true,
            low=self._known.low,
            high=self._known.high,
            floor=self._known.floor,
            is_secret=self._known.is_secret,
            is_own=self._known.is_own,
            is_fixed=self._is_fixed,
            held_counts=held_counts,
            held_shares=held_shares,
            cells=self._known.cells,
            linear=linear,
            intervals=intervals,
            share_of=share_of,
            shares=self._gathered.shares(),
            families=tuple(self._gathered.families),
            tables=tuple(self._now.tables),
            true_somewhere=frozenset(self._gathered.true_somewhere),
            true_nowhere=frozenset(self._gathered.true_nowhere),
        )

    def _add_unknowns(
        self, rows: Rows, name: str, at: Ints, cell: tuple[Any, Any, Any], *, is_own: bool = True
    ) -> Ints:
        """Unknowns for a column of these rows."""
        half = self._thresholds.rounding_base // 2
        true, shown = rows.exact[name].data[at], rows.shown[name][at]
        is_open = rows.is_open[at] & ~np.bool_(rows.table.column(name).of_records)
        floor = np.full(len(at), -ENDLESS if len(true) and true.min() < 0 else 0)
        is_told = ~shown.mask & (np.abs(shown.data - true) <= half)
        low = np.where(is_told, np.maximum(shown.data - half, floor), floor)
        high = np.where(is_told, shown.data + half, ENDLESS)
        is_secret = ~is_open & (true >= 1) & (true < self._thresholds.rounding_base)
        low, high = np.where(is_open, true, low), np.where(is_open, true, high)
        return self._known.add(true, low, high, floor, is_secret, is_own, cell)

    def _relate(self, side: _Side) -> None:
        """All that holds in a publication."""
        self._side = side
        for number, rows in enumerate(side.tables):
            forms = self._forms_of(rows)
            self._relate_in_rows(rows)
            self._relate_definitions(rows, forms)
            for adds_up in rows.table.relations.adds_up if rows.table.relations else ():
                self._relate_sum(rows, adds_up)
            self._relate_shares(number, rows, forms)

    def _forms_of(self, rows: Rows) -> dict[str, Form]:
        """The sums that relations of a table may name: its own counts, and those of the row that defines it."""
        forms: dict[str, Form] = {}
        relations = rows.table.relations
        defined = relations.defined_by if relations else None
        if defined and (of := self._side.table(defined.of)) is not None:
            same = f"wholes.{quoted(defined.by)} = parts.{quoted(defined.by)}"
            mine, theirs = joined(self._connection, same, rows, of)
            for name in of.exact:
                ids = np.full(len(rows), -1, dtype=np.int32)
                ids[mine] = self._side.of(of.table.name, name)[theirs]
                forms[name] = [(ids, 1)]
        return forms | {name: [(self._side.of(rows.table.name, name), 1)] for name in rows.exact}

    def _relate_in_rows(self, rows: Rows) -> None:
        for text in rows.table.relations.in_a_row if rows.table.relations else ():
            terms, is_bound = row_relation(text)
            form = [(self._side.of(rows.table.name, name), sign) for name, sign in terms.items()]
            told = form[0][0] >= 0
            others = [unknown >= 0 for unknown, _ in form[1:]]
            told &= np.all(others, axis=0) if is_bound else np.any(others, axis=0)
            edges = (-OPEN if is_bound else 0, 0)
            self._gathered.relate(f"{rows.table.name}: {text}", form, told & ~rows.is_settled, edges)

    def _relate_definitions(self, rows: Rows, forms: dict[str, Form]) -> None:
        """The numerator and the denominator as sums of the counts of the row that defines them."""
        if not (rows.table.relations and rows.table.relations.defined_by):
            return
        definitions = self._connection.execute(
            f"""
            select numerator_terms, denominator_terms
            from {rows.relation} join {self._side.database}.main.{DEFINITIONS} using ({DEFINITION}) order by place
            """
        ).fetchnumpy()
        for part in ("numerator", "denominator"):
            texts, which = np.unique(np.asarray(definitions[f"{part}_terms"], dtype=str), return_inverse=True)
            sums = [signed_sum(text) for text in texts]
            form = _signed(forms, sums, which)
            mine = self._side.of(rows.table.name, part)
            self._gathered.relate(f"{rows.table.name}: {part}", [*form, (mine, -1)], mine >= 0, (0, 0))
            if part == "denominator":
                of_all = [
                    {("graduates" if name == "followed" else name): sign for name, sign in one.items()} for one in sums
                ]
                forms[DENOMINATOR_OF_ALL] = _signed(forms, of_all, which)

    def _relate_sum(self, rows: Rows, adds_up: AddsUp) -> None:
        parts = self._side.table(adds_up.table or rows.table.name)
        if parts is None:
            return
        conditions = [f"wholes.{quoted(by)} is not distinct from parts.{quoted(by)}" for by in adds_up.by]
        conditions.append("not wholes.is_open_data")
        if adds_up.where:
            conditions.append(f"({adds_up.where_in(self._side.database)})")
        if not (
            adds_up.breakdown or adds_up.table or adds_up.where
        ):  # the total stands in each of its parts; once is enough
            first = f"select min(place) from {rows.relation} group by {', '.join(map(quoted, adds_up.by))}"
            conditions.append(f"wholes.place in ({first})")
        for side, breakdown in (("wholes", adds_up.breakdown), ("parts", adds_up.parts)):
            if breakdown:
                conditions.append(f"{side}.{BREAKDOWN} = '{breakdown}'")
        wholes, members = joined(self._connection, " and ".join(conditions), rows, parts)
        at, of = np.unique(wholes, return_inverse=True)
        for mine, theirs in (adds_up.columns or {name: name for name in rows.exact if name in parts.exact}).items():
            what = (
                f"{rows.table.name}.{mine}: {adds_up.breakdown or adds_up.where} from {adds_up.parts or adds_up.table}"
            )
            total, ids = self._side.of(rows.table.name, mine)[at], self._side.of(parts.table.name, theirs)[members]
            self._gathered.relate_sums(what, total, ids, of, at_most=adds_up.at_most)

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
            family, keep = (rows.table.name, tuple(names)), np.zeros(len(rows), dtype=bool)
            if self._side is self._now:
                share = self._gathered.add_shares(number, is_shown, tuple(names))
                self._families[family] = _Family(above, below, share)
            else:
                share = np.full(len(rows), -1, dtype=np.int32)
                keep = self._compare_shares(rows, self._families[family], (above, below), is_shown)
            what = f"{rows.table.name}.{names[0]}"
            if (rate := shown.get(None)) is not None:
                told = is_shown & (rate >= 0)
                for edge, *edges in ((2 * rate + 1, -OPEN, 0), (2 * rate - 1, 0, OPEN)):
                    form = [*((ids, 200 * sign) for ids, sign in above), *((ids, -edge * sign) for ids, sign in below)]
                    self._gathered.relate(what, form, told, (edges[0], edges[1]), share, keep)
            enough = self._side.unknowns.get((rows.table.name, str(rows.table.column(names[0]).denominator)))
            if enough is not None:
                edges = [self._thresholds.minimum_rate_denominator, OPEN]
                told = is_shown & (enough >= 0)
                self._gathered.relate(what, [(enough, 1)], told, (edges[0], edges[1]), share, keep)
            if len(above) == len(below) == 1:
                counts = above[0][0], below[0][0], self._rest_of(rows, forms, numerator, over)
                told = is_shown & (keep | np.any([ids >= self._gathered.first for ids in counts], axis=0))
                self._gathered.add_intervals(counts, shown, share, told)

    def _rest_of(self, rows: Rows, forms: Mapping[str, Form], numerator: str, over: str) -> Numbers:
        """The count that is the denominator without the numerator by a relation of the row; -1 where there is none."""
        defined = rows.table.relations.defined_by if rows.table.relations else None
        of = self._side.table(defined.of) if defined else rows
        for text in of.table.relations.in_a_row if of is not None and of.table.relations else ():
            terms, is_bound = row_relation(text)
            others = [name for name in terms if name not in (numerator, over)]
            if not is_bound and len(others) == 1 and terms == {over: 1, numerator: -1, others[0]: -1}:
                return forms[others[0]][0][0]
        return np.full(len(rows), -1, dtype=np.int32)

    def _relate_before(self, before: Before) -> None:
        """What the publication before tells beyond this one: of the counts that are others now, and of their change."""
        self._side = _Side(before.tables, PREVIOUS)
        self._gathered.first = self._known.size
        nothing = np.empty(0, dtype=np.int64)
        moved = [(nothing, nothing)]
        for rows in before.tables:
            moved += [self._meet(rows, name, before.place_of[rows.table.name]) for name in rows.exact]
        self._known.close()
        now, then = (np.concatenate(part) for part in zip(*moved, strict=True))
        change = self._known.true[now] - self._known.true[then]
        is_small = (np.abs(change) >= 1) & (np.abs(change) < self._thresholds.rounding_base)
        now, then, change = now[is_small], then[is_small], change[is_small]
        endless = np.full(len(now), ENDLESS)
        cells = (self._known.cells.table[now], self._known.cells.row[now], self._known.cells.column[now])
        ids = self._known.add(change, -endless, endless, -endless, True, True, cells)
        self._known.close()
        self._gathered.true = self._known.true
        factor = np.tile(np.array([1, -1, -1]), len(now))
        sizes = np.full(len(now), 3)
        self._gathered.add((0, 0), sizes, np.stack([now, then, ids], axis=1).ravel().astype(np.int32), factor)
        self._is_fixed, self._is_same = (
            np.concatenate([flags, np.zeros(self._known.size - len(flags), dtype=bool)])
            for flags in (self._is_fixed, self._is_same)
        )
        self._is_fixed[self._gathered.first :] = True
        self._relate(self._side)

    def _meet(self, rows: Rows, name: str, place: Ints) -> tuple[Ints, Ints]:
        """Unknowns of a column of earlier rows: those of now where the count is the same, else new ones.

        Returns the unknowns, of now and of then, of those that are not, where neither is open data.
        """
        table, values = rows.table.name, rows.exact[name]
        ids = taken(self._now.of(table, name), place)
        told = ~values.mask
        is_same = told & (ids >= 0) & (self._known.true[ids] == values.data)
        shown, half = rows.shown[name], self._thresholds.rounding_base // 2
        was_shown = is_same & ~shown.mask & (np.abs(shown.data - values.data) <= half)
        mine = ids[was_shown]
        self._known.low[mine] = np.maximum(self._known.low[mine], shown.data[was_shown] - half)
        self._known.high[mine] = np.minimum(self._known.high[mine], shown.data[was_shown] + half)
        self._is_fixed[mine], self._is_same[ids[is_same]] = True, True
        other = np.flatnonzero(told & ~is_same)
        unknowns = np.where(is_same, ids, -1)
        unknowns[other] = self._add_unknowns(rows, name, other, (-1, other, 0), is_own=False)
        self._side.unknowns[table, name] = unknowns
        is_closed = (ids[other] >= 0) & ~(rows.is_open[other] & ~np.bool_(rows.table.column(name).of_records))
        is_closed &= self._known.low[ids[other]] < self._known.high[ids[other]]
        return ids[other][is_closed].astype(np.int64), unknowns[other][is_closed].astype(np.int64)

    def _compare_shares(self, rows: Rows, now: _Family, sums: tuple[Form, Form], is_shown: Bools) -> Bools:
        """Note which percentages of now rest on the same counts as before, and which of these were shown then.

        Returns the rows of which a percentage was shown that would not be now.
        """
        assert self._before is not None
        place = self._before.place_of[rows.table.name]
        mine, theirs = [*now.above, *now.below], [*sums[0], *sums[1]]
        is_same = place >= 0
        if len(mine) != len(theirs):
            is_same[:] = False
        for (then, sign), (of_now, sign_now) in zip(theirs, mine, strict=False):
            factor = taken(np.broadcast_to(sign_now, len(now.share)), place)
            is_same &= (then == taken(of_now, place)) & (factor == np.broadcast_to(sign, len(rows)))
        share = np.where(is_same, taken(now.share, place), -1)
        self._same_shares.append(share[share >= 0].astype(np.int64))
        self._told_shares.append(share[(share >= 0) & is_shown].astype(np.int64))
        return is_shown & (share < 0)

    def _held(self, before: Before, same_shares: Ints) -> tuple[Ints, Ints]:
        """Counts and percentages that were hidden in the publication before and rest on the same numbers since."""
        counts, shares = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for rows, column, at in hidden_before(before, self._now.tables):
            if (unknowns := self._now.unknowns.get((rows.table.name, column))) is not None:
                counts.append(unknowns[at].astype(np.int64))
            for (table, names), family in self._families.items():
                if table == rows.table.name and column in names:
                    shares.append(family.share[at].astype(np.int64))
        count, share = once(np.concatenate(counts)), once(np.concatenate(shares))
        count = count[count >= 0]
        return count[self._is_same[count] & ~self._is_fixed[count]], share[np.isin(share, same_shares)]


def taken(values: Any, places: Ints) -> Numbers:
    """The values at these places, -1 where there is none; there may be no values at all."""
    found = np.full(len(places), -1, dtype=np.int32)
    found[places >= 0] = values[places[places >= 0]]
    return found


def _sum_of(forms: Mapping[str, Form], terms: SignedSum) -> Form:
    return [(ids, factor * sign) for name, sign in terms.items() for ids, factor in forms[name]]


def _signed(forms: Mapping[str, Form], sums: list[SignedSum], which: Ints) -> Form:
    """For each row the sum that its definition asks for."""
    names = sorted({name for one in sums for name in one})
    signs = {name: np.array([one.get(name, 0) for one in sums], dtype=np.int64)[which] for name in names}
    return [(ids, factor * signs[name]) for name in names for ids, factor in forms[name]]
