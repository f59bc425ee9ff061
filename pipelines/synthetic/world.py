"""The made-up colleges of the whole country: where they lie, what they teach, how many graduate, how many are followed.

Every college is made up; their numbers per province, their sizes, fields and shares followed are those of AY2566.
Smaller drops are parts of this one world, so a college has the same figures in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference
from pipelines.synthetic.balancing import balanced, whole
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.names import made_up_word
from pipelines.synthetic.reference import Province, Quantile

BACHELOR = "ป.ตรี"
SYLLABLES = 3


@dataclass(frozen=True)
class Taught:
    """A field at a level of one college with the graduates of the latest year."""

    level: str
    subject_type_th: str
    field_th: str
    graduates: int


@dataclass(frozen=True)
class College:
    """A made-up college. `follow_share` is the share of its latest graduates that it reaches in the end."""

    number: int
    code: str
    kind: str
    proper_name: str
    ownership: str
    province: Province
    has_institute: bool
    follow_share: float = 0.0
    taught: tuple[Taught, ...] = field(default=(), repr=False)

    @property
    def name_th(self) -> str:
        """The kind, the word for example, and a made-up name."""
        return f"{self.kind}{self.proper_name}"

    @property
    def short_name_th(self) -> str:
        """The name as colleges shorten it, where their kind has a short form."""
        return f"{assumed.SHORT_KINDS.get(self.kind, self.kind)}{self.proper_name}"

    @property
    def graduates(self) -> int:
        """Graduates of the latest year."""
        return sum(one.graduates for one in self.taught)


@cache
def colleges(seed: int) -> tuple[College, ...]:
    """All made-up colleges of the country, in the order of their numbers."""
    plain = _registered(seed)
    taught = _fields_and_graduates(seed, plain)
    shares = _follow_shares(seed, plain, [sum(one.graduates for one in found) for found in taught])
    return tuple(
        College(
            one.number,
            one.code,
            one.kind,
            one.proper_name,
            one.ownership,
            one.province,
            one.has_institute,
            share,
            found,
        )
        for one, share, found in zip(plain, shares, taught, strict=True)
    )


def _registered(seed: int) -> list[College]:
    found: list[College] = []
    kinds = {"public": Table(assumed.PUBLIC_KINDS), "private": Table(assumed.PRIVATE_KINDS)}
    for (province_code, ownership), count in sorted(reference.colleges_by_province().items()):
        for place in range(1, count + 1):
            number = len(found) + 1
            chance = Chance(seed, "college", province_code, ownership, place)
            digit = "5" if ownership == "public" else "6"
            found.append(
                College(
                    number=number,
                    code=f"1399{digit}{province_code}{place:03d}",
                    kind=chance.draw(kinds[ownership]),
                    proper_name=f"ตัวอย่าง{made_up_word(number * 37, SYLLABLES)}",
                    ownership=ownership,
                    province=reference.provinces()[province_code],
                    has_institute=ownership == "public" and chance.happens(assumed.HAS_INSTITUTE),
                )
            )
    return found


def _fields_and_graduates(seed: int, plain: list[College]) -> list[tuple[Taught, ...]]:
    """The fields each college teaches, and graduates that add up to the sums of AY2566 by field exactly."""
    known = reference.fields()
    ranks = _ranks(seed, "size", plain)
    cells: list[tuple[int, tuple[str, str, str]]] = []
    weights: list[float] = []
    for place, college in enumerate(plain):
        points = reference.quantiles()[college.ownership]
        size = between(points, ranks[place], "graduates")
        count = max(1, int(between(points, ranks[place], "fields") + 0.5))
        for key in _taught(seed, college, count):
            average = known[key].graduates / known[key].rows
            noise = 0.4 + 1.2 * Chance(seed, "cell", college.code, *key).random()
            cells.append((place, key))
            weights.append(size * average * noise)
    _cover_every_field(seed, plain, cells, weights)
    sizes = {place: between(reference.quantiles()[one.ownership], ranks[place], "graduates")
             for place, one in enumerate(plain)}  # fmt: skip
    by_field = [key for _, key in cells]
    margins = [
        ([place for place, _ in cells], sizes),
        (
            [(plain[place].province.code, key[0]) for place, key in cells],
            {key: float(sums.graduates) for key, sums in reference.by_province_and_level().items()},
        ),
        (
            [(plain[place].ownership, key[0]) for place, key in cells],
            {key: float(sums.graduates) for key, sums in reference.by_ownership_and_level().items()},
        ),
        (by_field, {key: float(sums.graduates) for key, sums in known.items()}),
    ]
    exact = balanced(weights, margins, assumed.BALANCING_PASSES)  # type: ignore[arg-type]
    found: list[list[Taught]] = [[] for _ in plain]
    places: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(by_field):
        places.setdefault(key, []).append(place)
    for key, members in places.items():
        for place, graduates in zip(members, whole([exact[one] for one in members], known[key].graduates), strict=True):
            if graduates:
                found[cells[place][0]].append(Taught(*key, graduates))
    return [
        tuple(sorted(one, key=lambda taught: (taught.level, taught.subject_type_th, taught.field_th))) for one in found
    ]


def _taught(seed: int, college: College, count: int) -> list[tuple[str, str, str]]:
    """Fields of a college: those that many colleges teach are likely, those outside its kind unlikely."""
    chance = Chance(seed, "taught", college.code)
    own = assumed.KIND_SUBJECTS[college.kind]
    weights = {
        key: sums.rows * (1.0 if key[1] in own else assumed.FOREIGN_SUBJECT_WEIGHT)
        for key, sums in reference.fields().items()
        if key[0] != BACHELOR
    }
    chosen: list[tuple[str, str, str]] = []
    while len(chosen) < min(count, len(weights)):
        key = chance.draw(Table({key: weight for key, weight in weights.items() if key not in chosen}))
        chosen.append(key)
    if college.has_institute:
        bachelor = {key: float(sums.rows) for key, sums in reference.fields().items() if key[0] == BACHELOR}
        chosen += list(dict.fromkeys(chance.draw(Table(bachelor)) for _ in range(2)))
    return chosen


def _cover_every_field(
    seed: int, plain: list[College], cells: list[tuple[int, tuple[str, str, str]]], weights: list[float]
) -> None:
    """A field that no college drew is given to one, and every province has a cell of every level it reports."""
    taught = {key for _, key in cells}
    chance = Chance(seed, "uncovered")
    for key, sums in reference.fields().items():
        if key not in taught:
            able = [place for place, one in enumerate(plain) if key[0] != BACHELOR or one.has_institute]
            cells.append((chance.of(able), key))
            weights.append(float(sums.graduates))
    levels = {(plain[place].province.code, key[0]) for place, key in cells}
    for province_code, level in reference.by_province_and_level():
        if (province_code, level) in levels:
            continue
        able = [place for place, one in enumerate(plain) if one.province.code == province_code]
        able = [place for place in able if level != BACHELOR or plain[place].has_institute]
        common = Table({key: float(sums.rows) for key, sums in reference.fields().items() if key[0] == level})
        if able:
            cells.append((chance.of(able), chance.draw(common)))
            weights.append(1.0)


def _follow_shares(seed: int, plain: list[College], sizes: list[int]) -> list[float]:
    """Shares followed as they are distributed over colleges, exchanged until regions and ownerships come out right."""
    shares = _shares_by_rank(seed, plain)
    groups = [(college.province.region_th, college.ownership) for college in plain]
    target = _shares_due()
    size: dict[str, float] = {}
    reached: dict[str, float] = {}
    for place, both in enumerate(groups):
        for group in both:
            size[group] = size.get(group, 0.0) + sizes[place]
            reached[group] = reached.get(group, 0.0) + sizes[place] * shares[place]
    chance = Chance(seed, "exchange")
    for _ in range(assumed.FOLLOW_SWAPS):
        one, other = chance.below(len(plain)), chance.below(len(plain))
        if plain[one].ownership != plain[other].ownership or shares[one] == shares[other]:
            continue
        change: dict[str, float] = {}
        for place, share in ((one, shares[other] - shares[one]), (other, shares[one] - shares[other])):
            for group in groups[place]:
                change[group] = change.get(group, 0.0) + share * sizes[place]
        better = 0.0
        for group, added in change.items():
            before = reached[group] / size[group] - target[group]
            after = (reached[group] + added) / size[group] - target[group]
            better += before * before - after * after
        if better > 0:
            shares[one], shares[other] = shares[other], shares[one]
            for group, added in change.items():
                reached[group] += added
    return shares


def _shares_by_rank(seed: int, plain: list[College]) -> list[float]:
    """Two humps and what lies between: nobody, everybody, else the quantile of the college's rank."""
    shares = []
    for college, rank in zip(plain, _ranks(seed, "followed", plain), strict=True):
        nobody, everybody = (
            assumed.NOBODY_FOLLOWED[college.ownership],
            1 - assumed.EVERYBODY_FOLLOWED[college.ownership],
        )
        if rank < nobody or rank >= everybody:
            shares.append(0.0 if rank < nobody else 1.0)
        else:
            share = between(reference.quantiles()[college.ownership], rank, "follow_rate")
            shares.append(min(max(share, 0.01), 0.995))
    return shares


