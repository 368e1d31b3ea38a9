"""A real Chromium for the tests: found, or installed where that is allowed.

Looked for in this order: the file that ``CHROMIUM`` names, the usual names on the PATH, the one
that playwright downloaded. ``python -m tests.support.browser`` installs one when there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.needs import in_ci

NAMES = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_MS = 10_000

# Only this machine is ever reached: a browser that looks for updates hangs on closed networks.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
    "--no-pings",
)

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


class NoBrowserError(Exception):
    """No Chromium could be had; the text says what to install or set."""


def find_chromium(downloaded: str) -> Path:
    """Return the browser to drive; ``downloaded`` is where playwright would have put its own.

    Raises:
        NoBrowserError: there is none.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowserError(f"CHROMIUM names {named}, which cannot be run")
        return Path(named)
    for candidate in (*map(shutil.which, NAMES), downloaded):
        if candidate and _runs(candidate):
            return Path(candidate)
    raise NoBrowserError(
        "no Chromium: install the package chromium, or run "
        "`python -m playwright install chromium`, or set CHROMIUM to its path"
    )


def _runs(program: str) -> bool:
    """Whether it starts: on some systems the package's command only says to install a snap."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """Give a headless Chromium for as long as the block lasts.

    Raises:
        NoBrowserError: there is none.
    """
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """Opens pages as different people see them, and notes what the browser complains of."""

    browser: Browser
    base_url: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        javascript: bool = True,
        language: str = "fr",
        time_zone: str = "Europe/Paris",
        forced_colors: bool = False,
        cookies_of: Page | None = None,
    ) -> Page:
        """Open a path of the site in a new window, alone or with the cookies of another window.

        ``width`` and ``height`` are CSS pixels; ``language`` is what the browser asks for;
        ``forced_colors`` is the high contrast that some systems lay over every page.
        """
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            forced_colors="active" if forced_colors else "none",
            locale=language,
            timezone_id=time_zone,
            reduced_motion="reduce",  # half-faded text would fail the contrast rule by chance
            storage_state=cookies_of.context.storage_state() if cookies_of else None,
        )
        context.set_default_timeout(TIMEOUT_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._note_console)
        page.on("response", self._note_response)
        page.goto(path)
        return page

    def close(self) -> None:
        """Close every window that was opened."""
        for context in self._contexts:
            context.close()

    def _note_console(self, message: Any) -> None:
        # A refused inline script or style is reported here. Failed loads: see _note_response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _note_response(self, response: Any) -> None:
        document = response.request.resource_type == "document"
        if response.status >= (500 if document else 400):
            self.complaints.append(f"{response.url}: status {response.status}")


@cache
def _axe_script() -> str:
    return str(Axe().axe_script)


def assert_axe_clean(page: Page) -> None:
    """Fail with each broken accessibility rule and where it is broken (WCAG 2.2 AA)."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, again for every page that loads
        page.evaluate(_axe_script())
    violations = page.evaluate(
        "options => axe.run(document, options).then(found => found.violations)", AXE_OPTIONS
    )
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(
            f"{' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for node in violation["nodes"]
        )
        for violation in violations
    ]
    assert not found, f"{page.url} at {page.viewport_size}:\n" + "\n".join(found)


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    seen = page.evaluate("document.documentElement.clientWidth")
    assert wide <= seen, f"{page.url}: {wide} px wide in a window of {seen} px"


def install_chromium(downloaded: str) -> None:
    """Install a browser: the system's package as root, playwright's own download otherwise."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "--quiet", *command], env=quiet, check=False)
    try:
        find_chromium(downloaded)
    except NoBrowserError:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)


def main() -> int:
    """Make sure that there is a browser; 1 when there is none and CI needs one."""
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    try:
        find_chromium(downloaded)
    except NoBrowserError as error:
        if not os.environ.get("CHROMIUM"):
            sys.stdout.write(f"{error}\nInstalling one for the browser tests …\n")
            sys.stdout.flush()
            install_chromium(downloaded)
    try:
        find_chromium(downloaded)
    except NoBrowserError as error:
        sys.stderr.write(f"{error}\n")
        return 1 if in_ci() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
