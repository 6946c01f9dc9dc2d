"""A survivor and a program meet without a record being opened (policy §11)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cas_portal.access.errors import Conflict, DomainError, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.notifications.models import Notification
from clients.models import Client, ClientAccess, Enrollment
from referrals import services
from referrals.models import HandOver, Referral
from referrals.services.meeting import close_meeting, release_to_meet
from referrals.states import OpeningStatus, State
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, actor_for, staff
from tests.factories.base import seeding
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    cas_program,
)
from tests.factories.referrals import OpeningFactory
from tests.referrals.world import acting, on

pytestmark = pytest.mark.slow
THROUGH = date(2025, 9, 16)


@pytest.fixture
def safe(world):
    """The world with a survivor in place of the client, and SSF with the survivor desk; the survivor said yes."""
    agency = AgencyFactory(name="Safe House", is_vsp=True, continuum=world.client_agency.continuum)
    membership = MembershipFactory(agency=agency, role=Role.VSP_ASSESSOR)
    client = ClientFactory(agency=agency, anonymous=True, birth_year=1990)
    home = HouseholdFactory(client=client)
    HouseholdMemberFactory(client=client, household=home)
    EnrollmentFactory(client=client, household=home, program=cas_program(world.client_agency))
    CaseManagerFactory(client=client, user=membership.user)
    world.ssf = staff(Role.SSF_ADMIN, AgencyFactory(continuum=agency.continuum), scas_desk=True)
    world.client, world.manager = client, actor_for(membership)
    with on(2025, 9, 2):
        world.made = world.willing()
    return world


def agree(world, through=THROUGH, by=None):
    with on(2025, 9, 2):
        return world.do(by or world.manager, release_to_meet, referral_id=world.made.public_id, through=through)


def close(world, day=10, **given):
    with on(2025, 9, day):
        return world.do(world.manager, close_meeting, referral_id=world.made.public_id, **given)


def test_the_program_is_asked_to_call_and_sees_neither_record_nor_code(safe):
    assert agree(safe) == agree(safe)
    with seeding(safe.client_agency.continuum):
        assert not ClientAccess.objects.filter(client=safe.client).exists()
    with acting(safe.housing):
        assert not Referral.objects.visible_to(safe.housing).exists()
        assert not HandOver.objects.exists() and not Client.objects.filter(pk=safe.client.pk).exists()
        notice = Notification.objects.get(kind="N9")
    assert "Safe House asks you to arrange a meeting" in notice.text
    assert safe.client.survivor_code not in notice.text + notice.url
    assert signed_in(safe.housing).get(notice.url).status_code == 200


@pytest.mark.parametrize("reason", ["override_reason", "skip_reason"])
def test_a_reason_why_a_survivor_is_chosen_names_nobody(safe, reason):
    with pytest.raises(Invalid, match="could name or locate"), on(2025, 9, 2):
        safe.candidate(opening=OpeningFactory(program=safe.program), **{reason: "Call her at 916-555-0177"})


@pytest.mark.parametrize("through", [date(2025, 9, 1), date(2025, 10, 3)])
def test_the_permission_is_limited_in_time(safe, through):
    with pytest.raises(Invalid):
        agree(safe, through)
    with acting(safe.manager), pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(
            referral=safe.made, client=safe.client, agency=safe.client.agency, continuum=safe.client.continuum,
            program_agency=safe.housing_agency, given_on=date(2025, 9, 2), ends_on=date(2025, 10, 3),
        )  # fmt: skip


def test_only_the_provider_of_the_survivor_gives_it(safe):
    for actor in (safe.ssf, safe.housing, staff(Role.VSP_ASSESSOR, safe.client_agency)):
        with pytest.raises((Forbidden, Missing)):
            agree(safe, by=actor)
    with on(2025, 9, 2), pytest.raises(DomainError, match="cannot be sent"):
        safe.do(safe.ssf, services.refer, referral_id=safe.made.public_id)


@pytest.mark.parametrize("outcome", ["named", "anonymous"])
def test_a_match_closes_the_code_record_and_links_nothing(safe, outcome):
    agree(safe)
    close(safe, outcome=outcome, destination=410)
    with seeding(safe.client_agency.continuum):
        stay = Enrollment.objects.get(client=safe.client)
        assert (stay.exit_date, stay.destination, stay.exit_reason) == (date(2025, 9, 10), 410, "housed_by_cas")
        assert Referral.objects.get(pk=safe.made.pk).state == State.CANCELLED
        assert not Enrollment.objects.filter(program=safe.program).exists()
    assert safe.read_opening().status == OpeningStatus.FILLED


def test_without_agreement_the_survivor_stays_on_the_list(safe):
    agree(safe)
    close(safe, outcome="not_agreed")
    with seeding(safe.client_agency.continuum):
        assert Enrollment.objects.get(client=safe.client).exit_date is None


def test_after_its_last_day_nothing_follows_from_it(safe):
    agree(safe)
    with pytest.raises(Conflict, match="over"):
        close(safe, day=17, outcome="named", destination=410)


def test_the_page_leads_from_permission_to_outcome(safe):
    browser = signed_in(safe.manager)
    url = reverse("referrals:hand_over", args=[safe.made.public_id])
    with on(2025, 9, 2):
        assert url in browser.get(reverse("referrals:referral", args=[safe.made.public_id])).content.decode()
        assert browser.post(url, {"through": "2026-01-01"}).status_code == 422
        assert browser.post(url, {"through": "2025-09-10"}).status_code == 302
        assert browser.post(url, {"outcome": "named"}).status_code == 422
        assert browser.post(url, {"outcome": "named", "destination": "410"}).status_code == 302
    stranger = staff(Role.VSP_ASSESSOR, AgencyFactory(is_vsp=True, continuum=safe.client_agency.continuum))
    assert signed_in(stranger).get(url).status_code == 404


def test_meeting_is_agreed_and_closed_over_the_api_by_its_provider_alone(safe):
    at = f"/api/v1/referrals/{safe.made.public_id}/meeting/"
    kind = {"content_type": "application/json"}
    with on(2025, 9, 2):
        provider, ssf = signed_in(safe.manager), signed_in(safe.ssf)
        assert ssf.post(at, {"through": "2025-09-16"}, **kind).status_code in {403, 404}
        assert provider.post(at, {"through": "2025-12-16"}, **kind).status_code == 422
        answers = [provider.post(at, {"through": "2025-09-16"}, **kind) for _twice in range(2)]
        assert [(one.status_code, one.json()["ends_on"]) for one in answers] == [(201, "2025-09-16")] * 2
    with on(2025, 9, 10):
        provider = signed_in(safe.manager)
        assert provider.post(f"{at}outcome/", {"outcome": "nonsense"}, **kind).status_code == 400
        closed = provider.post(f"{at}outcome/", {"outcome": HandOver.Outcome.NOT_AGREED}, **kind)
        assert (closed.status_code, closed.json()["closed_on"]) == (200, "2025-09-10")
        again = provider.post(f"{at}outcome/", {"outcome": HandOver.Outcome.NAMED}, **kind)
        assert again.status_code == 409
