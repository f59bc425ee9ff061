"""What kind of value a published column holds, by its name: names follow the rules of the house (05).

How a value of a kind is written belongs to whoever shows it.
"""

from __future__ import annotations

import re

_SHARE = re.compile(r"(^|_)(rate|share)$|(^|_)(ci|bound)_(low|high)$|^own_weight$")
_DIFFERENCE = re.compile(r"^difference(_low|_high)?$")
_YEAR = re.compile(r"(^|_)year(_be)?$|_be$")
_ORDINAL = re.compile(r"(^|_)(round|months|sequence|sort_order|row_number)$")


def is_share(name: str) -> bool:
    """Whether a number is a fraction of a whole, a bound of one, or a weight."""
    return _SHARE.search(name) is not None


def is_difference(name: str) -> bool:
    """Whether a number is a difference of two shares."""
    return _DIFFERENCE.search(name) is not None


def is_number_of_something(name: str) -> bool:
    """Whether a number says which year, round or place in an order, rather than how many."""
    return is_year(name) or _ORDINAL.search(name) is not None


def is_year(name: str) -> bool:
    """Whether a number is a year."""
    return _YEAR.search(name) is not None
