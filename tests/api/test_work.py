"""The main job over the API: through the same services, with the same rules, as on the pages."""

from datetime import timedelta

import pytest

from cas_portal.access.roles import Role
from cas_portal.time import clock
from documents.kinds import Kind
from queues.services import sweeps
from referrals.models.openings import HousingKind
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory
from tests.factories.assessments import full_answers
from tests.factories.clients import ProgramFactory, cas_program
from tests.factories.queues import job, listed
from tests.factories.referrals import ProgramRuleFactory

pytestmark = pytest.mark.slow
PAPERS = {Kind.PHOTO_ID: "original", Kind.SSN_CARD: "original", Kind.HOMELESS_CERT: "homeless"}


@pytest.fixture
def agency(transactional_db):
    """The agency, in a database where the worker sees what was saved."""
    return AgencyFactory(name="First Agency")


@pytest.fixture
def oak(agency):
    """An agency with a rapid re-housing program."""
    made = AgencyFactory(name="Oak", continuum=agency.continuum)
    program = ProgramFactory(agency=made, project_type=13)
    ProgramRuleFactory(program=program, housing_kind=HousingKind.RRH, required_tier="PH_READY")
    return made, program


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def rank(agency):
    with as_worker():
        while sweeps.sweep_dirty(by=job(agency.continuum_id)):
            pass


def enter(program, today):
    """Enter, release, enroll; the id of the client."""
    new = {"first_name": "Pat", "last_name": "Sample", "name_quality": 1, "birth_date": "1988-05-14", "dob_quality": 1}
    client = done(program.send("clients/", **new), 201)["id"]
    release = program.send(f"clients/{client}/releases/", signature="Pat Sample", signed_on=today)
    assert done(release, 201)["method"] == "electronic"
    [stay] = done(program.send(f"clients/{client}/enrollments/", entry_date=today), 201)
    assert stay["client"] == client
    assert [row["id"] for row in done(program.get("clients/", q="Pat Sample"))] == [client]
    return client


def assess(program, client, cas, today):
    """Hold the HCT; the assessment."""
    situation = {"CLS01": today, "CLS02": 116, "CLS04": str(cas.public_id), "CLS10": "5th and K", "CLS12": "in_person"}
    assert done(program.send(f"clients/{client}/living-situations/", answers=situation), 201)["situation"] == 116
    draft = done(program.send(f"clients/{client}/drafts/"), 201)
    answers = full_answers(cas, AH01=today, VB14="2023-01-15")
    wrong = done(program.send(f"drafts/{draft['id']}/answers/", method="patch", answers={"VB12": "palace"}))
    assert wrong["problems"].keys() == {"VB12"}
    saved = done(program.send(f"drafts/{draft['id']}/answers/", method="patch", answers=answers))
    assert saved["to_answer"] == [], saved
    assert program.send(f"drafts/{draft['id']}/submit/").status_code == 422
    made = done(program.send(f"drafts/{draft['id']}/submit/", event=7), 201)
    assert done(program.send(f"drafts/{draft['id']}/submit/", event=7), 201)["id"] == made["id"]
    assert [row["event"] for row in done(program.get(f"clients/{client}/events/"))] == [7]
    return made


