"""Two people open a form, one saves, the other is shown both versions: for every form that edits.

A new form that edits needs a line in `EDITED`; a new form that is opened with stored values must be one that edits.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.forms import Form
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.outbox.editing import Editing
from cas_portal.time import clock
from clients.models import Funder
from documents.kinds import Kind
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory, actor_for
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    ProgramFactory,
)

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("cas_portal", "clients", "assessments", "documents", "referrals", "queues", "reports", "hmis_csv")
# Opened with stored values and no edit of a row, or held by a version of their own with a test of its own.
OTHERWISE = {
    "EditProfileForm": "counts versions: tests/clients/views/test_people.py",
    "EditSurvivorForm": "shows both versions: tests/clients/views/test_anonymous_profile.py",
    "PartForm": "compares the whole household: tests/clients/test_services_parting.py",
    "MergeForm": "compares both profiles: tests/clients/test_merging.py",
    "AddMemberForm": "carries who was found",
    "FindForm": "a search",
    "AsOfForm": "a day to look at",
}
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@dataclass
class Case:
    """Where the form is, who sends it, and what two people enter."""

    url: str
    first: dict[str, Any]
    second: dict[str, Any]
    shown: tuple[str, str]
    sysadmin: bool = False
    more: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Home")


def day(name: str, value: date) -> dict[str, str]:
    return {name: value.isoformat()}


def a_member(agency, **values):
    head = ClientFactory(agency=agency)
    home = HouseholdFactory(client=head)
    HouseholdMemberFactory(client=head, household=home)
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client)
    return HouseholdMemberFactory(client=client, household=home, relationship=2, **values)


def edit_member(agency) -> Case:
    url = reverse("clients:edit_member", args=[a_member(agency).public_id])
    return Case(url, {"relationship": 3}, {"relationship": 4}, ("other relation", "spouse or partner"))


def remove_member(agency) -> Case:
    today = clock.today()
    url = reverse("clients:remove_member", args=[a_member(agency).public_id])
    days = today - timedelta(days=3), today - timedelta(days=2)
    return Case(url, day("left_on", days[0]), day("left_on", days[1]), (str(days[1].day), str(days[0].day)))


def correct_leaving(agency) -> Case:
    member = a_member(agency, joined_on=date(2026, 1, 1), left_on=date(2026, 5, 1))
    url = reverse("clients:correct_leaving", args=[member.public_id])
    first, second = ({"what": "day"} | day("left_on", date(2026, 5, n)) for n in (3, 7))
    return Case(url, first, second, ("May 7, 2026", "May 3, 2026"))


def agency_name(agency) -> Case:
    url = reverse("programs:change_agency", args=[agency.public_id])
    first, second = (
        {"name": name, "diversion_intake": "community", "confirmed": "1"} for name in ("Juniper House", "Larch House")
    )
    return Case(url, first, second, ("Larch House", "Juniper House"), sysadmin=True)


def program_name(agency) -> Case:
    program = ProgramFactory(agency=agency, project_type=6, coc_code="CA-503")
    said = {"project_type": 6, "coc_code": "CA-503", "active": "on", "confirmed": "1"} | day(
        "starts_on", date(2020, 1, 1)
    )
    first, second = ({"name": name, **said} for name in ("Street Team One", "Street Team Two"))
    url = reverse("programs:change", args=[program.public_id])
    return Case(url, first, second, ("Street Team Two", "Street Team One"), sysadmin=True)


def participation(agency) -> Case:
    program = ProgramFactory(agency=agency)
    url = reverse("programs:participation", args=[program.public_id])
    first = {"access_point": "on", "services": ["crisis_assessment"]} | day("starts_on", clock.today())
    second = {"receives_referrals": "on"} | day("starts_on", clock.today())
    return Case(url, first, second, ("Yes", "No"), sysadmin=True)


def end_funder(agency) -> Case:
    program = ProgramFactory(agency=agency)
    with seeding(agency.continuum):
        row = Funder.objects.create(
            continuum=agency.continuum, program=program, funder=1, starts_on=date(2024, 1, 1), grant_id="G"
        )
    url = reverse("programs:end_funder", args=[row.public_id])
    first, second = (day("ends_on", date(2026, 5, n)) for n in (3, 7))
    return Case(url, first, second, ("May 7, 2026", "May 3, 2026"), sysadmin=True)


def case_manager(agency) -> Case:
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client)
    CaseManagerFactory(client=client)
    chosen = [
        MembershipFactory(agency=agency, role=Role.ASSESSOR, user=UserFactory(name=n)) for n in ("Ada One", "Bo Two")
    ]
    first, second = ({"manager": f"{one.user_id}@{agency.pk}"} | day("starts_on", clock.today()) for one in chosen)
    url = reverse("clients:case_manager", args=[client.public_id])
    return Case(url, first, second, ("Bo Two", "Ada One"), sysadmin=True)


def end_case_manager(agency) -> Case:
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client)
    row = CaseManagerFactory(client=client)
    url = reverse("clients:end_case_manager", args=[client.public_id, row.public_id])
    first, second = (day("ends_on", date(2026, 5, n)) for n in (3, 7))
    return Case(url, first, second, ("May 7, 2026", "May 3, 2026"), sysadmin=True)


def end_role(agency) -> Case:
    held = MembershipFactory(agency=agency, role=Role.ASSESSOR, user=UserFactory())
    url = reverse("accounts:end_role", args=[held.public_id])
    coming = clock.today() + timedelta(days=40)
    days = coming.replace(day=5), coming.replace(day=9)
    first, second = ({"when": "later"} | day("ends_on", one) for one in days)
    return Case(url, first, second, ("9", "5"), sysadmin=True)


def a_setting(agency) -> Case:
    said = {"reason": "Meeting", "confirmed": "1"} | day("valid_from", clock.today())
    url = reverse("rules:change", args=["merge_undo_days"])
    return Case(url, {"value": 20, **said}, {"value": 25, **said}, ("25", "20"), sysadmin=True)


def an_entry(agency) -> Case:
    said = {"position": 3, "why": "Meeting", "confirmed": "1"} | day("valid_from", clock.today())
    url = reverse("rules:entry", args=["exit", "left_area"])
    return Case(
        url,
        {"text_en": "Went elsewhere", **said},
        {"text_en": "Moved on", **said},
        ("Moved on", "Went elsewhere"),
        sysadmin=True,
    )


def a_paper(agency) -> Case:
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client)
    url = reverse("documents:record", args=[client.public_id, Kind.PHOTO_ID])
    first, second = ({"basis": "original"} | day("issued_on", date(2026, 5, n)) for n in (3, 7))
    return Case(url, first, second, ("May 7, 2026", "May 3, 2026"))


def a_condition(agency) -> Case:
    client = ready_household(agency=agency).client
    url = reverse("assessments:condition", args=[client.public_id])
    first, second = ({"disabling_condition": code} for code in (1, 0))
    return Case(url, first, second, ("No", "Yes"))


EDITED: dict[str, Callable[[Any], Case]] = {
    "EditMemberForm": edit_member,
    "RemoveMemberForm": remove_member,
    "CorrectLeavingForm": correct_leaving,
    "AgencyForm": agency_name,
    "ProgramForm": program_name,
    "ParticipationForm": participation,
    "EndFunderForm": end_funder,
    "CaseManagerForm": case_manager,
    "EndCaseManagerForm": end_case_manager,
    "EndForm": end_role,
    "ChangeForm": a_setting,
    "EntryForm": an_entry,
    "RecordForm": a_paper,
    "ConditionForm": a_condition,
}


def modules() -> list[Any]:
    return [
        importlib.import_module(found.name)
        for floor in FLOORS
        for found in pkgutil.walk_packages([str(ROOT / floor)], f"{floor}.")
        if not re.search(r"migrations|settings|__main__|launcher|management", found.name)
    ]


def every(kind: type) -> set[type]:
    return {sub for one in kind.__subclasses__() for sub in {one, *every(one)}}


def test_every_form_that_edits_has_a_case():
    modules()
    ours = {one.__name__ for one in every(Editing) if not one.__module__.startswith("tests")} - {"EditForm"}
    assert ours - set(OTHERWISE) == set(EDITED)


def test_what_is_opened_with_stored_values_edits():
    """A view that fills a form from a row (`initial` with an attribute of something) fills a form that edits."""
    modules()
    edits = {one.__name__ for one in every(Editing)}
    forms = {one.__name__ for one in every(Form)}
    found = {
        (call.func.id, path.name)
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in forms
        for given in call.keywords
        if given.arg == "initial" and any(isinstance(part, ast.Attribute) for part in ast.walk(given.value))
    }
    assert {name for name, _path in found} - edits - set(OTHERWISE) == set()


def opened(browser, url: str) -> dict[str, Any]:
    """The hidden and chosen values of a form as a browser would send them."""
    form = browser.get(url).context["form"]
    return {name: form[name].value() for name in ("opened", "once", "seen") if name in form.fields}


@pytest.mark.parametrize("name", EDITED)
def test_who_saves_second_is_shown_both_versions_and_loses_nothing(name, agency):
    case = EDITED[name](agency)
    people = []
    for who in ("Mira First", "Noor Second"):
        role = Role.SYSADMIN if case.sysadmin else Role.ASSESSOR
        held = MembershipFactory(agency=agency, role=role, user=UserFactory(name=who))
        people.append(signed_in(actor_for(held)))
    first, second = ((browser, opened(browser, case.url)) for browser in people)
    for _click in range(2):
        saved = first[0].post(case.url, first[1] | case.first)
        assert saved.status_code == 302, saved.context and saved.context["form"].errors
    met = second[0].post(case.url, second[1] | case.second)
    text = met.content.decode()
    assert met.status_code == 409
    assert "Mira First" in text
    [*differing] = [(one.yours, one.theirs) for one in met.context["form"].conflict.differences]
    assert any(case.shown[0] in yours and case.shown[1] in theirs for yours, theirs in differing), differing
    again = {key: met.context["form"][key].value() for key in second[1]}
    answer = second[0].post(case.url, again | case.second)
    assert answer.status_code in {302, 422}, "knowing both, the second may save"
