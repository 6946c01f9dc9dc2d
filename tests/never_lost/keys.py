"""Answering a page of questions with keys alone, as a call specialist does: digits choose, Enter goes on."""

import re
from collections import Counter
from typing import Any

from playwright.sync_api import Error, Page

MOST_KEYS = 120
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || !one.form) return null;
    const group = one.closest('[data-options]');
    const boxes = group ? [...group.querySelectorAll('input')] : [];
    return {
        name: one.name, tag: one.tagName, type: one.type, value: one.value, options: boxes.map((box) => box.value),
        checked: boxes.some((box) => box.checked),
        texts: one.tagName === 'SELECT' ? [...one.options].map((option) => [option.value, option.text]) : [],
    };
}"""


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.counts["keys"] += 1

    def type(self, text: str) -> None:
        """Type some letters."""
        self.page.keyboard.type(text)
        self.counts["letters"] += len(text)

    def page_through(self, wanted: dict[str, Any]) -> None:
        """Answer what has the focus and press Enter, until another page opens."""
        here = self.page.url
        for _press in range(MOST_KEYS):
            focused = self._focused()
            assert focused, f"{here}: {self.page.locator('main').inner_text()[:600]}"
            self._answer(focused, wanted)
            with self._maybe_leaving():
                self.press("Enter")
            if self.page.url != here:
                return
        raise AssertionError(f"{here} comes to no end")

    def _focused(self) -> dict[str, Any] | None:
        """What has the focus, once a field or the list of errors is there."""
        for _wait in range(80):
            if (focused := self.page.evaluate(FOCUSED)) or self.page.locator("[data-error-summary]").count():
                return focused
            self.page.wait_for_timeout(50)
        return None

    def _maybe_leaving(self):
        return _Settles(self.page)

    def _answer(self, focused: dict[str, Any], wanted: dict[str, Any]) -> None:
        name = focused["name"]
        if focused["options"]:
            if not focused["checked"]:
                self._choose(focused["options"], wanted.get(name))
        elif date := re.fullmatch(r"(.+)_0", name):
            if not focused["value"] and date[1] in wanted:
                self._date(focused, wanted[date[1]])
        elif name in wanted and not focused["value"]:
            self._fill(focused, str(wanted[name]))

    def _choose(self, options: list[str], wanted: Any) -> None:
        """Digits; "no" or the first answer where nothing else is wanted."""
        for code in wanted if isinstance(wanted, list) else [wanted]:
            value = str(code) if str(code) in options else ("0" if "0" in options else options[0])
            self.type(str(options.index(value) + 1))
            self.page.wait_for_timeout(750 if len(options) > 9 else 0)

    def _fill(self, focused: dict[str, Any], value: str) -> None:
        text = next((words for code, words in focused["texts"] if code == value), value)
        self.type(text[:20])

    def _date(self, focused: dict[str, Any], parts: tuple[str, str, str]) -> None:
        self._fill(focused, parts[0])
        for part in parts[1:]:
            self.press("Tab")
            self.type(part)


class _Settles:
    """Waits until the page that a key may have left is there again."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __enter__(self) -> None:
        self.before = self.page.evaluate("document.activeElement && document.activeElement.id")

    def __exit__(self, *error: object) -> None:
        for _wait in range(60):
            try:
                now = self.page.evaluate("[document.readyState, document.activeElement && document.activeElement.id]")
            except Error:
                self.page.wait_for_timeout(20)
                continue
            if now[0] == "complete" and now[1] != self.before:
                return
            self.page.wait_for_timeout(10)
