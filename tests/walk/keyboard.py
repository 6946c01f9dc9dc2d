"""Somebody who has a keyboard alone: presses Tab until a thing has the focus, and watches the focus on the way."""

import re

from playwright.sync_api import expect

MOST_STOPS = 250
# Where the focus is, whether anybody sees it, whether it lies in the window, and whether something covers it. USWDS
# hides radio buttons and boxes and draws the focus on their label.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const label = one.labels && one.labels[0];
    const drawn = [[one, null], ...(label ? [[label, null], [label, '::before']] : [])].some(([el, part]) => {
        const style = getComputedStyle(el, part);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
    const shown = label && one.getBoundingClientRect().width < 2 ? label : one;
    const box = shown.getBoundingClientRect();
    const x = box.left + box.width / 2, y = Math.max(box.top, 0) + Math.min(box.height, innerHeight) / 2;
    const top = document.elementFromPoint(x, y);
    const bar = top && [top, ...parents(top)].find(el => ['fixed', 'sticky'].includes(getComputedStyle(el).position));
    function parents(el) { const all = []; while ((el = el.parentElement)) all.push(el); return all; }
    return {
        id: [...document.querySelectorAll('*')].indexOf(one), html: one.outerHTML.slice(0, 90), drawn,
        inside: box.bottom > 0 && box.top < innerHeight, top: one.tabIndex > 0,
        covered: Boolean(bar && !bar.contains(shown)),
    };
}"""


def wrong_with(found: dict) -> list[str]:
    """What is wrong with the focus that was found."""
    faults = (
        ("no focus to be seen", not found["drawn"]),
        ("outside of the window", not found["inside"]),
        ("covered by a bar", found["covered"]),
        ("has an order of its own", found["top"]),
    )
    return [f"{what}: {found['html']}" for what, bad in faults if bad]


class Keyboard:
    """Works on a page by keys; `stops` counts how often Tab was pressed, `wrong` what was wrong with the focus."""

    def __init__(self, page) -> None:
        self.page = page
        self.stops = 0
        self.wrong: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def skip(self) -> None:
        """Take the link past header and navigation, unless the page before was skipped and sent the browser here."""
        if self.page.url.endswith("#main"):
            return
        self.press("Tab")
        self.stops += 1
        expect(self.page.locator(".usa-skipnav")).to_be_focused()
        self.press("Enter")

    def to(self, wanted) -> None:
        """Press Tab until the first element of a locator has the focus."""
        wanted = wanted.first
        for _stop in range(MOST_STOPS):
            self.press("Tab")
            self.stops += 1
            found = self.page.evaluate(FOCUS)
            if found is not None:
                self.wrong += wrong_with(found)
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"Tab never reaches {wanted} on {self.page.url}")

    def go(self, wanted) -> None:
        """Go to a link or button and press it; another page answers."""
        self.to(wanted)
        with self.page.expect_navigation():
            self.press("Enter")

    def link(self, name: str) -> None:
        self.go(self.page.locator("main").get_by_role("link", name=re.compile(name)))

    def button(self, name: str) -> None:
        self.go(self.page.locator("main").get_by_role("button", name=re.compile(name)))

    def write(self, name: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        self.to(self.page.locator(f"main [name={name}]"))
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several radio buttons: Tab into the group, then the arrows."""
        group = self.page.locator(f"main input[name='{name}']")
        values = [one.get_attribute("value") for one in group.all()]
        checked = next((n for n, one in enumerate(group.all()) if one.is_checked()), None)
        self.to(group.nth(checked or 0))
        if checked is None:
            self.press("Space")
        self.press(*["ArrowDown"] * (values.index(value) - (checked or 0)))
