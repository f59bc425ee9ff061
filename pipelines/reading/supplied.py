"""What a file says once for all its rows: the year, the round and the college that it is about.

Where rows have no column for them, a title row above the heading says it, else the name of the file, else a folder.
Where these disagree on the year or the round, the file is held; once the office has accepted it, the title beats the
name and the name the folder (02 section 2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePath

from pipelines.contracts import Contract
from pipelines.reading.found import FileFault
from pipelines.reading.text import THAI_DIGITS

_DIGITS = str.maketrans(THAI_DIGITS, "0123456789")

_YEAR = r"(25[4-9]\d)(?!\d)"
_YEAR_IN_NAME = re.compile(r"(?<!\d)" + _YEAR)
_YEAR_IN_TITLE = r"{}\s*:?\s*(?:พ\.?\s*ศ\.?)?\s*(?:[1-3]\s*/\s*)?" + _YEAR
# an academic year and a fiscal year are two things: what a title calls the one, or a name marks as it, is not the other
_YEARS_OF_TITLES = {
    "academic_year_be": re.compile(_YEAR_IN_TITLE.format("ปีการศึกษา(?:ที่จบ|ที่)?")),
    "fiscal_year_be": re.compile(_YEAR_IN_TITLE.format("ปีงบประมาณ(?:ที่)?")),
}
_MARKS_OF_OTHERS = {"academic_year_be": "fy", "fiscal_year_be": "ay"}

_ROUND_IN_TITLE = re.compile(r"รอบ(?:การติดตาม)?(?:ที่)?\s*:?\s*([1-9])(?!\d)")
_ROUND_IN_NAME = re.compile(r"(?:รอบ(?:การติดตาม)?(?:ที่)?|round|(?<![a-z0-9])r)[ _-]?([1-9])(?!\d)")

# ten digits that begin with 06, 08 or 09 are somebody's telephone
_CODE = re.compile(r"(?<!\d)((?!0[689])\d{10})(?!\d)")
_COLLEGE_TITLE = re.compile(r"^(?:ชื่อ)?(?:สถานศึกษา|วิทยาลัย|โรงเรียน)\s*:\s*(.+)$")
_COLLEGE_NAME = re.compile(r"((?:วิทยาลัย|กาญจนาภิเษก)[^_\d:/]*\d{0,2}(?!\d))")
_PROVINCE = re.compile(r"\s+(?:จังหวัด|จ\.)\s*(\S.*)$")

# any title that says one of these is a title and no row, wherever it stands
_TITLE = re.compile(r"^(?:ชื่อ)?(?:สถานศึกษา|โรงเรียน|รอบ|ปีการศึกษา|ภาคเรียน|รายงาน|แบบรายงาน|แบบติดตาม|ประจำปี|ข้อมูล)")


def supplied(
    contract: Contract, present: Collection[str], titles: Iterable[str], path: PurePath, *, is_accepted: bool
) -> dict[str, str]:
    """The columns that the file supplies for all its rows, as text cells.

    Args:
        present: canonical names of the columns that the rows have themselves.
        titles: repaired texts above the heading.
        path: the file's path in the inbox.

    Raises:
        FileFault: year_conflict or round_conflict, held.
    """
    titles = [title.translate(_DIGITS) for title in titles]
    places = (("ชื่อเรื่อง/title", titles), ("ชื่อไฟล์/file", [path.stem]), ("โฟลเดอร์/folder", list(path.parts[:-1])))
    cells: dict[str, str] = {}
    for name in ("academic_year_be", "fiscal_year_be"):
        if name in contract.by_name and name not in present:
            title = _YEARS_OF_TITLES[name].findall
            named = {place: title if texts is titles else _years_in_name(name) for place, texts in places}
            _add(cells, name, _agreed("year_conflict", places, named, is_accepted=is_accepted))
    for name in ("round", "report_round"):
        if name in contract.by_name and name not in present:
            named = {place: (_ROUND_IN_TITLE if texts is titles else _ROUND_IN_NAME).findall for place, texts in places}
            _add(cells, name, _agreed("round_conflict", places, named, is_accepted=is_accepted))
    college = contract.by_name.get("college_code")
    if college and college.is_required and not {"college_code", "college_name_th"} & set(present):
        cells |= _college(titles, path)
    return {name: text for name, text in cells.items() if name in contract.by_name}


def is_title(text: str) -> bool:
    """Whether a lone text below a table begins the title of the next one."""
    text = text.translate(_DIGITS)
    return bool(_TITLE.match(text) or _CODE.fullmatch(text) or _COLLEGE_NAME.fullmatch(text))


def _add(cells: dict[str, str], name: str, text: str | None) -> None:
    if text is not None:
        cells[name] = text


def _agreed(
    code: str,
    places: Iterable[tuple[str, list[str]]],
    find: Mapping[str, Callable[[str], Iterable[str]]],
    *,
    is_accepted: bool,
) -> str | None:
    """What the places say, where they say one thing."""
    named = {
        place: {found for text in texts for found in find[place](text.translate(_DIGITS).lower())}
        for place, texts in places
    }
    everything = set().union(*named.values())
    if len(everything) <= 1:
        return everything.pop() if everything else None
    first = next(found for found in named.values() if found)
    if is_accepted and len(first) == 1:
        return first.pop()
    detail = "; ".join(f"{place} {', '.join(sorted(found))}" for place, found in named.items() if found)
    raise FileFault(code, detail, is_held=True)


def _years_in_name(kind: str) -> Callable[[str], list[str]]:
    mark = _MARKS_OF_OTHERS[kind]
    return lambda name: [year[1] for year in _YEAR_IN_NAME.finditer(name) if not name[: year.start()].endswith(mark)]


def _college(titles: Iterable[str], path: PurePath) -> dict[str, str]:
    """The college by its code, else by its name: of a title that names one, else of the file, else of a folder."""
    for title in titles:
        if code := _CODE.search(title):
            return {"college_code": code[1]}
        if match := _COLLEGE_TITLE.match(title):
            return _named(match[1])
    for title in titles:
        if match := _COLLEGE_NAME.match(title):
            return _named(title[match.start() :])
    for name in (part.translate(_DIGITS) for part in (path.stem, *reversed(path.parts[:-1]))):
        if code := _CODE.search(name):
            return {"college_code": code[1]}
        if match := _COLLEGE_NAME.search(name):
            return _named(match[1])
    return {}


def _named(text: str) -> dict[str, str]:
    province = _PROVINCE.search(text)
    if province is None:
        return {"college_name_th": text.strip()}
    return {"college_name_th": text[: province.start()].strip(), "province_name": province[1].strip()}
