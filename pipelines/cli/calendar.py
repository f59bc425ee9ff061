"""`cvm calendar add|import|show`: the office's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say
from pipelines.cli.values import cut

if TYPE_CHECKING:
    from pipelines.office.calendar import Event
    from pipelines.office.checking import Change, Checked
    from pipelines.office.sheets import Row
    from pipelines.settings import Settings

commands = typer.Typer(name="calendar", rich_markup_mode=None)

_WIDEST_EVENT = 48
_KINDS = {"added": ("เพิ่ม", "added"), "changed": ("แก้ไข", "changed"), "same": ("คงเดิม", "unchanged")}
_ORIGINS = {
    "letter": ("", ""),
    "changed": ("● สำนักงานแก้ไข", "● changed by the office"),
    "office": ("● สำนักงานเพิ่ม", "● added by the office"),
}
_Text = str | None


def _option(name: str, thai: str, english: str) -> Any:
    return typer.Option(name, help=f"{thai} · {english}")


@commands.callback(invoke_without_command=True)
def calendar(context: typer.Context) -> None:
    """ปฏิทินของสำนักงาน · The office's calendar: add or change events, take a file of them, print it.

    ตัวอย่าง · Example:  cvm calendar show --year 2569
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@commands.command("add", short_help="เพิ่มหรือแก้ไขหนึ่งกิจกรรม · add or change one event")
def add(  # noqa: PLR0913, PLR0917 - one option a column
    event_id: Annotated[str, _option("--id", "รหัสกิจกรรม", "id of the event")],
    system: Annotated[
        _Text, _option("--system", "ระบบงาน", "V-COP, follow-up, e-MVS, teacher development, CVM")
    ] = None,
    year_kind: Annotated[_Text, _option("--year-kind", "ชนิดของปี", "academic or fiscal")] = None,
    year_be: Annotated[_Text, _option("--year", "ปี พ.ศ.", "Buddhist year")] = None,
    round_no: Annotated[_Text, _option("--round", "รอบที่", "round, 1 to 3")] = None,
    event_th: Annotated[_Text, _option("--th", "กิจกรรม", "what is to be done, in Thai")] = None,
    event_en: Annotated[_Text, _option("--en", "กิจกรรมภาษาอังกฤษ", "the same in English")] = None,
    applies_to: Annotated[
        _Text, _option("--applies-to", "ผู้ต้องดำเนินการ", "office, college, public_college, … or centre")
    ] = None,
    opens_on: Annotated[_Text, _option("--opens", "วันเริ่ม", "first day")] = None,
    closes_on: Annotated[_Text, _option("--closes", "วันสิ้นสุด", "last day")] = None,
    responsible_th: Annotated[_Text, _option("--responsible", "ผู้รับผิดชอบ", "unit in charge")] = None,
    done_when: Annotated[_Text, _option("--done-when", "หลักฐานว่าดำเนินการแล้ว", "what proves it done")] = None,
    document: Annotated[_Text, _option("--document", "เอกสารที่มา", "letter and number")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """เพิ่มกิจกรรม หรือแก้ไขเฉพาะที่ระบุของกิจกรรมที่มีอยู่ · Add an event, or change what is given of one there is.

    ตัวอย่าง · Example:  cvm calendar add --id emvs-2569-1 --closes 15/7/2569 --document "หนังสือ สอศ. 1 ก.ค. 2569"
    """
    from pipelines.office.sheets import row_of_options

    given = {
        "event_id": ("--id", event_id),
        "system": ("--system", system),
        "year_kind": ("--year-kind", year_kind),
        "year_be": ("--year", year_be),
        "round": ("--round", round_no),
        "event_th": ("--th", event_th),
        "event_en": ("--en", event_en),
        "applies_to": ("--applies-to", applies_to),
        "opens_on": ("--opens", opens_on),
        "closes_on": ("--closes", closes_on),
        "responsible_th": ("--responsible", responsible_th),
        "done_when": ("--done-when", done_when),
        "source": ("--document", document),
    }
    _change(texts.settings_of(home), lambda: [row_of_options("cvm calendar add", given)], as_json)


@commands.command("import", short_help="นำเข้าปฏิทินจากไฟล์ · take a whole file of events")
def import_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="ไฟล์ .csv หรือ .xlsx · a .csv or .xlsx")],
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """นำเข้าทั้งไฟล์ หรือไม่นำเข้าเลยหากมีที่ผิด หัวคอลัมน์เป็นไทยหรืออังกฤษ · Take all events of a file, or none.

    ตัวอย่าง · Example:  cvm calendar import ปฏิทิน2570.xlsx
    """
    from pipelines.office.sheets import rows_of_file

    settings = texts.settings_of(home)
    _change(settings, lambda: rows_of_file(path.expanduser(), settings), as_json)


