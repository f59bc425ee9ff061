"""The dictionary says what the publication says, as a page that asks nothing of the network."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from pipelines.exporting.export import Asked, export
from pipelines.settings import Settings


class Page(HTMLParser):
    """Tags with their attributes, and texts."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


@pytest.fixture(scope="module")
def folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("dictionary") / "o"
    export(settings, Asked(found, "parquet", ["kinds", "of_centre", "dim_province"]))
    return found


def test_the_page_reaches_for_nothing_and_runs_its_own_script_alone(folder: Path) -> None:
    text = (folder / "dictionary.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not re.search(r"https?://|//[a-z]|url\(|@import|<img|<link|<iframe", text)
    assert [tag for tag, _ in page.tags].count("script") == 1
    for _, attributes in page.tags:
        assert not {"src", "onclick", "onload", "style", "action"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(str(found["content"]) for tag, found in page.tags if found.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        hashed = base64.b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hashed}'" in policy


def test_every_table_and_column_is_told_in_both_languages(folder: Path) -> None:
    page = Page((folder / "dictionary.html").read_text(encoding="utf-8"))
    texts = set(page.texts)
    for told in (
        "kinds", "ทุกชนิด", "All kinds of values & <b>marks</b>.", "kind.", "one rule.\nanother <i>rule</i>.",
        "mind the gap.", "told", "ข้อความ: ใด ๆ ก็ได้ <b>", "Text & <script>.", "ปัดเป็นพหุคูณของ 5 ที่ใกล้ที่สุด",
    ):  # fmt: skip
        assert told in texts, told
    assert [found["id"] for tag, found in page.tags if found.get("class") == "table"] == [
        "kinds", "of_centre", "dim_province",
    ]  # fmt: skip
    links = {found["href"] for tag, found in page.tags if tag == "a"}
    assert links == {"#kinds", "#of_centre", "#dim_province"}


def test_the_workbook_says_the_same_of_each_column(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "dictionary.xlsx")
    assert book.sheetnames == ["คำอธิบาย", "พจนานุกรม"]
    rows = {(row[0], row[1]): row for row in book["พจนานุกรม"].iter_rows(min_row=3, values_only=True)}
    assert len(rows) == 14 + 2 + 3
    assert rows["kinds", "told"][2:] == ("ข้อความ", "ข้อความ: ใด ๆ ก็ได้ <b>", "Text & <script>.", "ข้อความ · text", None,
                                         "ตามจริง · as it is")  # fmt: skip
    assert rows["kinds", "kind_id"][5:7] == ("รหัสประจำแถว · key of the row", "✓")
    assert rows["kinds", "academic_year_be"][5] == "ปี พ.ศ. · year, Buddhist Era"
    assert rows["kinds", "work_rate"][5] == "สัดส่วน (แสดงเป็น %) · share, a fraction"
    assert "whole percent, where the true denominator is at least 20" in str(rows["kinds", "work_rate"][7])
