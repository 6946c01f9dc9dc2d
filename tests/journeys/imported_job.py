"""The main job with a family of an imported export: found by name, never entered."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.main_job import MainJob


@dataclass
class ImportedJob(MainJob):
    """One run of the job. The family is there already, with the faults its export has; its parent is searched for."""

    first_name: str = ""

    @property
    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Every step with its words."""
        return [
            ("the imported agency's assessor finds the family by its parent's name", self.find_household),
            ("the parent signs a release for everybody", self.sign_release),
            ("the household is enrolled in the CAS program", self.enroll),
            ("the assessor records where they stay", self.record_living_situation),
            ("the Housing Conversation is held, checked and sent, and its receipt read", self.hold_conversation),
            ("within seconds the household stands on the housing list", self.stand_on_list),
            ("the assessor records papers and SSF accepts them", self.bring_papers),
            ("a program reports an opening; SSF picks the household", lambda: self.offer("housing4", "oph")),
            ("the case manager says the client is interested, SSF refers", self.say_yes_and_refer),
            ("the program acknowledges, accepts, enrolls and records the move-in", self.move_in),
            ("the household has left the housing list", self.leave_list),
        ]

    def find_household(self) -> None:
        desk = self._search(f"{self.first_name} {self.surname}", "imported-found")
        desk.follow(desk.page.get_by_role("link", name=f"{self.first_name} {self.surname}").first, "imported-client")
        self.client = desk.page.url.rstrip("/").rpartition("/")[2]
        others = desk.page.locator("section:has(#household-title) a[href^='/clients/']").filter(
            has_not_text=re.compile("Change|Left|Add")
        )
        links = [others.nth(number).get_attribute("href") or "" for number in range(others.count())]
        self.names = [self.surname, *(others.nth(n).inner_text().rpartition(" ")[2] for n in range(others.count()))]
        self.members = [self.client, *(link.rstrip("/").rpartition("/")[2] for link in links)]
        if len(self.members) < 2:
            raise AssertionError(f"The family has {len(self.members)} members: {desk.words()}")

    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.names)))