def test_from_entering_to_move_in(acting_for, agency, oak):
    oak_agency, oak_program = oak
    cas = cas_program(agency)
    today = clock.today().isoformat()
    assessor, ssf = acting_for(Role.ASSESSOR), acting_for(Role.SSF_ADMIN)
    provider = acting_for(Role.HOUSING_PROVIDER, oak_agency)

    client = enter(assessor, today)
    made = assess(assessor, client, cas, today)
    assert made["household_type"] == "SINGLE_ADULT"
    assert done(assessor.get(f"assessments/{made['id']}/"))["score"] == made["score"]

    for kind, basis in PAPERS.items():
        paper = {"kind": kind, "basis": basis, "issued_on": today}
        item = done(assessor.send(f"clients/{client}/papers/", **paper), 201)
        assert assessor.send(f"papers/{item['id']}/accept/").status_code == 403
        assert done(ssf.send(f"papers/{item['id']}/accept/"))["state"] == "ACCEPTED"
    assert done(ssf.get("papers/review/")) == []

    rank(agency)
    assert [row["client"] for row in done(ssf.get("housing-list/"))["households"]] == [client]
    assert done(ssf.get(f"clients/{client}/why/"))["position"] == 1

    unit = {"program": str(oak_program.public_id), "unit_label": "Unit 7", "available_on": today}
    opening = done(provider.send("openings/", **unit), 201)["id"]
    assert done(ssf.send(f"openings/{opening}/source/"))["status"] == "SOURCING"
    [candidate] = done(ssf.get(f"openings/{opening}/candidates/"))["candidates"]
    assert (candidate["client"], candidate["failed"]) == (client, [])
    referral = done(ssf.send(f"openings/{opening}/candidates/", client=client), 201)["id"]

    def move(program, verb, **body):
        return done(program.send(f"referrals/{referral}/{verb}/", **body))["state"]

    assert provider.get(f"referrals/{referral}/").status_code == 404
    assert move(ssf, "notify") == "PROVIDER_NOTIFIED"
    assert move(assessor, "interested", contact_on=today) == "PROVIDER_YES"
    assert move(ssf, "refer") == "SENT"
    assert [row["id"] for row in done(provider.get("referrals/"))] == [referral]
    assert move(provider, "acknowledge") == "IN_PROCESS"
    assert provider.send(f"referrals/{referral}/enroll/", starts_on=today).status_code == 409
    assert move(provider, "accept") == "ACCEPTED"
    assert move(provider, "enroll", starts_on=today) == "ENROLLED"
    assert move(provider, "move-in", moved_in_on=today, destination=410) == "HOUSED"

    rank(agency)
    assert done(ssf.get("housing-list/"))["households"] == []


def test_decline_goes_back_to_sourcing(acting_for, agency, oak, listed_household):
    oak_agency, oak_program = oak
    today = clock.today().isoformat()
    assessor, ssf = acting_for(Role.ASSESSOR), acting_for(Role.SSF_ADMIN)
    provider = acting_for(Role.HOUSING_PROVIDER, oak_agency)
    unit = {"program": str(oak_program.public_id), "unit_label": "Unit 7", "available_on": today}
    opening = done(provider.send("openings/", **unit), 201)["id"]
    referral = done(ssf.send(f"openings/{opening}/candidates/", client=str(listed_household.public_id)), 201)["id"]
    for program, verb, body in [
        (ssf, "notify", {}),
        (assessor, "interested", {"contact_on": today}),
        (ssf, "refer", {}),
        (provider, "decline", {"reason": "not_eligible_housing"}),
    ]:
        done(program.send(f"referrals/{referral}/{verb}/", **body))
    assert provider.send(f"referrals/{referral}/confirm-decline/").status_code == 403
    assert done(ssf.send(f"referrals/{referral}/confirm-decline/"))["state"] == "DECLINED_PROVIDER"
    assert done(ssf.get(f"openings/{opening}/"))["status"] == "SOURCING"


@pytest.fixture
def listed_household(acting_for, agency):
    """A household that is ready for permanent housing and stands on the list."""
    day = clock.today()
    client = listed(agency=agency, tier="PH_READY", hct_on=day - timedelta(days=30), seen_on=day)
    rank(agency)
    return client


def test_caseload_and_export(acting_for, agency, listed_household):
    manager = acting_for(Role.AGENCY_MANAGER)
    [row] = done(manager.get("caseload/"))["households"]
    assert row["client"] == str(listed_household.public_id)
    assert done(manager.get("caseload/", household_type="FAMILY"))["households"] == []
    key = "7b1f8d0e-0000-4000-8000-000000000001"
    export = done(manager.send("exports/", request_key=key), 202)
    assert done(manager.send("exports/", request_key=key), 202)["id"] == export["id"]
    assert export["state"] == "waiting"
    assert manager.send(f"exports/{export['id']}/download/").status_code == 409
    assert [one["id"] for one in done(manager.get("exports/"))] == [export["id"]]
