"""Names of nobody: words put together from a fixed list of syllables, and identifiers that cannot exist.

National ids are of registration office 0000, phones begin with 000, mail goes to example.com; every family name says
that it is made up.
"""

from __future__ import annotations

SYLLABLES = (
    "กา", "คี", "ชู", "โซ", "ดา", "ตู", "ทา", "นี", "บู", "โป", "พา", "ฟี", "มู", "โย", "รา", "ลี", "วา", "ซู", "โฮ", "เก",
    "เค", "เช", "แด", "แต", "เท", "แน", "เบ", "แป", "เพ", "แม", "เย", "แร", "เล", "แว", "โก", "โค", "โด",
)  # fmt: skip
FAMILY = "สมมติ"
_STEP = 7_654_321
IDS = 10**7


def made_up_word(number: int, syllables: int) -> str:
    """A word for a number; different numbers below 37 to the power of `syllables` give different words."""
    base = len(SYLLABLES)
    number = number * 1_000_003 % base**syllables
    parts = []
    for _ in range(syllables):
        number, place = divmod(number, base)
        parts.append(SYLLABLES[place])
    return "".join(parts)


def national_id(number: int, seed: int) -> str:
    """Thirteen digits of registration office 0000 with a valid check digit; one for every number below 80 million."""
    category, rest = divmod(number, IDS)
    digits = f"{category + 1}0000{(rest * _STEP + seed * 991) % IDS:07d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The thirteenth digit of a national id."""
    return str((11 - sum((13 - place) * int(digit) for place, digit in enumerate(digits[:12])) % 11) % 10)


def phone(number: int) -> str:
    """A number that no line has."""
    return f"000-{number // 10_000 % 1000:03d}-{number % 10_000:04d}"