def _shares_due() -> dict[str, float]:
    """Share followed of every region and ownership in AY2566."""
    due: dict[str, tuple[int, int]] = {}
    for source in (reference.by_region_and_level(), reference.by_ownership_and_level()):
        for key, sums in source.items():
            graduates, tracked = due.get(key[0], (0, 0))
            due[key[0]] = graduates + sums.graduates, tracked + sums.tracked
    return {group: tracked / graduates for group, (graduates, tracked) in due.items()}


def between(points: tuple[Quantile, ...], rank: float, name: str) -> float:
    """The value at a rank in [0, 1], on the straight line between the nearest quantiles."""
    for lower, upper in pairwise(points):
        if rank <= upper.share:
            low, high = float(getattr(lower, name)), float(getattr(upper, name))
            return low + (high - low) * (rank - lower.share) / (upper.share - lower.share)
    return float(getattr(points[-1], name))


def _ranks(seed: int, name: str, plain: list[College]) -> list[float]:
    """Every college's place among those of its ownership, evenly spread over (0, 1)."""
    ranks = [0.0] * len(plain)
    for ownership in ("public", "private"):
        members = [place for place, college in enumerate(plain) if college.ownership == ownership]
        for order, place in enumerate(Chance(seed, "rank", name, ownership).shuffled(members)):
            ranks[place] = (order + 0.5) / len(members)
    return ranks
