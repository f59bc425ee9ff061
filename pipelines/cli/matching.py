"""`cvm match`: the proposal of matching, with its reasons, its prices and what stays without a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say
from pipelines.cli.values import cut, text_of

if TYPE_CHECKING:
    from pipelines.publishing.proposal import Proposal

_Row = Mapping[str, Any]
_Text = str | None

_SHOWN = 10
_SHOWN_OF_A_REASON = 3
_WIDEST_NAME = 40
_KINDS = {
    "job": ("รับเข้าทำงาน", "jobs"),
    "internship": ("ฝึกงาน", "internships"),
    "dual": ("ทวิภาคี", "dual system"),
    "teacher_placement": ("ครูฝึกประสบการณ์", "placements of teachers"),
}
_COMPONENTS = {
    "distance": ("ระยะทาง", "distance"),
    "agreement": ("ข้อตกลง", "agreement"),
    "tier": ("กลุ่มในเครือข่าย", "tier"),
    "history": ("การฝึกที่ผ่าน", "history"),
    "wage": ("ค่าจ้าง", "wage"),
    "field_match": ("งานตรงสาขา", "work in the field"),
    "incidents": ("อุบัติเหตุ (หัก)", "incidents (minus)"),
}
_REASONS = {
    "no_candidate": (
        "ไม่มีอีกฝ่ายอยู่ในระยะที่กำหนดและไม่มีข้อตกลง",
        "nothing on the other side lies within reach, and there is no agreement",
    ),
    "seats_taken": ("ที่ทั้งหมดที่จับคู่ได้เต็มแล้ว", "every place that could be taken is full"),
    "people_taken": ("ผู้ที่จับคู่ได้ทั้งหมดมีที่แล้ว", "everybody who could come has a place"),
    "pair_caps": ("จำนวนที่รับตามข้อตกลงเต็มแล้ว", "the agreement has no seat left"),
    "establishment_not_told": ("ไม่ระบุสถานประกอบการ", "the need names no establishment"),
    "supply_unknown": ("ยังไม่ทราบจำนวนผู้เรียนของปีนี้", "the supply of this year is not known yet"),
    "override_forbids": ("มีรายการห้ามจับคู่", "an override forbids it"),
}
_PRICES = {
    "people": ("อีกหนึ่งคนจาก", "one more person of"),
    "seats": ("อีกหนึ่งที่ใน", "one more seat at"),
}


def _option(name: str, metavar: str, thai: str, english: str) -> Any:
    return typer.Option(name, metavar=metavar, help=f"{thai} · {english}")


def match(  # noqa: PLR0913, PLR0917 - one option a question
    field: Annotated[_Text, _option("--field", "NAME", "สาขาวิชา", "of this field")] = None,
    centre: Annotated[_Text, _option("--centre", "ID", "เครือข่ายของศูนย์", "of this centre's network")] = None,
    college: Annotated[_Text, _option("--college", "CODE", "รหัสหรือชื่อสถานศึกษา", "code or name of a college")] = None,
    year: Annotated[
        int | None, _option("--year", "BE", "ปีงบประมาณ พ.ศ.", "fiscal year (default: the newest with candidates)")
    ] = None,
    kind: Annotated[_Text, _option("--kind", "KIND", "ประเภท", "job, internship, dual or teacher_placement")] = None,
    level: Annotated[_Text, _option("--level", "LEVEL", "ระดับ", "voc_cert, high_voc_cert, …")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ข้อเสนอการจับคู่: ใครไปที่ใด เพราะเหตุใด ใครยังไม่มีที่ · Who could go where and why, and who is left.

    ตัวอย่าง · Example:  cvm match --college 1399100001 --kind dual --year 2569
    """
    from pipelines.publishing.proposal import Question, proposal

    question = Question(field=field, centre=centre, college=college, year=year, kind=kind, level=level)
    found = proposal(texts.settings_of(home).home, question)
    if as_json:
        texts.print_json(found.as_json())
    else:
        tell(found)


def tell(found: Proposal) -> None:
    """Tells a proposal; long lists are cut, all of it stands in --json."""
    print(f"{pick('ข้อเสนอการจับคู่', 'Proposal of matching')}: {_asked(found)}")
    if not found.problems:
        years = ", ".join(map(str, found.years)) or "–"
        say(
            f"ไม่มีผู้หรือความต้องการให้จับคู่ตามที่ระบุ ปีงบประมาณที่มี: {years} ลองระบุให้น้อยลง",
            f"nothing to match there; fiscal years held: {years}; ask for less",
        )
        _tell_supply_unknown(found)
        return
    say(
        "เป็นข้อเสนอประกอบการตัดสินใจ ยังไม่ใช่การบรรจุ\n",
        "A proposal for those who decide; nobody has been placed by it\n",
    )
    _tell_supply_unknown(found)
    _tell_own(found)
    _tell_problems(found)
    _tell_pairs(found)
    _tell_left(found, pick("คนที่ยังไม่มีที่", "People without a place"), found.people_left, _college)
    _tell_left(found, pick("ที่ที่ยังไม่มีคน", "Seats without a person"), found.seats_left, _workplace)
    _tell_prices(found)
    _tell_refused(found)
    say(
        f"\nชุดเผยแพร่ {found.publication_id} · ณ วันที่ {found.as_of}",
        f"\nPublication {found.publication_id} · as of {found.as_of}",
    )


