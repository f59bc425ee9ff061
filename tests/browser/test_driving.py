"""What the tests of the dashboard look for, they find: a page with every fault, and one without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.driving import Driven

GOOD = """<!doctype html>
<html lang="th" data-ready="yes"><head><meta charset="utf-8"><title>หน้า</title></head>
<body><main><h1>คำ</h1></main></body></html>
"""
BAD = """<!doctype html>
<html data-ready="yes"><head><meta charset="utf-8"><title>หน้า</title></head>
<body><main><h1>คำ</h1><div style="width:2000px">กว้าง</div><img src="https://example.org/picture.png"></main>
<script>console.error("told"); throw new Error("thrown")</script></body></html>
"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_page_without_faults_is_told_of_none(chromium: Driven, tmp_path: Path, size: str) -> None:
    path = tmp_path / "good.html"
    path.write_text(GOOD, encoding="utf-8")
    with chromium.opened(size) as opened:
        opened.go(path.as_uri())
        assert (opened.outside, opened.errors, opened.faults_of_access()) == ([], [], [])
        assert opened.width_of_content() <= {"phone": 375, "desktop": 1440}[size]


def test_every_fault_of_a_page_is_found(chromium: Driven, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text(BAD, encoding="utf-8")
    with chromium.opened("phone") as opened:
        opened.go(path.as_uri())
        assert opened.outside == ["https://example.org/picture.png"]
        assert {"told", "thrown"} <= set(opened.errors)
        found = " ".join(opened.faults_of_access())
        assert "html-has-lang" in found
        assert "image-alt" in found
        assert opened.width_of_content() > 375
