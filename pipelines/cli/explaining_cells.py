"""What a person is told of a figure: its meaning, its rows, what changed, the graduates and the files behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.cli.telling import VERDICTS
from pipelines.cli.texts import counted, pick, print_table, say
from pipelines.cli.values import cut, is_hidden, is_place, moment, places_of, text_of, told, told_of_table
from pipelines.publishing.explaining import comparing

if TYPE_CHECKING:
    from pipelines.publishing.explain import Explanation
    from pipelines.publishing.explaining.behind import Sender, SourceFile
    from pipelines.publishing.explaining.comparing import RowChange
    from pipelines.publishing.explaining.rows import Column

_FILES_SHOWN = 20
_VALUES_SHOWN = 12
_STATES = {
    "employed": "มีงานทำ",
    "self_employed": "ประกอบอาชีพอิสระ",
    "study_only": "ศึกษาต่ออย่างเดียว",
    "seeking": "ว่างงานหรือรองาน",
    "military": "เกณฑ์ทหาร",
    "ordained": "บวช",
    "ill": "เจ็บป่วย",
    "deceased": "เสียชีวิต",
    "other": "อื่น ๆ",
    "not_followed": "ติดตามไม่ได้",
}
_STATUSES = {
    "official_name": ("ชื่อตามหนังสือราชการ", "the official name"),
    "in_use": ("ใช้อยู่", "in use"),
    "comparison": ("ใช้เปรียบเทียบ", "for comparison"),
}
_NOT_COMPARED = {
    comparing.FIRST: ("นี่คือชุดแรก ไม่มีชุดก่อนให้เทียบ", "this is the first publication; there is none to compare it with"),
    comparing.NOT_KEPT: (
        "ไม่ได้เก็บชุดก่อนไว้แล้ว จึงเทียบแถวเหล่านี้ไม่ได้",
        "the previous publication is no longer kept, so these rows cannot be compared",
    ),
    comparing.NO_TABLE: ("ชุดก่อนยังไม่มีตารางนี้", "the previous publication had no such table"),
    comparing.NO_KEY: (
        "คีย์ของตารางต่างจากชุดก่อน จึงเทียบแถวต่อแถวไม่ได้",
        "the key of the table was another one, so its rows cannot be compared",
    ),
    comparing.SAME_TABLE: ("ทั้งตารางเหมือนชุดก่อน", "the whole table is as it was"),
}
_KINDS = {"new": ("ใหม่", "new"), "gone": ("หายไป", "gone")}


def tell(found: Explanation) -> None:
    """Tells everything of one explanation."""
    print(f"{found.table}\n{told_of_table(found.description)}")
    _tell_meaning(found)
    _tell_rows(found)
    _tell_changes(found)
    _tell_graduates(found)
    tell_files(found.files)
    say(
        f"\nชุดเผยแพร่ {found.publication_id} · ณ วันที่ {found.as_of}",
        f"\nPublication {found.publication_id} · as of {found.as_of}",
    )


def _tell_meaning(found: Explanation) -> None:
    """The definition with its formula and version, or the meaning of the column."""
    one = found.definition
    if found.metric_description and found.metric == found.metric_column:
        print(f"\n{found.metric}: {told(found.metric_description)}")
    if one is None:
        return
    print(f"\n{pick('นิยาม', 'Definition')} {one['definition_id']}: {pick(one['name_th'], one['name_en'])}")
    if one.get("numerator_terms"):
        numerator, denominator = (_in_brackets(one[f"{part}_terms"]) for part in ("numerator", "denominator"))
        print(f"  {pick('สูตร', 'formula')}: {numerator} ÷ {denominator}")
    for term in found.terms:
        sign = "−" if term.sign < 0 else "+"
        value = f" = {term.value:,}" if term.value is not None else ""
        part = pick(*{"numerator": ("ตัวตั้ง", "numerator"), "denominator": ("ตัวหาร", "denominator")}[term.part])
        print(f"    {part} {sign} {term.column}{value}  {cut(told(term.description))}")
    if one.get("used_by_th"):
        print(f"  {pick('ใช้โดย', 'used by')}: {pick(one['used_by_th'], one['used_by_en'])}")
    status = pick(*_STATUSES[one["status"]]) if one.get("status") in _STATUSES else one.get("status") or "–"
    always = pick("ไม่กำหนด", "open")
    dates = f"{one.get('valid_from') or always} – {one.get('valid_to') or always}"
    changed = {
        True: pick(" เปลี่ยนจากชุดก่อน", ", changed since the previous publication"),
        False: pick(" เหมือนชุดก่อน", ", as in the previous publication"),
        None: "",
    }[found.comparison.is_definition_changed]
    say(
        f"  สถานะ: {status} · ใช้ตั้งแต่ {dates} · ฉบับ {found.definition_version}{changed}",
        f"  status: {status} · in force {dates} · version {found.definition_version}{changed}",
    )


def _in_brackets(terms: str) -> str:
    return f"({terms})" if " " in terms else terms


def _tell_rows(found: Explanation) -> None:
    """One row with the meaning of each value; several in a line each, the metric before the rest."""
    say(f"\n{found.row_count:,} แถว", f"\n{counted(found.row_count, 'row')}")
    shown = [column for column in found.columns if not is_hidden(column)]
    if found.row_count == 1:
        _tell_row(found, shown)
        return
    for row in found.rows:
        texts = [f"{name} {text_of(name, row[name], found.labels)}" for name in _told_first(found, row, shown)]
        print(f"  · {_places(found, row, shown)}{': ' if texts else ''}{', '.join(_first(texts))}")
    if found.row_count > len(found.rows):
        say(
            f"  … แสดง {len(found.rows)} แถวแรก ใช้ --where ให้แคบลง",
            f"  … the first {len(found.rows)} are shown; narrow them with --where",
        )


def _told_first(found: Explanation, row: dict[str, Any], columns: Sequence[Column]) -> list[str]:
    """Values to tell of a row: the metric first, and why it is empty where it is, then the others that are known."""
    metric = [found.metric_column] if found.metric_column in row and found.metric_column is not None else []
    if metric and row[metric[0]] is None and row.get("reliability") is not None:
        metric.append("reliability")
    known = [one.name for one in columns if not is_place(one) and row[one.name] is not None]
    return metric + [name for name in known if name not in metric]


def _places(found: Explanation, row: dict[str, Any], columns: Sequence[Column]) -> str:
    """What a row is of; the definition has been told of already."""
    told_above = {"definition_id"} if found.definition else set()
    return places_of(row, [one for one in columns if one.name not in told_above], found.labels)


def _tell_row(found: Explanation, columns: Sequence[Column]) -> None:
    row = found.rows[0]
    held = [
        column
        for column in columns
        if not is_place(column) or row[column.name] is not None or column.name == found.metric_column
    ]
    held.sort(key=lambda column: column.name != found.metric_column)
    print_table(
        [pick("คอลัมน์", "column"), pick("ค่า", "value"), pick("ความหมาย", "meaning")],
        [
            (
                ("▸ " if column.name == found.metric_column else "  ") + column.name,
                cut(text_of(column.name, row[column.name], found.labels), 48),
                cut(told(column.description)),
            )
            for column in held
        ],
    )


def _tell_changes(found: Explanation) -> None:
    """What became of the rows since the previous publication, the metric first, and which files came and went."""
    one = found.comparison
    when = f" {one.publication_id} ({pick('ณ', 'as of')} {one.as_of or '–'})" if one.publication_id else ""
    print(f"\n{pick('เปลี่ยนจากชุดก่อน', 'Changed since the previous publication')}{when}")
    if found.rows_erased is not None and found.is_changed is not False:
        say(
            f"  สร้างใหม่หลังลบ {found.rows_erased:,} แถวของผู้ที่ขอให้ลบข้อมูล ตัวเลขที่ต่างจากเดิมอาจต่างเพราะเหตุนี้",
            f"  built anew after {counted(found.rows_erased, 'row')} of erased persons were removed; what differs may "
            "differ for that reason",
        )
    if one.state in _NOT_COMPARED:
        print(f"  {pick(*_NOT_COMPARED[one.state])}")
        if one.state == comparing.NOT_KEPT and found.is_changed is not None:
            say(
                f"  ทั้งตาราง: {'เปลี่ยน' if found.is_changed else 'ไม่เปลี่ยน'}",
                f"  the table as a whole has {'changed' if found.is_changed else 'not changed'}",
            )
    else:
        counts = (f"{count:,}" for count in (one.rows_changed, one.rows_new, one.rows_gone, one.rows_same))
        thai, english = ("แก้ {} · ใหม่ {} · หายไป {} · เหมือนเดิม {} แถว", "{} changed · {} new · {} gone · {} as before")
        print(f"  {pick(thai, english).format(*counts)}")
    for change in one.changes:
        _tell_change(found, change)
    if (many := one.rows_changed + one.rows_new + one.rows_gone) > len(one.changes) > 0:
        say(f"  … แสดง {len(one.changes)} จาก {many:,} แถว", f"  … {len(one.changes)} of {many:,} are shown")
    for names, thai, english in (
        (one.columns_new, "คอลัมน์ใหม่", "columns that are new"),
        (one.columns_gone, "คอลัมน์ที่ไม่มีแล้ว", "columns that are gone"),
    ):
        if names:
            print(f"  {pick(thai, english)}: {', '.join(names)}")
    if not one.is_condition_known_before:
        say(
            "  เงื่อนไขใช้กับชุดก่อนไม่ได้ จึงไม่เห็นแถวที่หายไป",
            "  the condition cannot be asked of the previous publication, so rows that are gone are not seen",
        )
    new = [file for file in found.files if file.is_new]
    _tell_files_that_came_or_went("+", pick("นำเข้าหลังชุดก่อน", "loaded since"), new)
    _tell_files_that_came_or_went("−", pick("ไม่อยู่เบื้องหลังแล้ว", "no longer behind them"), one.files_gone)


def _tell_files_that_came_or_went(mark: str, what: str, files: Sequence[SourceFile]) -> None:
    for file in files[:_FILES_SHOWN]:
        when = moment(file.loaded_at or "–")
        print(f"  {mark} {file.path or '–'} (SHA-256 {file.source_sha256[:12]}…) {what} · {when}")
    _tell_more(len(files))


def _tell_change(found: Explanation, change: RowChange) -> None:
    columns = [column for column in found.columns if not is_hidden(column)]
    visible = {column.name for column in columns}
    where = _places(found, change.row, columns)
    if change.kind != "changed":
        print(f"  · {where}: {pick(*_KINDS[change.kind])}{_metric_of(found, change.row)}")
        return
    told_values = [
        f"{name} {text_of(name, value['before'], found.labels)} → {text_of(name, value['after'], found.labels)}"
        for name, value in change.values.items()
        if name in visible
    ]
    print(f"  · {where}:")
    for text in _first(told_values):
        print(f"      {text}")


def _first(texts: list[str]) -> list[str]:
    """The first texts, and how many more there are."""
    more = len(texts) - _VALUES_SHOWN
    return texts[:_VALUES_SHOWN] + ([pick(f"และอีก {more} คอลัมน์", f"and {more} more")] if more > 0 else [])


def _metric_of(found: Explanation, row: dict[str, Any]) -> str:
    name = found.metric_column
    return f", {name} {text_of(name, row[name], found.labels)}" if name in row and name is not None else ""


def _tell_graduates(found: Explanation) -> None:
    """The persons behind the cell, counted by what became of them."""
    behind = found.graduates
    if behind is None:
        return
    whole = "" if behind.is_whole_cohort else pick(" (ทั้งกลุ่มของแถว)", " (all of the rows' cells)")
    say(
        f"\nผู้สำเร็จการศึกษารายบุคคลเบื้องหลัง {behind.graduates:,} คน{whole}",
        f"\n{behind.graduates:,} graduates behind them, person by person{whole}",
    )
    states = (f"{pick(_STATES.get(state, state), state)} {count:,}" for state, count in behind.by_state.items())
    print(f"  {pick('สถานะ', 'by state')}: {' · '.join(states)}")
    rounds = (
        f"{round_of(one['deciding_round'])} {one['graduates']:,}"
        if one["deciding_round"] is not None
        else f"{pick('ไม่มีรายการที่นับได้:', 'no record that counts:')} {one['graduates']:,}"
        for one in behind.by_deciding_round
    )
    print(f"  {pick('รอบของรายการที่ใช้ตัดสิน', 'by the round of the deciding record')}: {' · '.join(rounds)}")


def tell_files(files: Sequence[SourceFile]) -> None:
    """The files by source, each with its sender, rounds and load."""
    from pipelines.contracts import load_contracts

    if not files:
        say(
            "\nไม่มีไฟล์ที่ส่งอยู่เบื้องหลัง: มาจากบัญชีอ้างอิงของโครงการ หรือจากระบบเอง",
            "\nNo sender's file is behind them: they come from the project's own lists or from the warehouse itself",
        )
        return
    say(f"\nไฟล์ที่มา {len(files)} ไฟล์", f"\n{counted(len(files), 'file')} behind them")
    contracts = load_contracts()
    for source, group in groupby(files, key=lambda file: file.source):
        of_source = list(group)
        title = pick(contracts[source].title_th, source) if source in contracts else source
        rows = sum(file.rows_behind for file in of_source)
        say(
            f"  {title}: {len(of_source)} ไฟล์ {rows:,} แถว",
            f"  {title}: {counted(len(of_source), 'file')}, {counted(rows, 'row')}",
        )
        for file in of_source[:_FILES_SHOWN]:
            _tell_file(file)
        _tell_more(len(of_source))


def _tell_file(file: SourceFile) -> None:
    print(f"  · {file.path or '–'}{pick(' [ใหม่]', ' [new]') if file.is_new else ''}")
    parts = [
        sender_of(file.sender),
        pick(f"{file.rows_behind:,} แถว", f"{file.rows_behind:,} rows")
        + (
            f" ({', '.join(f'{round_of(found)} {rows:,}' for found, rows in file.rows_by_round.items())})"
            if file.rows_by_round
            else ""
        ),
    ]
    if file.graduates_decided is not None:
        decided = file.graduates_decided
        parts.append(pick(f"ตัดสินผล {decided:,} คน", f"decides {decided:,} graduates"))
    if file.loaded_at:
        verdict = pick(*VERDICTS[file.verdict]) if file.verdict in VERDICTS else file.verdict
        parts.append(f"{verdict} {moment(file.loaded_at)} ({pick('มาถึง', 'arrived')} {file.arrived_on})")
    print(f"      {' · '.join(parts)}")
    print(f"      SHA-256 {file.source_sha256[:12]}… · {pick('การประมวลผล', 'run')} {file.run_id or '–'}")


def round_of(found: int) -> str:
    """The name of a round."""
    return pick(f"รอบที่ {found}:", f"round {found}:")


def sender_of(sender: Sender | None) -> str:
    """The college that a file is of, or how many."""
    if sender is None or not sender.colleges:
        return pick("ไม่ทราบสถานศึกษา", "college not known")
    if sender.college_code is not None:
        return f"{sender.college_code} {sender.college_name_th or ''}".rstrip()
    return pick(f"สำนักงาน ({sender.colleges:,} สถานศึกษา)", f"an office ({sender.colleges:,} colleges)")


def _tell_more(listed: int) -> None:
    if listed > _FILES_SHOWN:
        say(f"  … อีก {listed - _FILES_SHOWN} ไฟล์ใน --json", f"  … {listed - _FILES_SHOWN} more in --json")
