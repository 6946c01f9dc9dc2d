"""The main job in steps: a household comes, is assessed, offered two homes, declined by one, moves into the other."""

import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import openpyxl

from tests.journeys.office import Desk, Office, today

RANKED_WITHIN = 30
LETTERS = "abcdefghijklmnop"
ANSWERS = {
    "AH03": "3",
    "VB12": "116",
    "VB13": "tent",
    "VB14": "2023-01-15",
    "VB16": "1",
    "VB17": "113",
    "VB07": "1",
    "VB10": "1",
    "CLS02": "116",
    "CLS12": "in_person",
    "CLS10": "5th St and Sample Ave",
    "AH08": "171",
    "HC02": "rrh other_ph",
    "HC04": "2",
    "HC10A": "900",
}
PROGRAMS = {"rrh": "Quick Keys Rapid Rehousing", "oph": "Garden Gate Cottages"}
PAPERS = {"PHOTO_ID": "original", "SSN_CARD": "original", "HOMELESS_CERT": "homeless", "BIRTH_CERT": "original"}


@dataclass
class MainJob:
    """One run of the job. The steps are done in order; each says in words what it is."""

    office: Office
    surname: str = field(default_factory=lambda: "Journey" + "".join(LETTERS[int(c, 16)] for c in uuid4().hex[:8]))
    assessor: str = "assessor"
    case_manager: str = "Ada Sampleson"
    client: str = ""
    members: list[str] = field(default_factory=list)
    opening: str = ""

    @property
    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Every step with its words."""
        return [
            ("the assessor searches, then enters a parent and a child", self.enter_household),
            ("the parent signs a release for both", self.sign_release),
            ("the household is enrolled in the CAS program", self.enroll),
            ("the assessor records where they stay", self.record_living_situation),
            ("the Housing Conversation is held, checked and sent, and its receipt read", self.hold_conversation),
            ("within seconds the household stands on the housing list", self.stand_on_list),
            ("the assessor records papers and SSF accepts them", self.bring_papers),
            ("a program reports an opening; SSF picks the household", lambda: self.offer("housing2", "rrh")),
            ("the case manager says the client is interested, SSF refers", self.say_yes_and_refer),
            ("the program declines, SSF confirms, the opening needs a household again", self.decline),
            ("another program reports an opening; SSF picks the household", lambda: self.offer("housing4", "oph")),
            ("the client is interested again, SSF refers", self.say_yes_and_refer),
            ("the program acknowledges, accepts, enrolls and records the move-in", self.move_in),
            ("the household has left the housing list", self.leave_list),
            ("the manager exports the caseload as a spreadsheet", self.export_caseload),
        ]

    def enter_household(self) -> None:
        desk = self._search(f"Pat {self.surname}", "find-client")
        desk.open("/clients/new/", "new-client")
        self.client = self._enter(desk, "Pat", date(1988, 5, 14))
        desk.look("client")
        desk.open(f"/clients/{self.client}/household/add/", "add-member")
        desk.press("Enter a new person")
        self._person(desk, "Kim", today().replace(day=1) - timedelta(days=9 * 365))
        desk.look("how-related")
        self.members = [self.client, desk.page.locator("[name=person]").input_value()]
        desk.choose("relationship", "2")
        desk.press("Add to the household")

    def _search(self, words: str, name: str) -> Desk:
        """Type into the one box that finds people."""
        desk = self.office.desk(self.assessor)
        desk.open("/clients/")
        desk.page.locator("main [name=q]").fill(words)
        desk.follow(desk.page.locator("main form[role=search] button"), name)
        return desk

    def _enter(self, desk: Desk, first_name: str, born: date) -> str:
        self._person(desk, first_name, born)
        return desk.page.url.rstrip("/").rpartition("/")[2]

    def _person(self, desk: Desk, first_name: str, born: date) -> None:
        desk.write("first_name", first_name)
        desk.write("last_name", self.surname)
        desk.date("birth_date", born)
        desk.press("Save client")
        if desk.says("Different person"):  # somebody of an earlier run is called alike
            desk.press("Different person", "duplicates")
        if desk.page.url.split("?")[0].endswith("/new/"):
            raise AssertionError(f"{first_name} was not entered: {desk.words()}")

    def sign_release(self) -> None:
        desk = self.office.desk(self.assessor)
        for client in self.members:
            desk.open(f"/clients/{client}/release/", "release")
            desk.choose("decision", "signed")
            desk.write("signature", f"Pat {self.surname}")
            desk.press("Record the decision")

    def enroll(self) -> None:
        desk = self.office.desk(self.assessor)
        desk.open(f"/clients/{self.client}/enroll/", "enroll")
        desk.press("Enroll")
        desk.open(f"/clients/{self.client}/case-manager/", "case-manager")
        options = desk.page.locator("select[name=manager] option", has_text=self.case_manager)
        desk.pick("manager", options.first.get_attribute("value") or "")
        desk.confirm()

    def record_living_situation(self) -> None:
        desk = self.office.desk(self.assessor)
        desk.open(f"/assessments/clients/{self.client}/living-situation/", "living-situation")
        desk.answer_rest(ANSWERS)
        desk.press("Save living situation", "client-after-situation")

    def hold_conversation(self) -> None:
        desk = self.office.desk(self.assessor)
        desk.open(f"/assessments/clients/{self.client}/start/", "start-assessment")
        desk.press("Start the assessment", "assessment-sections")
        tasks = desk.page.url
        links = desk.page.locator("main a[href*='/questions/']")
        sections = list(dict.fromkeys(links.nth(number).get_attribute("href") for number in range(links.count())))
        for section in sections:
            desk.open(str(section), f"questions-{str(section).rstrip('/').rpartition('/')[2]}")
            desk.answer_rest(ANSWERS)
            desk.press("Save and leave")
        desk.open(tasks)
        desk.press("Check answers", "check-answers")
        desk.choose("event", "7")
        desk.press("Send the assessment", "receipt")
        if not desk.says("The assessment is sent"):
            raise AssertionError(f"No receipt: {desk.words()}")

    def stand_on_list(self) -> None:
        desk = self.office.desk("ssf")
        self._wait_for(lambda: self._is_listed(desk), f"The household was not ranked within {RANKED_WITHIN} s.")
        desk.open("/queues/housing/", "housing-list")
        desk.open(f"/queues/clients/{self.client}/why/", "why-this-order")

    def _is_listed(self, desk: Desk) -> bool:
        desk.open(f"/queues/clients/{self.client}/why/")
        return "Position" in desk.page.locator("main").inner_text()

    def _wait_for(self, true: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + RANKED_WITHIN
        while not true():
            if time.monotonic() > until:
                raise AssertionError(otherwise)
            time.sleep(0.5)

    def bring_papers(self) -> None:
        desk, ssf = self.office.desk(self.assessor), self.office.desk("ssf")
        for _paper in range(8):
            desk.open(f"/documents/clients/{self.client}/", "papers")
            record = self._next_paper(desk)
            if not record:
                break
            desk.open(record, "record-paper")
            kind = record.split("?")[0].rstrip("/").split("/")[-2]
            desk.choose("basis", PAPERS[kind])
            desk.date("issued_on", today())
            desk.confirm()
        ssf.open("/documents/review/", "review-papers")
        while (waiting := self._papers_waiting(ssf)).count():
            ssf.follow(waiting.first)
            ssf.open("/documents/review/")

    def _next_paper(self, desk: Desk) -> str:
        """The next paper a permanent-housing program asks for and nobody recorded."""
        rows = desk.page.locator("tr", has_text="Missing").locator("a[href*='/record/']")
        found = [rows.nth(number).get_attribute("href") or "" for number in range(rows.count())]
        return next((url for url in found if any(f"/{kind}/" in url for kind in PAPERS)), "")

    def _papers_waiting(self, desk: Desk):
        return desk.page.locator("tr", has_text=self._names()).get_by_role("button", name="Accept")

    def _names(self) -> re.Pattern[str]:
        """Any name of the household, as tables show it."""
        return re.compile(re.escape(self.surname))

    def offer(self, login: str, program: str) -> None:
        """A provider reports a unit; SSF takes it up, looks at the candidates and selects this household."""
        provider, ssf = self.office.desk(login), self.office.desk("ssf")
        provider.open("/referrals/openings/report/", "report-opening")
        option = provider.page.locator("select[name=program] option", has_text=PROGRAMS[program])
        provider.pick("program", option.first.get_attribute("value") or "")
        provider.write("unit_label", self._unit(program))
        provider.date("available_on", today() + timedelta(days=3))
        provider.press("Report the opening", "opening-provider")
        self.opening = opening = provider.page.url.rstrip("/").rpartition("/")[2]
        ssf.open(f"/referrals/openings/{opening}/", "opening-ssf")
        ssf.press("Take up")
        self._wait_for(lambda: self._is_candidate(ssf, opening), "The household is no candidate for the opening.")
        ssf.look("candidates")
        ssf.open(f"/queues/openings/{opening}/candidates/?others", "others")
        ssf.open(f"/queues/openings/{opening}/candidates/{self.client}/", "select")
        if ssf.page.locator("[name=skip_reason]").count():
            ssf.pick("skip_reason", "case_conference")
        ssf.press("Select this household")
        self._open_referral("ssf")
        ssf.look("referral-ssf")
        ssf.press("Ask the client's provider", "ask-provider")
        ssf.confirm()

    def _unit(self, program: str) -> str:
        return f"Unit {self.surname[-6:].upper()} {program}"

    def _is_candidate(self, desk: Desk, opening: str) -> bool:
        desk.open(f"/queues/openings/{opening}/candidates/")
        return desk.page.get_by_text(self.surname).first.is_visible()

    def _open_referral(self, login: str) -> Desk:
        """Open the household's referral from where this person finds it: opening, questions or inbox."""
        places = {"ssf": f"/referrals/openings/{self.opening}/", self.assessor: "/referrals/questions/"}
        names = {"ssf": "opening-offers", self.assessor: "questions"}
        desk = self.office.desk(login)
        desk.open(places.get(login, "/referrals/"), names.get(login, "inbox"))
        row = desk.page.locator("tr, li, article", has_text=self.surname)
        desk.follow(row.locator("a[href*='/referrals/']").first)
        return desk

    def say_yes_and_refer(self) -> None:
        manager = self._open_referral(self.assessor)
        manager.press("The client is interested", "client-interested")
        manager.date("contact_on", today())
        manager.confirm()
        ssf = self._open_referral("ssf")
        ssf.press("Send to the housing provider", "refer")
        ssf.confirm()

    def decline(self) -> None:
        provider = self._open_referral("housing2")
        provider.look("referral-provider")
        provider.press("Decline", "decline")
        provider.choose("reason", "not_eligible_housing")
        provider.confirm()
        ssf = self._open_referral("ssf")
        ssf.press("Confirm the decline", "confirm-decline")
        ssf.confirm()
        ssf.open("/referrals/openings/", "openings")
        row = ssf.page.locator("tr, li, article", has_text=self._unit("rrh"))
        if "Looking for a household" not in row.first.inner_text():
            raise AssertionError(f"The declined opening is not sourced again: {row.first.inner_text()}")

    def move_in(self) -> None:
        provider = self._open_referral("housing4")
        provider.press("Acknowledge")
        provider.press("Accept")
        provider.press("Enroll", "enroll-program")
        provider.date("starts_on", today())
        provider.confirm()
        self._open_referral("housing4")
        provider.press("Record move-in", "move-in")
        provider.date("moved_in_on", today())
        provider.pick("destination", "410")
        provider.confirm()
        if not provider.says("Housed"):
            raise AssertionError(f"Not housed: {provider.words()}")

    def leave_list(self) -> None:
        desk = self.office.desk("ssf")
        self._wait_for(lambda: not self._is_listed(desk), "The household is still on the housing list.")
        desk.look("why-not-listed")

    def export_caseload(self) -> None:
        desk = self.office.desk("manager")
        desk.open("/reports/caseload/", "caseload")
        desk.press("Export to Excel", "export")
        desk.page.get_by_text("Your spreadsheet is ready").wait_for(timeout=RANKED_WITHIN * 1000)
        desk.look("export-ready")
        with desk.page.expect_download() as saved:
            desk.page.get_by_role("link", name="Download the spreadsheet").click()
        content = io.BytesIO(saved.value.path().read_bytes())
        rows = list(openpyxl.load_workbook(content)["Caseload"].iter_rows(values_only=True))
        if len(rows) < 2 or rows[0][0] != "Client":
            raise AssertionError(f"The spreadsheet holds {rows[:2]}")
        desk.open("/reports/exports/", "exports")
