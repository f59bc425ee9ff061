"""The made-up colleges and their made-up figures: pure functions of a seed, no file in sight.

Nothing is drawn from a running generator: every number is a function of the seed and of what it belongs to,
so adding a college or a year changes no other number. Shares follow the national AY2566 sums of the field;
following up is two-humped as in the real data (many colleges follow everybody, some nobody).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from hashlib import sha256

from pipelines.synthetic.sample_profile import (
    BACHELOR,
    FIELDS,
    HOTEL_AS_COMMERCE,
    PRIVATE_KIND,
    PROVINCES,
    PUBLIC_KINDS,
    UNLISTED_FIELDS,
    VOC_CERT,
    Field,
    Kind,
    Province,
)

PUBLIC_COLLEGES, PRIVATE_COLLEGES = 27, 16
TWO_TYPES_COLLEGE = 7
UNLISTED_COLLEGES = (1, 12)


@dataclass(frozen=True)
class College:
    """One made-up college; `number` runs from 1, the code begins with 1399 as no real code does."""

    number: int
    kind: Kind
    province: Province
    institute_name: str | None

    @property
    def code(self) -> str:
        """Ten digits by rule: 1399, 1 public or 2 private, 0, then the number in four digits."""
        return f"1399{'1' if self.kind.ownership == 'public' else '2'}0{self.number:04d}"

    @property
    def name_th(self) -> str:
        """The kind, the word for example and the number: nobody takes it for a real college."""
        return f"{self.kind.name_th}ตัวอย่าง {self.number:02d}"

    @property
    def coordinates(self) -> tuple[float, float]:
        """A point a few kilometres from the province's capital."""
        shift = self.number / 1000
        return round(self.province.latitude + shift, 4), round(self.province.longitude - shift, 4)


@dataclass(frozen=True)
class Outcome:
    """One row of outcome_counts, in the order of the template's columns."""

    academic_year_be: int
    college_code: str
    level: str
    subject_type_th: str
    field_th: str
    graduates: int
    followed: int
    further_study: int
    seeking: int
    work_state_enterprise: int
    work_government: int
    work_private: int
    self_employed: int
    other: int

    @property
    def counts(self) -> tuple[int, ...]:
        """Graduates, followed and the seven outcomes."""
        return astuple(self)[5:]


COUNT_COLUMNS = tuple(field.name for field in fields(Outcome))[5:]


@dataclass(frozen=True)
class Enrolment:
    """One row of enrolment_counts; `year_of_study` is None where all years are counted together."""

    academic_year_be: int
    college_code: str
    level: str
    year_of_study: int | None
    subject_type_th: str | None
    field_th: str
    branch_th: str | None
    students: int


def unit(seed: int, *key: object) -> float:
    """A number in [0, 1) that depends on the seed and the key alone, on every machine."""
    digest = sha256("|".join(str(part) for part in (seed, *key)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def colleges() -> list[College]:
    """All made-up colleges: every province has at least one, public ones may belong to an institute."""
    found = []
    for number in range(1, PUBLIC_COLLEGES + PRIVATE_COLLEGES + 1):
        is_public = number <= PUBLIC_COLLEGES
        province = PROVINCES[(number - 1) % len(PROVINCES)]
        kind = PUBLIC_KINDS[(number - 1) % len(PUBLIC_KINDS)] if is_public else PRIVATE_KIND
        institute = f"สถาบันการอาชีวศึกษาตัวอย่าง {province.region_th}" if number <= 15 else None
        found.append(College(number, kind, province, institute))
    return found


def fields_taught(seed: int, college: College) -> list[Field]:
    """Fields of a college: those of its subject types, each taught or not by the draw."""
    taught = []
    for field in FIELDS:
        chance = 0.25 if field.level == BACHELOR else 0.62
        if field.level == BACHELOR and college.kind.name_th != "วิทยาลัยเทคนิค":
            continue
        is_of_kind = field.subject_type_th in college.kind.subject_types
        if is_of_kind and unit(seed, "taught", college.number, field.level, field.field_th) < chance:
            taught.append(field)
    if college.number == TWO_TYPES_COLLEGE:
        taught += [HOTEL_AS_COMMERCE]
        if not any(f.level == VOC_CERT and f.field_th == HOTEL_AS_COMMERCE.field_th for f in taught[:-1]):
            taught += [next(f for f in FIELDS if f.level == VOC_CERT and f.field_th == HOTEL_AS_COMMERCE.field_th)]
    if college.number in UNLISTED_COLLEGES:
        taught += UNLISTED_FIELDS
    return taught


def followed_share(seed: int, college: College, year: int) -> float:
    """Share of graduates that a college follows: nobody, everybody, or something between."""
    nobody, everybody = (0.09, 0.60) if college.kind.ownership == "public" else (0.38, 0.72)
    hump = unit(seed, "hump", college.number)
    if hump < nobody:
        return 0.0
    if hump < everybody:
        return 1.0
    return 0.15 + 0.84 * unit(seed, "followed", college.number, year)


def split(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in the proportion of the weights that add up to the total (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def outcomes(seed: int, college: College, year: int) -> list[Outcome]:
    """The outcome counts of one college and academic year, one row per level, subject type and field."""
    share = followed_share(seed, college, year)
    most = 62 if college.kind.ownership == "public" else 38
    rows = []
    for field in fields_taught(seed, college):
        key = (college.number, year, field.level, field.subject_type_th, field.field_th)
        size = unit(seed, "graduates", *key)
        graduates = 2 + int(most * size * size)
        followed = int(graduates * share + 0.5)
        weights = [count * (0.7 + 0.6 * unit(seed, "outcome", *key, i)) for i, count in enumerate(field[4:])]
        rows.append(
            Outcome(
                year, college.code, field.level, field.subject_type_th, field.field_th,
                graduates, followed, *split(followed, weights),
            )
        )  # fmt: skip
    return rows


def enrolments(seed: int, college: College, year: int) -> list[Enrolment]:
    """The learners of one college by year of study: three years of the certificate, two of the others."""
    rows = []
    for field in fields_taught(seed, college):
        for year_of_study in range(1, 4 if field.level == VOC_CERT else 3):
            key = (college.number, year, field.level, field.subject_type_th, field.field_th, year_of_study)
            students = 3 + int(45 * unit(seed, "students", *key))
            rows.append(
                Enrolment(
                    year,
                    college.code,
                    field.level,
                    year_of_study,
                    field.subject_type_th,
                    field.field_th,
                    None,
                    students,
                )
            )
    return rows


def enrolments_together(rows: list[Enrolment]) -> list[Enrolment]:
    """The same learners with all years of study added up, as in the rebuilt open data."""
    sums: dict[Enrolment, int] = {}
    for row in rows:
        key = replace(row, year_of_study=None, subject_type_th=None, students=0)
        sums[key] = sums.get(key, 0) + row.students
    return [replace(key, students=students) for key, students in sums.items()]
