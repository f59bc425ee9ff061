"""Words and files of the site: every word there in both languages, nothing that leads outside, licences beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.reporting.dashboard import words
from pipelines.reporting.dashboard.build import HERE
from pipelines.reporting.dashboard.pages import PAGES

OWN = sorted(
    path
    for folder in ("static", "templates")
    for path in (HERE / folder).rglob("*")
    if path.suffix in (".js", ".css", ".html", ".svg")
)
SCRIPTS = [path for path in OWN if path.suffix == ".js"]
THAI = re.compile("[\u0e01-\u0e5b]")


def keys_in(path: Path) -> Iterator[str]:
    """Keys of words that a script asks for by their whole names, and those of the columns that it shows."""
    text = path.read_text(encoding="utf-8")
    yield from re.findall(r'\bt\("([a-z_.A-Z0-9-]+)"', text)
    for column in re.findall(r'\{ key: "([a-z_0-9]+)"(?![^}]*label:)', text):
        yield f"column.{column}"
    for listed in re.findall(r"numbers\(((?:\s*\"[a-z_0-9]+\",?)+)\)", text):
        yield from (f"column.{column}" for column in re.findall(r'"([a-z_0-9]+)"', listed))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_finds_every_word_that_it_asks_for(path: Path) -> None:
    assert [key for key in keys_in(path) if key not in words.words()] == []


def test_scripts_ask_for_words() -> None:
    assert len({key for path in SCRIPTS for key in keys_in(path)}) > 100


def test_the_frame_and_the_menu_find_their_words() -> None:
    template = (HERE / "templates" / "page.html").read_text(encoding="utf-8")
    asked = re.findall(r"th\['([a-z.]+)'\]", template) + [page.title_key for page in PAGES]
    assert asked
    assert set(asked) <= set(words.words())


def test_words_are_thai_and_english_with_the_same_places_to_fill() -> None:
    found = words.words()
    places = {key: [sorted(re.findall(r"\{\w+\}", text)) for text in texts] for key, texts in found.items()}
    assert [key for key, (thai, english) in places.items() if thai != english] == []
    assert [key for key, (_, english) in found.items() if THAI.search(english)] == []
    in_english = [key for key, (thai, _) in found.items() if re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", thai))]
    assert [key for key in in_english if not THAI.search(found[key][0])] == []


def test_a_key_that_stands_twice_or_lacks_a_language_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("key,th,en\nsite.a,ก,a\nsite.b,ข,\n", encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words.words.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"site\.b"):
            words.words()
    finally:
        words.words.cache_clear()


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_of_ours_leads_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text) == []
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|fetch\(|XMLHttpRequest", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_strict_classic_scripts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"use strict";')
    assert not re.search(r"^(?:import|export) ", text, re.MULTILINE)


def test_every_page_has_its_script() -> None:
    assert {path.stem for path in (HERE / "static" / "pages").glob("*.js")} == {page.name for page in PAGES}


def test_what_others_made_is_what_was_taken_and_has_its_licence() -> None:
    rows = re.findall(r"`([^`]+)` \| [^|]* \| `([0-9a-f]{64})` \|", (HERE / "vendor/README.md").read_text())
    told = dict(rows)
    taken = [
        path
        for path in (HERE / "vendor").rglob("*")
        if path.is_file() and path.name not in ("README.md", "LICENSE.txt")
    ]
    assert {
        path.relative_to(HERE / "vendor").as_posix(): sha256(path.read_bytes()).hexdigest() for path in taken
    } == told
    assert all((path.parent / "LICENSE.txt").exists() for path in taken)