@commands.command("show", short_help="แสดงปฏิทิน · print the calendar")
def show(
    year: Annotated[_Text, _option("--year", "ปี พ.ศ.", "of this Buddhist year alone")] = None,
    system: Annotated[_Text, _option("--system", "ระบบงาน", "of this system alone")] = None,
    round_no: Annotated[_Text, _option("--round", "รอบที่", "of this round alone")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ปฏิทินที่ใช้อยู่ ● คือแถวของสำนักงาน · The calendar in force; ● marks the office's own rows.

    ตัวอย่าง · Example:  cvm calendar show --year 2569 --system e-MVS
    """
    from pipelines.office.showing import Shown, shown_events

    found = shown_events(texts.settings_of(home).home, year=year, system=system, round_no=round_no)
    if as_json:
        texts.print_json([asdict(one.event) | {"origin": one.origin} for one in found])
        return
    if not found:
        say("ไม่มีกิจกรรมตามที่ระบุ", "no such event")
        return

    def cells(one: Shown) -> tuple[str, ...]:
        event = one.event
        return (
            event.event_id,
            event.system,
            f"{_label('year_kind', event.year_kind)} {event.year_be}",
            _or_dash(event.round),
            cut(pick(event.event_th, event.event_en or event.event_th), _WIDEST_EVENT),
            _label("applies_to", event.applies_to),
            _or_dash(event.opens_on),
            _or_dash(event.closes_on),
            pick(*_ORIGINS[one.origin]),
        )

    headings = (
        ("รหัสกิจกรรม", "event"), ("ระบบงาน", "system"), ("ปี", "year"), ("รอบที่", "round"), ("กิจกรรม", "what"),
        ("ผู้ต้องดำเนินการ", "who"), ("วันเริ่ม", "opens"), ("วันสิ้นสุด", "closes"), ("", ""),
    )  # fmt: skip
    texts.print_table([pick(*pair) for pair in headings], [cells(one) for one in found])


def _label(column: str, code: str) -> str:
    from pipelines.office.columns import label

    return pick(label(column, code), code)


def _or_dash(value: object) -> str:
    return "–" if value is None else str(value)


def _change(settings: Settings, rows: Callable[[], list[Row]], as_json: bool) -> None:
    """Changes the calendar and says what changed; with --json a refusal is a document too."""
    from pipelines.office.changing import change_calendar
    from pipelines.office.mistakes import CalendarRefused
    from pipelines.running.run import only_writer
    from pipelines.settings import today

    try:
        given = rows()
        with only_writer(settings):
            found = change_calendar(settings, given, today())
    except CalendarRefused as refused:
        if not as_json:
            raise
        texts.print_json(
            {"changed": False, "events": [], "mistakes": [one.as_json() for one in refused.mistakes], "warnings": []}
        )
        raise typer.Exit(2) from None
    if as_json:
        texts.print_json(_document(found))
    else:
        _tell(found)


def _document(found: Checked) -> dict[str, Any]:
    return {
        "changed": any(change.kind != "same" for change in found.changes),
        "events": [
            {"event_id": change.event.event_id, "result": change.kind, "columns": list(change.columns)}
            for change in found.changes
        ],
        "mistakes": [],
        "warnings": [one.as_json() for one in found.warnings],
    }


def _tell(found: Checked) -> None:
    for change in found.changes:
        print(f"  · {pick(*_KINDS[change.kind])} {change.event.event_id}: {_words(change.event)}")
        _tell_columns(change)
    for warning in found.warnings:
        print(f"  {pick('ควรตรวจสอบ', 'look at')}: {pick(warning.told_th, warning.told_en)}")
    if any(change.kind != "same" for change in found.changes):
        say("บันทึกปฏิทินแล้ว มีผลเมื่อสั่ง cvm refresh ครั้งถัดไป", "the calendar is changed; the next cvm refresh takes it")
    else:
        say("ปฏิทินมีข้อมูลนี้อยู่แล้ว ไม่มีการเปลี่ยนแปลง", "the calendar holds this already; nothing was changed")


def _tell_columns(change: Change) -> None:
    from pipelines.office.columns import BY_NAME

    for name in change.columns:
        before, after = getattr(change.before, name), getattr(change.event, name)
        print(f"      {pick(BY_NAME[name].heading_th, name)}: {_or_dash(before)} → {_or_dash(after)}")


def _words(event: Event) -> str:
    return cut(pick(event.event_th, event.event_en or event.event_th))
