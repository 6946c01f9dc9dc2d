"""A second case manager beside the lead, and the end of either without a successor: the service and the pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications.models import Notification
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients import history, overview
from clients.models import CaseManager
from clients.services.case_managers import assign_case_manager, end_case_manager
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import MembershipFactory, UserFactory, staff
from tests.factories.clients import CaseManagerFactory, ClientFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.fixture
def second(agency):
    """Somebody of the first agency who could help beside the lead."""
    return MembershipFactory(agency=agency, user=UserFactory(name="Sam Second")).user


@pytest.fixture
def led(person, assessor):
    """The lead of Rosa: the assessor."""
    row = CaseManagerFactory(client=person, user=User.objects.get(pk=assessor.user_id))
    row.client = person
    return row


def address(row):
    return reverse("clients:end_case_manager", args=[row.client.public_id, row.public_id])


def end(actor, row, day=YESTERDAY, **kwargs):
    with acting(actor):
        return end_case_manager(by=actor, manager_id=row.public_id, ends_on=day, **kwargs)


def test_the_end_names_the_day_and_who_said_so_once(assessor, led):
    assert end(assessor, led).ended_by_id == assessor.user_id
    assert end(assessor, led).ends_on == YESTERDAY
    with acting(assessor):
        assert list(CaseManager.objects.values_list("ends_on", "ended_by_id")) == [(YESTERDAY, assessor.user_id)]
        assert overview.case_managers(assessor, led.client) == []


def test_a_successor_and_the_one_beside_end_with_who_said_so(agency, assessor, led, second):
    given = {"client_id": led.client_id, "user_id": second.pk, "agency_id": agency.pk}
    with acting(assessor):
        beside = assign_case_manager(by=assessor, lead=False, **given)
        assert [one.row.lead for one in overview.case_managers(assessor, led.client)] == [True, False]
        assign_case_manager(by=assessor, **given)
        led.refresh_from_db()
        beside.refresh_from_db()
        assert led.ended_by_id == beside.ended_by_id == assessor.user_id


def test_the_lead_is_not_beside_themselves(agency, assessor, led):
    with acting(assessor), pytest.raises(Invalid, match="leads already"):
        assign_case_manager(
            by=assessor, client_id=led.client_id, user_id=assessor.user_id, agency_id=agency.pk, lead=False
        )


@pytest.mark.parametrize("day", [clock.today() + timedelta(days=1), date(2023, 12, 31)])
def test_no_end_to_come_or_before_the_beginning(assessor, led, day):
    with pytest.raises(Invalid):
        end(assessor, led, day)


def test_a_stale_form_does_not_end_it_on_another_day(assessor, led):
    opened = editing.token({"ends_on": None})
    end(assessor, led, opened=opened)
    with pytest.raises(StaleForm):
        end(assessor, led, clock.today(), opened=opened)


def test_who_could_name_a_successor_ends_it_and_nobody_else(agency, other_agency, far_agency, led):
    colleague, elsewhere = staff(Role.ASSESSOR, agency), staff(Role.AGENCY_MANAGER, other_agency)
    for actor, refusal in (
        (colleague, Forbidden),
        (staff(Role.CALL_CENTER, agency), Forbidden),
        (elsewhere, Missing),
        (staff(Role.SYSADMIN, far_agency), Missing),
    ):
        with pytest.raises(refusal):
            end(actor, led)
    assert end(staff(Role.AGENCY_MANAGER, agency), led).ends_on == YESTERDAY


def test_a_survivor_is_of_the_provider_alone(agency):
    agency.is_vsp = True
    agency.save(update_fields=["is_vsp"])
    client = ClientFactory(agency=agency, survivor=True)
    row = CaseManagerFactory(client=client)
    with pytest.raises((Missing, Forbidden)):
        end(staff(Role.SYSADMIN, agency), row)
    assert end(staff(Role.VSP_ASSESSOR, agency), row).ends_on == YESTERDAY


def test_history_tells_the_end(assessor, led):
    end(assessor, led)
    with acting(assessor):
        found = history.page(assessor, led.client, history.Filters(source="case_manager_ended")).rows
    assert [(entry.on_day, entry.more) for entry in found] == [(YESTERDAY, User.objects.get(pk=led.user_id).name)]


def test_a_case_manager_is_shown_with_their_own_agency(agency, other_agency, assessor, person):
    """Not with that of who wrote it down."""
    CaseManagerFactory(client=person, agency=agency, user=MembershipFactory(agency=other_agency).user)
    with acting(assessor):
        assert [one.works_at for one in overview.case_managers(assessor, person)] == [other_agency.name]
    page = signed_in(assessor).get(reverse("clients:contact", args=[person.public_id])).content.decode()
    assert f"{other_agency.name}</span>" in page.replace(", <a", "</span>")


def test_a_second_one_is_chosen_on_the_page_and_ended_there(agency, assessor, led, second):
    browser, page = signed_in(assessor), reverse("clients:case_manager", args=[led.client.public_id])
    once = browser.get(page).context["form"]["once"].value()
    typed = {"manager": f"{second.pk}@{agency.pk}", "starts_on": "2025-05-01", "part": "beside", "once": once}
    assert browser.post(page, typed).status_code == 302
    with acting(assessor):
        beside = CaseManager.objects.select_related("client").get(lead=False)
    assert address(beside) in browser.get(page).content.decode()
    form = browser.get(address(beside)).context["form"]
    typed = {name: form[name].value() for name in ("once", "opened")} | {"ends_on": YESTERDAY.isoformat()}
    for _click in range(2):
        assert browser.post(address(beside), typed).status_code == 302
    assert browser.get(address(beside)).status_code == 302
    page = browser.get(page).content.decode()
    assert address(led) in page and address(beside) not in page


def test_the_page_of_an_end_is_closed_to_others(agency, other_agency, led, shared_person):
    assert signed_in(staff(Role.CALL_CENTER, agency)).get(address(led)).status_code == 403
    assert signed_in(staff(Role.ASSESSOR, agency)).get(address(led)).status_code == 403
    assert signed_in(staff(Role.AGENCY_MANAGER, other_agency)).get(address(led)).status_code == 404
    mixed = reverse("clients:end_case_manager", args=[shared_person.public_id, led.public_id])
    assert signed_in(staff(Role.AGENCY_MANAGER, agency)).get(mixed).status_code == 404


def test_a_day_to_come_is_shown_again(assessor, led):
    browser = signed_in(assessor)
    form = browser.get(address(led)).context["form"]
    typed = {"once": form["once"].value(), "ends_on": (clock.today() + timedelta(days=1)).isoformat()}
    assert browser.post(address(led), typed).status_code == 422


def told(agency, user_id: int) -> list[tuple[str, str]]:
    with acting(Actor(user_id=user_id, continuum_id=agency.continuum_id, memberships=())):
        return list(Notification.objects.filter(recipient_id=user_id).order_by("pk").values_list("kind", "text"))


def test_whoever_begins_or_ends_is_told_and_nobody_of_their_own_doing(agency, assessor, led, second):
    boss, given = staff(Role.AGENCY_MANAGER, agency), {"client_id": led.client_id, "agency_id": agency.pk}
    with acting(boss):
        assign_case_manager(by=boss, lead=False, user_id=second.pk, **given)
        row = assign_case_manager(by=boss, user_id=second.pk, **given)
        assign_case_manager(by=boss, user_id=second.pk, **given)
        row.client = led.client
    end(boss, row, clock.today())
    with acting(boss):
        assign_case_manager(by=boss, user_id=boss.user_id, **given)
    assert told(agency, second.pk) == [
        ("N16", "You look after a client."),
        ("N16", "You are the lead case manager of a client."),
        ("N16", "You no longer look after a client."),
    ]
    assert told(agency, assessor.user_id) == [("N16", "You no longer look after a client.")]
    assert told(agency, boss.user_id) == []
