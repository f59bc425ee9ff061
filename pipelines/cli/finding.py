"""`cvm findings`: what the tables show that somebody ought to act on, with the evidence and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, counted, pick, say

if TYPE_CHECKING:
    from pipelines.publishing.findings import Findings

_Text = str | None

_SHOWN = 15
_KEYS_SHOWN = 2
_SEVERITIES = {
    "critical": ("วิกฤต", "critical"),
    "high": ("สูง", "high"),
    "medium": ("ปานกลาง", "medium"),
    "low": ("ต่ำ", "low"),
}
_TRENDS = {
    "better": ("ดีขึ้นจากปีก่อน", "better than the year before"),
    "worse": ("แย่ลงจากปีก่อน", "worse than the year before"),
    "same": ("เท่ากับปีก่อน", "as the year before"),
}
_STATUSES = {
    "draft": ("ร่าง", "draft"),
    "submitted": ("เสนอแล้ว", "submitted"),
    "accepted": ("เห็นชอบ", "accepted"),
    "adopted": ("นำไปใช้", "adopted"),
    "declined": ("ไม่เห็นชอบ", "declined"),
}


def _option(name: str, metavar: str, thai: str, english: str) -> Any:
    return typer.Option(name, metavar=metavar, help=f"{thai} · {english}")


def findings(
    centre: Annotated[_Text, _option("--centre", "ID", "ศูนย์ CVM", "of this centre")] = None,
    field: Annotated[_Text, _option("--field", "NAME", "สาขาวิชา", "of this field, and of its centres")] = None,
    province: Annotated[_Text, _option("--province", "NAME", "รหัสหรือชื่อจังหวัด", "code or name of a province")] = None,
    college: Annotated[_Text, _option("--college", "CODE", "รหัสหรือชื่อสถานศึกษา", "code or name of a college")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ข้อค้นพบเชิงนโยบายตามลำดับความสำคัญ พร้อมหลักฐาน · Policy findings by priority, with their evidence.

    ตัวอย่าง · Example:  cvm findings --province ชลบุรี
    """
    from pipelines.publishing.findings import Place
    from pipelines.publishing.findings import findings as found_at

    found = found_at(texts.settings_of(home).home, Place(centre, field, province, college))
    if as_json:
        texts.print_json(found.as_json())
    else:
        tell(found)


def tell(found: Findings) -> None:
    """Tells the findings; a long list is cut, all of it stands in --json."""
    rows = found.findings
    if not rows:
        say("ไม่มีข้อค้นพบที่เข้าเกณฑ์", "No rule finds anything there")
    else:
        rules = len({one["rule_id"] for one in rows})
        say(
            f"ข้อค้นพบ {len(rows):,} รายการ จากกฎ {rules:,} ข้อ เรียงตามลำดับความสำคัญ",
            f"{counted(len(rows), 'finding')} of {counted(rules, 'rule')}, by priority",
        )
        say(
            f"แยกตามความรุนแรง: {_by_severity(rows)}\n",
            f"by severity: {_by_severity(rows)}\n",
        )
    for number, one in enumerate(rows[:_SHOWN], start=1):
        _tell_one(number, one)
    if len(rows) > _SHOWN:
        say(
            f"… ทั้งหมด {len(rows):,} อยู่ใน cvm findings --json ระบุ --province --centre --field หรือ --college ให้แคบลง",
            f"… all {len(rows):,} of them: cvm findings --json; --province, --centre, --field or --college narrow it",
        )
    if rows:
        say(
            "เกณฑ์ที่คู่มือไม่ได้กำหนดเป็นข้อเสนอของโครงการ จนกว่าสำนักงานจะยืนยัน",
            "Thresholds that the manual does not set are proposals of the project until the office confirms them",
        )
    say(
        f"อ้างเป็นหลักฐานของข้อเสนอแนะ (7.2): ตารางและรหัสหลักฐานข้างต้น · ชุดเผยแพร่ {found.publication_id} ณ วันที่ {found.as_of}",
        f"A recommendation (7.2) names table and key of the evidence · publication {found.publication_id} "
        f"as of {found.as_of}",
    )


def _by_severity(rows: list[dict[str, Any]]) -> str:
    counts = {name: sum(one["severity"] == name for one in rows) for name in _SEVERITIES}
    return " · ".join(f"{pick(*_SEVERITIES[name])} {count:,}" for name, count in counts.items() if count)


def _tell_one(number: int, one: Mapping[str, Any]) -> None:
    text = pick(one["text_th"], one["text_en"])
    print(f"{number:>3}. {text}")
    standing = [
        f"{pick('ความสำคัญ', 'priority')} {one['priority']:.2f}",
        f"{pick('ความรุนแรง', 'severity')} {pick(*_SEVERITIES[one['severity']])}",
        f"{pick('ความแน่นอน', 'certainty')} {one['certainty']:.0%}",
    ]
    if one["years_held"] is not None:
        standing.append(pick(f"พบต่อเนื่อง {one['years_held']} ปี", f"found {counted(one['years_held'], 'year')} in a row"))
    if one["trend"] is not None:
        standing.append(pick(*_TRENDS[one["trend"]]))
    print(f"     {' · '.join(standing)}")
    keys = one["evidence_keys"]
    more = "" if len(keys) <= _KEYS_SHOWN else pick(f" … รวม {len(keys):,} แถว", f" … {len(keys):,} rows")
    print(
        f"     {pick('หลักฐาน', 'evidence')}: {one['evidence_table']} {', '.join(keys[:_KEYS_SHOWN])}{more} "
        f"({pick('คู่มือข้อ', 'manual')} {one['manual_section']})"
    )
    print(f"     {pick('ควรทำต่อ', 'next')}: {pick(one['action_th'], one['action_en'])}")
    if one["taken_up_by"]:
        status = pick(*_STATUSES[one["taken_up_status"]])
        print(f"     {pick('ข้อเสนอแนะที่อ้างถึง', 'taken up by')}: {one['taken_up_by']} ({status})")
    print()