def _asked(found: Proposal) -> str:
    asked = found.asked
    parts = [pick("ปีงบประมาณ", "fiscal year") + f" {_dash(asked['fiscal_year_be'])}"]
    parts += [_kind(asked["demand_kind"])] if asked["demand_kind"] else []
    parts += [
        text_of(name, asked[name], found.labels) for name in ("level", "college_code", "centre_id") if asked[name]
    ]
    return " · ".join(parts + (asked["fields"] or []))


def _tell_supply_unknown(found: Proposal) -> None:
    """Kinds for which nobody's people are known: of the problems told, or of the year where there is none."""
    concerned = {one["demand_kind"] for one in found.problems} or set(found.supply_unknown)
    if kinds := concerned & set(found.supply_unknown):
        year, named = found.asked["fiscal_year_be"], ", ".join(_kind(kind) for kind in sorted(kinds))
        say(
            f"ยังไม่ทราบจำนวนผู้เรียนของปีงบประมาณ {year} ({named}) จึงยังจับคู่ไม่ได้\n",
            f"The supply of fiscal year {year} is not known ({named}), so nobody can be placed yet\n",
        )


def _tell_own(found: Proposal) -> None:
    """The persons of those asked about, before totals that are of everybody."""
    if found.own is None:
        return
    people, placed, left = (found.own[name] for name in ("people", "placed", "left"))
    is_college = found.asked["college_code"] is not None
    whose = pick("สถานศึกษานี้", "This college") if is_college else pick("เครือข่ายนี้", "This network")
    if people or not found.supply_unknown:
        say(
            f"{whose}: มี {people:,} คน จับคู่ได้ {placed:,} คน ยังไม่มีที่ {left:,} คน\n",
            f"{whose}: {people:,} persons, {placed:,} placed, {left:,} without a place\n",
        )
    say(
        "ปัญหาการจับคู่ต่อไปนี้รวมทุกสถานศึกษา ไม่ใช่เฉพาะที่ถาม",
        "The problems below count every college in them, not only those asked about",
    )


def _tell_problems(found: Proposal) -> None:
    """Each problem in a line, then what all are worth together and whether that is proven."""
    headings = (
        ("สาขาวิชา", "field"), ("ระดับ", "level"), ("ประเภท", "kind"), ("คน", "people"), ("ที่", "seats"),
        ("จับคู่ได้", "placed"), ("คะแนนรวม", "worth"), ("ดีกว่าเลือกตามคะแนน", "gain over greedy"),
        ("พิสูจน์แล้ว", "proven"),
    )  # fmt: skip
    texts.print_table(
        [pick(*pair) for pair in headings],
        [
            (
                cut(one["meeting_field_th"], _WIDEST_NAME),
                _level(found, one),
                _kind(one["demand_kind"]),
                *(one[name] for name in ("people", "seats", "placed", "objective", "gain")),
                "✓" if one["is_proven"] else "✗",
            )
            for one in found.problems[:_SHOWN]
        ],
        numbers=range(3, 8),
    )
    _tell_more(len(found.problems))
    placed, worth, greedy = (_sum(found.problems, name) for name in ("placed", "objective", "greedy_objective"))
    gained = f"{(worth - greedy) / greedy:.2%}" if greedy else "–"
    is_proven = all(one["is_proven"] for one in found.problems)
    everybody = pick("รวมทุกสถานศึกษา ", "Of all colleges together: ") if found.own is not None else ""
    print("\n" + everybody, end="")
    say(
        f"จับคู่ได้ {placed:,} คน คะแนนรวม {worth:,} ดีกว่าเลือกตามลำดับคะแนน {worth - greedy:,} ({gained}) "
        + ("พิสูจน์แล้วว่าไม่มีการจับคู่คู่เหล่านี้ที่ดีกว่า" if is_proven else "บางปัญหายังไม่ได้พิสูจน์"),
        f"{placed:,} placed, worth {worth:,}, {worth - greedy:,} ({gained}) more than going down the list of scores; "
        + ("proven: no allocation of these pairs is better" if is_proven else "some problems are not proven"),
    )


