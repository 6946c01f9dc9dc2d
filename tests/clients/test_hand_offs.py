"""Warm hand-offs: who can be handed to, who is told, and what waits on Today (policy §12)."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.errors import Invalid
from cas_portal.access.roles import Role
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.services import hand_offs
from clients.services.consent import Signing, record_refusal, revoke_release, sign_release
from clients.services.outside import close_to_agency, open_to_agency
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, HandOffFactory, IdentityFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAY = date(2025, 8, 1)


def hand(actor, client, agency):
    with acting(actor):
        return hand_offs.hand_off(
            by=actor, client_id=client.pk, to_agency_id=agency.public_id, happened_on=DAY, reason="Housing search"
        )


def name_only(actor, client, *agencies):
    with acting(actor):
        signing = Signing(signed_on=clock.today(), name="Rosa", agencies=tuple(one.pk for one in agencies))
        sign_release(by=actor, client_id=client.pk, signing=signing)


@pytest.fixture
def third(agency):
    return AgencyFactory(name="Third Agency", continuum=agency.continuum)


def test_client_is_handed_to_an_agency_the_release_names_and_to_no_other(assessor, person, other_agency, third):
    name_only(assessor, person, other_agency)
    assert hand(assessor, person, other_agency).to_agency_id == other_agency.pk
    with pytest.raises(Invalid, match="could not open"):
        hand(assessor, person, third)
    with acting(assessor):
        revoke_release(by=assessor, client_id=person.pk)
    with pytest.raises(Invalid, match="could not open"):
        hand(assessor, person, other_agency)


def test_an_agency_named_hands_on_to_another_one_named(assessor, partner, person, other_agency, third):
    name_only(assessor, person, other_agency, third)
    assert hand(partner, person, third).agency_id == other_agency.pk


def test_client_is_handed_to_an_agency_with_a_referral_while_it_runs(assessor, person, other_agency):
    at = {"client_id": person.pk, "agency_id": other_agency.pk, "reason": "referral"}
    with acting(assessor):
        record_refusal(by=assessor, client_id=person.pk, signed_on=clock.today())
        open_to_agency(by=assessor, **at)
    hand(assessor, person, other_agency)
    with acting(assessor):
        close_to_agency(by=assessor, **at)
    with pytest.raises(Invalid, match="could not open"):
        hand(assessor, person, other_agency)


def told(*people) -> list[int]:
    found = []
    for person in people:
        with acting(person):
            found.append(Notification.objects.visible_to(person).filter(kind="N16").count())
    return found


def test_managers_are_told_and_nobody_besides(assessor, shared_person, other_agency, partner):
    boss = staff(Role.AGENCY_MANAGER, other_agency)
    hand(assessor, shared_person, other_agency)
    assert told(boss, partner, assessor) == [1, 0, 0]


def test_agency_without_a_manager_is_told_through_everybody_who_can_take_over(assessor, shared_person, other_agency):
    provider, worker, reader = (
        staff(role, other_agency) for role in (Role.HOUSING_PROVIDER, Role.ASSESSOR, Role.AUDITOR)
    )
    made = hand(assessor, shared_person, other_agency)
    assert told(provider, worker, reader) == [1, 1, 0]
    with acting(worker):
        assert hand_offs.receive(by=worker, public_id=made.public_id).received_by_id == worker.user_id


def test_agency_where_nobody_works_is_told_nothing(assessor, shared_person, third):
    made = hand(assessor, shared_person, third)
    assert hand_offs.receivers(third) == []
    assert made.received_at is None


def today_of(actor) -> str:
    return signed_in(actor).get(reverse("today")).content.decode()


def test_today_shows_what_was_handed_over_until_it_is_taken(assessor, partner, shared_person, other_agency):
    made = hand(assessor, shared_person, other_agency)
    page = today_of(partner)
    assert "Handed to your agency" in page and "Marco Shared" in page and "Housing search" in page
    assert "Handed to your agency" not in today_of(assessor)
    assert "Handed to your agency" not in today_of(staff(Role.AUDITOR, other_agency))
    address = reverse("clients:receive", args=[shared_person.public_id, made.public_id])
    browser = signed_in(partner)
    assert browser.get(address).status_code == 405
    assert browser.post(address).status_code == 302
    assert "Handed to your agency" not in today_of(partner)


def test_today_shows_nothing_of_a_client_who_took_the_release_back(assessor, partner, person, other_agency):
    name_only(assessor, person, other_agency)
    hand(assessor, person, other_agency)
    assert "Handed to your agency" in today_of(partner)
    with acting(assessor):
        revoke_release(by=assessor, client_id=person.pk)
    page = today_of(partner)
    assert "Housing search" not in page and "Handed to your agency" not in page


def test_today_shows_the_oldest_and_says_that_there_are_more(agency, partner, other_agency):
    for number in range(9):
        client = ClientFactory(agency=agency, released=True)
        IdentityFactory(client=client, first_name=f"Waits{number}")
        HandOffFactory(client=client, to_agency=other_agency, happened_on=date(2025, 8, 20 - number))
    page = today_of(partner)
    assert "The oldest are shown first" in page
    assert "Waits8" in page and "Waits0" not in page
