"""Looks at one page after the other: what axe finds, what the console says, whether it fits, how it is titled."""

import os
import re
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Error

from tests.browser import session_cookie, violations, width_of
from tests.walk.scales import Scales

PICTURES = "CAS_PICTURES"
WIDTHS = (1280, 360)
ZOOMED = 320  # a window of 1280 px at 400%
HEIGHT = 900
# As long as fifty rows of a list are on a phone; a longer page has to be shortened.
LONGEST = 16
LONG = ("components",)  # the gallery shows everything there is
NOISE = re.compile(
    r"status of (400|403|404|409|422|500)|goo.gl/9p2vKq"
)  # answers the walk asks for; advice on passwords
FORM = "main form[method=post]"
CLEAR = """form => {
    const shown = [...form.elements].filter(one => one.name && !['hidden', 'submit', 'button'].includes(one.type));
    for (const one of shown) {
        if (['radio', 'checkbox'].includes(one.type)) one.checked = false; else one.value = '';
    }
    return shown.length;
}"""

# Pages about one client, whose paper may reach the client (X16); what their paper never shows.
PRINTED = re.compile(r"(clients:client|assessments:(show|receipt)|documents:client)\b")
NEVER_PRINTED = re.compile(r"\b(score|scored|points|rank|position|threshold|vulnerable|EVH)\b", re.IGNORECASE)
PARTS = """() => [...new Set([...document.querySelectorAll('main *')]
    .map(one => one.tagName + '.' + one.getAttribute('class')))].sort().join()"""


class Inspector:
    """Collects the faults of all pages, so that one run tells them all."""

    def __init__(self, open_page, base_url: str) -> None:
        self.open_page = open_page
        self.base_url = base_url
        self.windows: dict[int | None, object] = {}
        self.faults: list[str] = []
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.built_of: dict[str, list[str]] = defaultdict(list)
        self.scales = Scales()
        self.seen = 0
        folder = os.environ.get(PICTURES)
        self.folder = Path(folder) if folder else None

    def window(self, user):
        """One window for each person."""
        key = user and user.pk
        if key not in self.windows:
            page = self.open_page("/accounts/login/", WIDTHS[0])
            page.set_default_timeout(15_000)
            if user is not None:
                page.context.add_cookies([session_cookie(user, self.base_url)])
            self.windows[key] = page
        return self.windows[key]

    def look(self, user, url: str, name: str, family: str = "", status: int = 200) -> None:
        """Open a page and examine it at both widths; pages of different families have different titles."""
        page = self.window(user)
        page.said.clear()
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        answer = page.goto(self.base_url + url)
        if answer is None or answer.status != status:
            self.faults.append(f"{name}: {url} answered {answer and answer.status} instead of {status}")
            return
        self.scales.weigh(page, answer, name)
        family = family or name
        self.titles[page.title()].add(family)
        parts = page.evaluate(PARTS)
        if parts not in self.built_of[family]:  # the same parts as for another role were examined already
            self.built_of[family].append(parts)
            self.examine(page, name)

    def send_empty(self, user, url: str, name: str) -> None:
        """Empty the form of a page and send it; what comes back names what is missing."""
        page = self.window(user)
        page.said.clear()
        page.goto(self.base_url + url)
        form = page.locator(FORM).last
        if not form.count() or not form.evaluate(CLEAR):
            return
        try:
            with page.expect_navigation():
                form.locator("button[type=submit], button:not([type])").last.click()
        except Error as error:
            self.faults.append(f"{name}: {error.message.splitlines()[0]}")
            return
        self.examine(page, name)

    def examine(self, page, name: str) -> None:
        """Note every fault of the page that is open, and keep pictures where they are asked for."""
        self.seen += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found = violations(page)
            scrolls = width_of(page)
            if scrolls > width:
                found.append(f"scrolls sideways ({scrolls} px)")
            screens = page.evaluate("document.documentElement.scrollHeight") / HEIGHT
            if screens > LONGEST and not name.startswith(LONG):
                found.append(f"is {screens:.0f} screens long")
            self.faults += [f"{name} at {width}: {one}" for one in found]
            if self.folder:
                self.folder.mkdir(parents=True, exist_ok=True)
                file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
                page.screenshot(path=self.folder / f"{file}-{width}.png", full_page=True)
        page.set_viewport_size({"width": ZOOMED, "height": HEIGHT})
        if (scrolls := width_of(page)) > ZOOMED:
            self.faults.append(f"{name} at 400%: scrolls sideways ({scrolls} px)")
        if PRINTED.match(name):
            self.faults += [f"{name} on paper: {one}" for one in on_paper(page)]
        if page.locator("h1").count() != 1:
            self.faults.append(f"{name}: {page.locator('h1').count()} first headings")
        self.faults += [f"{name}: console: {line}" for line in page.said if not NOISE.search(line)]
        if self.folder:
            (self.folder / "faults.txt").write_text("\n".join(self.faults), encoding="utf-8")

    def finish(self) -> None:
        """Fail with everything that was found, and tell what the pages weigh."""
        self.faults += self.scales.finish()
        if self.folder:
            (self.folder / "weights.txt").write_text(self.scales.report(), encoding="utf-8")
        doubled = {title: sorted(names) for title, names in self.titles.items() if len(names) > 1}
        assert (self.faults, doubled) == ([], {}), "\n".join([*self.faults, str(doubled)])
        assert self.seen


def on_paper(page) -> list[str]:
    """What is wrong with the page when it is printed: words that never leave the staff, no title block, navigation."""
    page.emulate_media(media="print")
    words = page.locator("body").inner_text()
    found = [f"shows “{word.group()}”" for word in NEVER_PRINTED.finditer(words)]
    if not page.locator(".print-title").is_visible():
        found.append("has no title block")
    if page.locator(".side-nav, .site-header, .site-footer").filter(visible=True).count():
        found.append("shows navigation")
    page.emulate_media(media="screen")
    return found
