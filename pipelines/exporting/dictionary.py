"""The data dictionary: one page that opens from any folder and asks nothing of the network, and the same as a workbook.

What it says of tables and columns are the comments of the publication; nothing is described here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from pipelines.exporting.described import Publication, Table
from pipelines.exporting.notes import TITLE_EN, TITLE_TH, Block
from pipelines.exporting.page_parts import SCRIPT, STYLE
from pipelines.exporting.wording import shown_in_words, table_shown_in_words, type_in_words

_HEADINGS = (
    ("คอลัมน์", "Column"), ("ความหมาย", "Meaning"), ("ชนิด", "Type"), ("กุญแจ", "Key"),
    ("ในชุดสาธารณะ", "In the public file"),
)  # fmt: skip


def write_page(target: Path, publication: Publication, tables: Sequence[Table], blocks: Sequence[Block]) -> None:
    """Writes the page: `blocks` (about, how to read, definitions) and then every table."""
    policy = f"default-src 'none'; style-src {_hashed(STYLE)}; script-src {_hashed(SCRIPT)}"
    parts = [
        '<!doctype html>\n<html lang="th">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>พจนานุกรมข้อมูล · {TITLE_TH}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n",
        f"<h1>พจนานุกรมข้อมูล<br>{escape(TITLE_TH)}</h1>\n",
        f'<p lang="en">Data dictionary of {escape(TITLE_EN)}, publication {escape(publication.publication_id)}</p>\n',
        '<p><label>ค้นหาตาราง คอลัมน์ หรือคำอธิบาย <span lang="en">(search)</span>\n',
        '<input id="sought" type="search" autocomplete="off"></label>\n',
        '<output id="found" aria-live="polite"></output></p>\n',
        "</header>\n<main>\n",
        *(_block(block) for block in blocks),
        _contents(tables),
        *(_section(publication, table) for table in tables),
        f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
    ]
    target.write_text("".join(parts), encoding="utf-8")


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _block(block: Block) -> str:
    heading = "".join(f"<th scope='col'>{escape(one)}</th>" for one in block.heading)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str('' if cell is None else cell))}</td>" for cell in row) + "</tr>\n"
        for row in block.rows
    )
    return f"<section>\n<h2>{escape(block.title)}</h2>\n<table>\n<tr>{heading}</tr>\n{rows}</table>\n</section>\n"


def _contents(tables: Iterable[Table]) -> str:
    links = "".join(
        f'<li><a href="#{escape(table.name)}"><code>{escape(table.name)}</code></a> {escape(table.title_th)}</li>\n'
        for table in tables
    )
    return f'<nav aria-label="ตาราง">\n<h2>ตาราง · Tables</h2>\n<ul>\n{links}</ul>\n</nav>\n'


def _section(publication: Publication, table: Table) -> str:
    said = [("แถว · Rows", f"{table.rows:,}"), ("หนึ่งแถวคือ · A row is", table.grain)]
    said.append(("ในชุดสาธารณะ · In the public file", " · ".join(filter(None, table_shown_in_words(table)))))
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>\n" for name, text in said if text)
    english = "".join(
        f'<p lang="en">{f"<strong>{name}</strong> " if name else ""}{escape(text)}</p>\n'
        for name, text in (("", table.title_en), ("Rules", table.rules), ("Caution", table.caution))
        if text
    )
    headings = "".join(f'<th scope="col">{thai}<br><span lang="en">{name}</span></th>' for thai, name in _HEADINGS)
    rows = "".join(_row(publication, table, place) for place in range(len(table.columns)))
    return (
        f'<section class="table" id="{escape(table.name)}">\n<h2><code>{escape(table.name)}</code> '
        f"{escape(table.title_th)}</h2>\n<dl>\n{facts}</dl>\n{english}<table>\n<thead><tr>{headings}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</section>\n"
    )


def _row(publication: Publication, table: Table, place: int) -> str:
    column = table.columns[place]
    return (
        f'<tr><th scope="row"><code>{escape(column.name)}</code></th>'
        f'<td>{escape(column.description_th)}<br><span lang="en">{escape(column.description_en)}</span></td>'
        f"<td>{_both(type_in_words(column))}</td><td>{'✓' if column.is_key else ''}</td>"
        f"<td>{_both(shown_in_words(publication, table, column))}</td></tr>\n"
    )


def _both(words: tuple[str, str]) -> str:
    return f'{escape(words[0])}<br><span lang="en">{escape(words[1])}</span>' if words[0] else ""
