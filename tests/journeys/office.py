"""People at their desks: each signed in in a window of their own, looking closely at every page they open."""

import os
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.browser import violations

SCREENSHOTS = "CAS_JOURNEY_SCREENSHOTS"
WIDTHS = (1280, 360)
HEIGHT = 900
PATIENCE = 15_000
UNKNOWN = {"8", "9", "99"}
TABLE_CELL = re.compile(r"-\d+-")


class Desk:
    """One person's window. `faults` collects what axe and the browser complain about, for the whole office."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page = page
        self.faults = faults
        self.seen: set[str] = set()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", self._hear)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the entrance page."""
        self.open("/accounts/login/", "sign-in")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.press("Sign in", "today")

    def open(self, path: str, name: str = "") -> None:
        """Go to an address, and look at the page when it has a name."""
        self.page.goto(path)
        self.look(name)

    def press(self, label: str, name: str = "") -> None:
        """Press a button or follow a link by its words, wait for the page, and look at it."""
        words = re.compile(rf"^\s*{re.escape(label)}")
        control = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        self.follow(control.first, name)

    def follow(self, control: Locator, name: str = "") -> None:
        """Press something that leads to another page, wait for that page, and look at it."""
        with self.page.expect_navigation(timeout=PATIENCE):
            control.click()
        self.look(name)

    def confirm(self) -> None:
        """Send the form of the page."""
        self.follow(self.page.locator("main form button[type=submit]").last)
        if self.says("There is a problem"):
            raise AssertionError(f"{self.page.url}: {self.words()}")

    def _hear(self, message: ConsoleMessage) -> None:
        """Note what the browser calls an error; an incomplete form answered with 422 is none."""
        if message.type == "error" and "status of 422" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def look(self, name: str) -> None:
        """Let axe examine the page, once for each name, and keep pictures of it where they are asked for."""
        if not name or name in self.seen:
            return
        self.seen.add(name)
        self.page.wait_for_load_state()
        self.faults += [f"{name}: {found}" for found in violations(self.page)]
        folder = os.environ.get(SCREENSHOTS)
        for width in WIDTHS if folder else ():
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.page.screenshot(path=Path(str(folder)) / f"{name}-{width}.png", full_page=True)
        if folder:
            self.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})

    def says(self, text: str) -> bool:
        """Whether the page shows these words."""
        return self.page.get_by_text(text).first.is_visible()

    def words(self) -> str:
        """The first words of the page, for a step that went wrong."""
        return self.page.locator("main").inner_text()[:800]

    def choose(self, name: str, value: str) -> None:
        """Choose a radio button or tick a box by its name and value: people press its label."""
        key = self.page.locator(f'input[name="{name}"][value="{value}"]').first.get_attribute("id")
        self.page.locator(f'label[for="{key}"]').first.click()

    def write(self, name: str, text: str) -> None:
        """Type into a field by its name."""
        self.page.locator(f'[name="{name}"]').first.fill(text)

    def pick(self, name: str, value: str) -> None:
        """Pick an entry of a list by its value."""
        self.page.locator(f'select[name="{name}"]').first.select_option(value)

    def date(self, name: str, day: date) -> None:
        """Enter a date as month, day and year."""
        self.pick(f"{name}_0", str(day.month))
        self.write(f"{name}_1", str(day.day))
        self.write(f"{name}_2", str(day.year))

    def answer_rest(self, answers: Mapping[str, str]) -> None:
        """Answer each visible question of a form that has no answer yet: as told, or in the plainest way.

        An answer may bring up further questions, so it goes on until nothing is left.
        """
        for _round in range(10):
            if not any([self._answer_groups(answers), self._answer_boxes(answers), self._answer_fields(answers)]):
                return
            self.page.wait_for_timeout(150)

    def _answer_groups(self, answers: Mapping[str, str]) -> bool:
        """Radio buttons: the answer told, else no, else the first that is an answer."""
        changed = False
        for name in self._names("input[type=radio]"):
            options = self.page.locator(f'input[type=radio][name="{name}"]')
            if self._checked(options):
                continue
            values = [options.nth(n).get_attribute("value") or "" for n in range(options.count())]
            plain = [value for value in values if value in {"0", "none", "yes"}] or [
                v for v in values if v not in UNKNOWN
            ]
            self.choose(name, answers.get(name) or plain[0])
            changed = True
        return changed

    def _answer_boxes(self, answers: Mapping[str, str]) -> bool:
        """Boxes of which several may be ticked: those told, with spaces between; else none, any, or the first."""
        changed = False
        for name in self._names("fieldset input[type=checkbox]"):
            boxes = self.page.locator(f'input[type=checkbox][name="{name}"]')
            if boxes.count() < 2 or self._checked(boxes):
                continue
            values = [boxes.nth(n).get_attribute("value") or "" for n in range(boxes.count())]
            plain = next((value for value in values if value in {"none", "any"}), values[0])
            for value in answers.get(name, plain).split():
                self.choose(name, value)
            changed = True
        return changed

    def _answer_fields(self, answers: Mapping[str, str]) -> bool:
        """Lists and typed answers that were told; a date is told as YYYY-MM-DD."""
        changed = False
        for name, value in answers.items():
            if self._empty(f'[name="{name}_1"]'):
                self.date(name, date.fromisoformat(value))
                changed = True
            elif self._empty(f'select[name="{name}"]'):
                self.pick(name, value)
                changed = True
            elif self._empty(f'input[name="{name}"]:not([type=radio]):not([type=checkbox]), textarea[name="{name}"]'):
                self.write(name, value)
                changed = True
        return self._answer_lists() or changed

    def _answer_lists(self) -> bool:
        """Lists nothing was told about: the first entry that is an answer. Months belong to dates."""
        changed = False
        for name in self._names("select"):
            if name.endswith("_0") or not self._empty(f'select[name="{name}"]'):
                continue
            options = self.page.locator(f'select[name="{name}"] option')
            values = [options.nth(number).get_attribute("value") or "" for number in range(options.count())]
            answer = next((value for value in values if value and value not in UNKNOWN), "")
            if answer:
                self.pick(name, answer)
                changed = True
        return changed

    def _empty(self, selector: str) -> bool:
        field = self.page.locator(selector).first
        return field.count() > 0 and field.is_visible() and not field.input_value()

    def _names(self, selector: str) -> list[str]:
        """Names of the fields that are shown, without cells of tables, which nobody has to fill in.

        USWDS hides inputs and shows their labels, so it is the group that is looked at.
        """
        script = """found => [...new Set(found.filter(one => one.closest('.usa-form-group, fieldset, div').offsetParent)
                    .map(one => one.name))].filter(name => name)"""
        names = self.page.locator(f"main {selector}").evaluate_all(script)
        return [name for name in names if not TABLE_CELL.search(name)]

    @staticmethod
    def _checked(inputs: Locator) -> bool:
        return any(inputs.nth(number).is_checked() for number in range(inputs.count()))


