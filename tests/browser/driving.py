"""One Chromium, driven: pages opened from files, all that they ask of the outside and all errors written down."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What Chromium is called on the systems that we know."""

SIZES = {"phone": (375, 812), "desktop": (1440, 900)}
"""Width and height of the windows in which each page is looked at."""

READY = "html[data-ready]"
"""What a page of the dashboard says when it has drawn: `yes` if it shows what its address asks for."""

LONGEST_MS = 15_000
"""How long a page may take on a machine that does other things too; how long it should take, the bench measures."""

_LOCAL = ("file:", "data:", "blob:", "about:")
# styles are not asked for again, which the policy of the page forbids
_AXE = "() => axe.run({resultTypes: ['violations'], preload: false})"


def chromium_path() -> str | None:
    """Where the operating system has put Chromium; None where it has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Opened:
    """A page, what it has asked of the outside, and the errors that it has told."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """Open an address, or what follows its `#` in the page that stands open, and wait until it is shown."""
        self.leave()
        self.page.goto(address)
        self.wait()

    def leave(self) -> None:
        """Before something that makes the page draw itself anew: what stands there is no longer waited for."""
        self.page.evaluate("delete document.documentElement.dataset.ready")

    def wait(self) -> None:
        """Until the page shows what its address asks for; not by a function, which its policy would not let run."""
        self.page.wait_for_selector(READY, state="attached", timeout=LONGEST_MS)
        ready = self.page.get_attribute("html", "data-ready")
        assert ready == "yes", f"{self.page.url} is broken: {self.errors}"

    def faults_of_access(self) -> list[str]:
        """What axe finds: the rule, how grave, and the places."""
        self.page.evaluate(_axe_script())
        found = self.page.evaluate(_AXE)
        return [
            f"{one['id']} ({one['impact']}): {[(node['target'], node['failureSummary']) for node in one['nodes'][:3]]}"
            for one in found["violations"]
        ]

    def width_of_content(self) -> int:
        """How wide the page is; wider than its window, and a reader has to push it to and fro."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@dataclass
class Driven:
    """The browser of a run."""

    browser: Browser

    @contextmanager
    def opened(self, size: str = "desktop", host: str | None = None, **options: Any) -> Iterator[Opened]:
        """A window of its own without any page yet; `host` may be asked besides files, and nothing else.

        Options are those of a context of the browser.
        """
        width, height = SIZES[size]
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="th-TH", **options)
        try:
            yield _watched(context, host)
        finally:
            context.close()


@contextmanager
def driven() -> Iterator[Driven]:
    """The browser, started once."""
    path = chromium_path()
    # as the administrator it does not start inside its own walls
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield Driven(browser)
        finally:
            browser.close()


def _watched(context: BrowserContext, host: str | None) -> Opened:
    page = context.new_page()
    opened = Opened(page)
    local = (*_LOCAL, host) if host else _LOCAL

    def asked(request: Request) -> None:
        if not request.url.startswith(local):
            opened.outside.append(request.url)

    def refused(route: Route) -> None:
        route.abort()

    if host is None:
        context.set_offline(True)
    context.route(re.compile(f"^(?!{'|'.join(local)})"), refused)
    page.on("request", asked)
    page.on("console", lambda told: opened.errors.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    return opened


@cache
def _axe_script() -> str:
    from axe_playwright_python import base

    return str(base.AXE_SCRIPT)