def _tell_pairs(found: Proposal) -> None:
    if not found.pairs:
        say("\nไม่มีใครได้รับการจับคู่", "\nNobody is placed")
        return
    say("\nใครไปที่ใด (คะแนนแต่ละส่วนเต็ม 10,000)", "\nWho goes where (each part of a score has up to 10,000 points)")
    for one in found.pairs[:_SHOWN]:
        persons = _persons(one["persons"])
        if one["pinned_persons"]:
            pinned = one["pinned_persons"]
            persons += pick(f" (กำหนดไว้ก่อน {pinned:,})", f" ({pinned:,} of them pinned)")
        print(f"  · {_college(found, one)} → {_workplace(found, one)}: {persons} · {_of_problem(found, one)}")
        parts = (
            f"{pick(*_COMPONENTS[name])} {_points(one[f'c_{name}'])}" for name in _COMPONENTS if one[f"c_{name}"] != 0
        )
        print(f"      {pick('คะแนน', 'score')} {one['score']:,}: {' · '.join(parts)}")
    _tell_more(len(found.pairs))


def _tell_left(found: Proposal, heading: str, rows: Sequence[_Row], named: Callable[[Proposal, _Row], str]) -> None:
    """What is left of one side, by the reason that binds, and the largest of each."""
    if not rows:
        return
    print(f"\n{heading}: {_sum(rows, 'unplaced'):,}")
    by_reason: dict[str, list[_Row]] = {}
    for one in rows:
        is_nobody_known = one["reason"] == "no_candidate" and one["demand_kind"] in found.supply_unknown
        by_reason.setdefault("supply_unknown" if is_nobody_known else one["reason"], []).append(one)
    for reason, group in sorted(by_reason.items(), key=lambda pair: (-_sum(pair[1], "unplaced"), pair[0])):
        print(f"  {_sum(group, 'unplaced'):,} {pick(*_REASONS[reason])}")
        for one in group[:_SHOWN_OF_A_REASON]:
            of = pick(f"{one['unplaced']:,} จาก {one['capacity']:,}", f"{one['unplaced']:,} of {one['capacity']:,}")
            print(f"    · {named(found, one)}: {of} · {_of_problem(found, one)}")
        _tell_more(len(group), _SHOWN_OF_A_REASON)


def _tell_prices(found: Proposal) -> None:
    say("\nหากมีเพิ่มอีกหนึ่ง คะแนนรวมจะเพิ่มขึ้นเท่าใด", "\nWhat one more would add to the worth of all")
    if not found.prices:
        say(
            "  ไม่เพิ่มขึ้น ไม่ว่าอีกหนึ่งคนหรืออีกหนึ่งที่",
            "  nothing: neither one more person nor one more seat would add to it",
        )
    for one in found.prices[:_SHOWN]:
        named = _college if one["side"] == "people" else _workplace
        where = f"{pick(*_PRICES[one['side']])} {named(found, one)}"
        print(f"  +{one['price']:,} {where} · {_of_problem(found, one)}")
    _tell_more(len(found.prices))


def _tell_refused(found: Proposal) -> None:
    if found.refused:
        say("\nรายการกำหนดการจับคู่ที่ใช้ไม่ได้", "\nOverrides that are not followed")
    for one in found.refused[:_SHOWN]:
        print(f"  · {one['row_told']} [{one['refusal']}]")
    _tell_more(len(found.refused))


def _tell_more(listed: int, shown: int = _SHOWN) -> None:
    if listed > shown:
        say(f"  … ทั้งหมด {listed:,} อยู่ใน cvm match --json", f"  … all {listed:,} of them: cvm match --json")


def _college(found: Proposal, row: _Row) -> str:
    return cut(text_of("college_code", row["college_code"], found.labels), _WIDEST_NAME + 12)


def _workplace(found: Proposal, row: _Row) -> str:
    """The establishment of a need by its name, else its number, and where the work is."""
    name = row["establishment_name"] or row["establishment_id"] or pick("ไม่ระบุสถานประกอบการ", "no establishment")
    province = found.labels.get("work_province_code", {}).get(row["work_province_code"] or "", {})
    if row["place"] == "abroad":
        where = [pick("ต่างประเทศ", "abroad")]
    else:
        where = [pick(province["th"], province["en"])] if province else []
    where += [pick(f"{row['km']} กม.", f"{row['km']} km")] if row.get("km") is not None else []
    return cut(name, _WIDEST_NAME) + (f" ({', '.join(where)})" if where else "")


def _of_problem(found: Proposal, row: _Row) -> str:
    parts = (cut(row["meeting_field_th"], _WIDEST_NAME), _level(found, row), _kind(row["demand_kind"]))
    return " ".join(parts)


def _level(found: Proposal, row: _Row) -> str:
    if row["level"] is None:
        return pick("ทุกระดับ", "all levels")
    label = found.labels["level"][row["level"]]
    return pick(label["th"], label["en"])


def _kind(kind: str) -> str:
    return pick(*_KINDS[kind])


def _points(value: int | None) -> str:
    return pick("ไม่ทราบ", "not known") if value is None else f"{value:,}"


def _persons(count: int) -> str:
    return pick(f"{count:,} คน", f"{count:,} person{'' if count == 1 else 's'}")


def _sum(rows: Iterable[_Row], name: str) -> int:
    return sum(int(one[name]) for one in rows)


def _dash(value: object) -> str:
    return "–" if value is None else str(value)