class Office:
    """Everybody who takes part, by the name they sign in with."""

    def __init__(self, browser: Browser, base_url: str, password: str, domain: str) -> None:
        self.browser = browser
        self.base_url = base_url
        self.password = password
        self.domain = domain
        self.desks: dict[str, Desk] = {}
        self.faults: list[str] = []

    def desk(self, login: str) -> Desk:
        """Return somebody's window; they sign in the first time."""
        if login not in self.desks:
            context = self.browser.new_context(
                base_url=self.base_url,
                viewport={"width": WIDTHS[0], "height": HEIGHT},
                reduced_motion="reduce",
                accept_downloads=True,
            )
            self.desks[login] = Desk(context.new_page(), self.faults)
            self.desks[login].sign_in(f"{login}@{self.domain}", self.password)
        return self.desks[login]

    def keep_pictures(self) -> None:
        """Keep a picture of what everybody sees now, where pictures are asked for."""
        folder = os.environ.get(SCREENSHOTS)
        for login, desk in self.desks.items() if folder else ():
            desk.page.screenshot(path=Path(str(folder)) / f"failed-{login}.png", full_page=True)

    def close(self) -> None:
        """Close every window."""
        for desk in self.desks.values():
            desk.page.context.close()


def today() -> date:
    """The community's business day."""
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()
