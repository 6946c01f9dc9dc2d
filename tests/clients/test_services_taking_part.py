"""An agency stops and returns: who is touched is shown first, and rights end with the next request."""

import pytest
from django.urls import reverse

from cas_portal.access.errors import Conflict, Forbidden, Invalid
from cas_portal.access.roles import Role
from cas_portal.accounts.models import AgencyStanding
from cas_portal.notifications.recipients import people_with
from clients.services import taking_part
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, staff
from tests.factories.clients import ProgramFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def lead(db):
    return AgencyFactory(name="Lead", is_lead=True)


@pytest.fixture
def ssf(lead):
    return staff(Role.SSF_ADMIN, lead)


@pytest.fixture
def agency(lead):
    return AgencyFactory(name="Harbor House", continuum=lead.continuum)


def stop(by, agency, reason="Its contract ended"):
    with acting(by):
        return taking_part.stop(by=by, agency_id=agency.public_id, reason=reason)


def test_its_people_are_out_on_the_next_request_and_back_when_it_returns(agency, ssf):
    worker = staff(Role.ASSESSOR, agency)
    browser = signed_in(worker)
    assert browser.get("/").status_code == 200
    stop(ssf, agency)
    assert browser.get("/").url.startswith("/no-role/")
    assert people_with(continuum_id=agency.continuum_id, roles=[Role.ASSESSOR]) == []
    with acting(ssf):
        taking_part.resume(by=ssf, agency_id=agency.public_id, reason="A new contract")
    assert browser.get("/").status_code == 200
    with acting(ssf):
        rows = taking_part.standings(ssf, agency)
    assert [(row.active, row.reason) for row in rows] == [(True, "A new contract"), (False, "Its contract ended")]


def test_who_is_touched_is_counted(agency, lead, ssf):
    worker = staff(Role.ASSESSOR, agency)
    both = staff(Role.ASSESSOR, agency)
    MembershipFactory(user_id=both.user_id, user=None, agency=lead, role=Role.CALL_CENTER)
    ProgramFactory(agency=agency)
    with acting(ssf):
        found = taking_part.touched(ssf, agency)
    assert ([one.pk for one in found.out], found.out_count, found.keep) == ([worker.user_id], 1, 1)
    assert found.effects[0].count == 1


def test_a_second_time_changes_nothing(agency, ssf):
    stop(ssf, agency)
    stop(ssf, agency)
    with acting(ssf):
        assert AgencyStanding.objects.count() == 1


def test_what_cannot_stop(agency, lead, ssf):
    with pytest.raises(Invalid):
        stop(ssf, agency, reason=" ")
    with pytest.raises(Conflict, match="lead agency"):
        stop(ssf, lead)
    own = staff(Role.SSF_ADMIN, agency)
    with pytest.raises(Conflict, match="yourself out"):
        stop(own, agency)
    staff(Role.SYSADMIN, agency)
    with pytest.raises(Conflict, match="last system administrator"):
        stop(ssf, agency)


def test_nobody_else_stops_an_agency(agency):
    with pytest.raises(Forbidden):
        stop(staff(Role.AGENCY_MANAGER, agency), agency)


def test_the_page_shows_who_loses_access_and_keeps_the_reason(agency, ssf):
    browser, address = signed_in(ssf), reverse("programs:stop_agency", args=[agency.public_id])
    staff(Role.ASSESSOR, agency, user__name="Ada Adams")
    page = browser.get(address)
    once = page.context["form"]["once"].value()
    assert "Ada Adams" in page.content.decode()
    assert browser.post(address, {"once": once, "reason": ""}).status_code == 422
    assert browser.post(address, {"once": once, "reason": "Merged into another"}).status_code == 302
    text = browser.get(reverse("programs:agency", args=[agency.public_id])).content.decode()
    assert "Merged into another" in text and "Let it take part again" in text
    assert browser.get(reverse("programs:resume_agency", args=[agency.public_id])).status_code == 200
