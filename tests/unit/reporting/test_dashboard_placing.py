"""Where a site may be written, what it may replace, and that nobody opens half of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.exporting.errors import CannotWrite, NotOurs, WithinHome
from pipelines.reporting.dashboard import placing
from pipelines.reporting.dashboard.build import Site
from pipelines.settings import Settings


def build(folder: Path, text: str = "one") -> Site:
    (folder / "data").mkdir()
    (folder / "index.html").write_text(text)
    (folder / "data" / f"{text}.js").write_text(text)
    return Site("20261122T000000000Z", is_public=True, files=2, bytes=6)


def put(folder: Path, text: str = "one") -> Site:
    return placing._placed(folder, lambda beside: build(beside, text))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_site_takes_the_place_of_the_one_before_whole(tmp_path: Path) -> None:
    site = tmp_path / "a" / "site"
    put(site)
    put(site, "two")
    assert names(site) == [placing.RECORD, "data", "data/two.js", "index.html"]
    assert names(tmp_path / "a") == ["site", *(f"site/{name}" for name in names(site))]


def test_an_empty_folder_may_be_given(tmp_path: Path) -> None:
    put(tmp_path)
    assert (tmp_path / "index.html").read_text() == "one"


@pytest.mark.parametrize("theirs", ["added", "edited", "linked", "a file", "no record", "another record"])
def test_what_is_somebody_s_own_stays(tmp_path: Path, theirs: str) -> None:
    site = tmp_path / "site"
    if theirs == "a file":
        site.write_text("mine")
    else:
        put(site)
        if theirs == "added":
            (site / "data" / "mine.txt").write_text("mine")
        elif theirs == "edited":
            (site / "index.html").write_text("mine")
        elif theirs == "linked":
            (site / "data" / "one.js").unlink()
            (site / "data" / "one.js").symlink_to(tmp_path)
        else:
            (site / placing.RECORD).write_text("{}") if theirs == "another record" else (site / placing.RECORD).unlink()
    before = names(tmp_path)
    with pytest.raises(NotOurs) as told:
        put(site, "two")
    assert "--out" in told.value.message_en
    assert "--out" in told.value.message_th
    assert names(tmp_path) == before


def test_a_site_that_is_broken_off_leaves_the_one_before(tmp_path: Path) -> None:
    put(tmp_path / "site")

    def broken(folder: Path) -> Site:
        build(folder, "two")
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite):
        placing._placed(tmp_path / "site", broken)
    assert (tmp_path / "site" / "index.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_that_cannot_take_its_place_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "site")
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == "site" and Path(target).name == "site":
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(CannotWrite):
        put(tmp_path / "site", "two")
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_nothing_is_written_into_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    for folder in (settings.home, settings.home / "site", settings.inbox):
        with pytest.raises(WithinHome):
            placing.write_site(settings, folder, is_public=True)
