"""Pages: contacts, case manager, helpers from outside."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from cas_portal.ui.days import short_day
from clients.models import CaseManager, ClientAccess, Contact
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.clients import ContactFactory


def page_of(client, name):
    return reverse(f"clients:{name}", args=[client.public_id])


def count(actor, model, **kwargs):
    with acting(actor):
        return model.objects.filter(**kwargs).count()


def test_auditor_records_nothing(other_agency, shared_person):
    auditor = signed_in(staff(Role.AUDITOR, other_agency))
    for name in ("release", "withdraw", "log_contact", "helpers", "case_manager"):
        assert auditor.get(page_of(shared_person, name)).status_code == 403


def test_contact_is_written_down_once(browser, assessor, person, key):
    filled = {"kind": "confirmed", "happened_on": clock.today().isoformat(), "once": key}
    for _click in range(2):
        assert browser.post(page_of(person, "log_contact"), filled).status_code == 302
    assert count(assessor, Contact, qualifying=True) == 1


@pytest.mark.parametrize("wrong", [{"kind": "cls"}, {"kind": ""}, {"happened_on": "2999-01-01"}, {"once": ""}])
def test_wrong_contact_is_shown_again(browser, assessor, person, key, wrong):
    filled = {"kind": "confirmed", "happened_on": clock.today().isoformat(), "once": key, **wrong}
    assert browser.post(page_of(person, "log_contact"), filled).status_code == 422
    assert count(assessor, Contact) == 0


@pytest.mark.slow
def test_contacts_come_in_pages(browser, person):
    for number in range(51):
        ContactFactory(client=person, happened_on=clock.today() - timedelta(days=number))
    page = browser.get(page_of(person, "contacts"))
    assert len(page.context["page"].rows) == 50
    assert (
        len(browser.get(page_of(person, "contacts"), {"cursor": page.context["page"].next}).context["page"].rows) == 1
    )


def test_case_manager_is_assigned_once(browser, assessor, agency, person, key):
    filled = {"manager": f"{assessor.user_id}@{agency.pk}", "starts_on": clock.today().isoformat(), "once": key}
    for _click in range(2):
        assert browser.post(page_of(person, "case_manager"), filled).status_code == 302
    assert count(assessor, CaseManager) == 1
    assert b"looks after this client" in browser.get(page_of(person, "case_manager")).content


@pytest.mark.parametrize("manager", ["", "0@0", "x"])
def test_unknown_case_manager_is_shown_again(browser, person, key, manager):
    filled = {"manager": manager, "starts_on": clock.today().isoformat(), "once": key}
    assert browser.post(page_of(person, "case_manager"), filled).status_code == 422


def test_helper_is_let_in_and_out(browser, assessor, other_agency, person, key):
    helper = staff(Role.HOUSING_PROVIDER, other_agency)
    user = User.objects.get(pk=helper.user_id)
    through = (clock.today() + timedelta(days=10)).isoformat()
    filled = {"email": user.email, "through": through, "once": key}
    assert browser.post(page_of(person, "helpers"), filled, follow=True).status_code == 200
    last = f"through {short_day(clock.today() + timedelta(days=10))}"
    for name in ("helpers", "contact"):
        page = browser.get(page_of(person, name)).content.decode()
        assert user.name in page and last in page
    inside = signed_in(helper)
    today = inside.get("/").content.decode()
    assert "Clients you help from outside" in today and page_of(person, "client") in today and last in today
    assert "Clients you help from outside" not in browser.get("/").content.decode()
    assert inside.get(page_of(person, "client")).status_code == 200
    assert inside.get(page_of(person, "log_contact")).status_code == 403
    end = reverse("clients:end_view", args=[person.public_id, user.public_id])
    assert browser.get(end).status_code == 405
    for _click in range(2):
        assert browser.post(end).status_code == 302
    assert inside.get(page_of(person, "client")).status_code == 404
    assert "Clients you help from outside" not in inside.get("/").content.decode()
    assert count(assessor, ClientAccess) == 1


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody@example.org"}, {"email": "x"}, {"through": "2001-01-01"}, {"through": "2999-01-01"}]
)
def test_wrong_helper_is_shown_again(browser, assessor, partner, person, key, wrong):
    email = User.objects.get(pk=partner.user_id).email
    filled = {"email": email, "through": (clock.today() + timedelta(days=10)).isoformat(), "once": key, **wrong}
    assert browser.post(page_of(person, "helpers"), filled).status_code == 422
    assert count(assessor, ClientAccess) == 0
