"""Pages: household on any day, parting, correcting a leaving."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from clients.models import HouseholdMember
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory, HouseholdFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def couple(person, agency):
    """Rosa and her partner; the two member rows."""
    home = HouseholdFactory(client=person)
    partner = ClientFactory(agency=agency)
    IdentityFactory(client=partner, first_name="Pat", birth_date=date(1980, 1, 1))
    rows = [
        HouseholdMemberFactory(household=home, client=person),
        HouseholdMemberFactory(household=home, client=partner, relationship=3, joined_on=date(2024, 3, 1)),
    ]
    for row in rows:
        row.household = home
    return rows


def page_of(client, name="household"):
    return reverse(f"clients:{name}", args=[client.public_id])


def test_the_household_is_shown_for_any_day(browser, person, couple):
    now = browser.get(page_of(person)).content.decode()
    assert "Couple" in now and "2 people" in now and "Pat" in now
    before = browser.get(page_of(person), {"on": "2024-02-01"}).content.decode()
    assert "Single adult" in before
    never = browser.get(page_of(person), {"on": "2001-02-01"}).content.decode()
    assert "No household is recorded for this day" in never
    assert browser.get(page_of(person), {"on": "2999-01-01"}).status_code == 422


def test_who_lives_there_is_changed_from_there_but_not_the_head(browser, person, couple, agency):
    head, partner = (reverse("clients:edit_member", args=[row.public_id]) for row in couple)
    left = reverse("clients:remove_member", args=[couple[1].public_id])
    page = browser.get(page_of(person)).content.decode()
    assert f'href="{partner}"' in page and f'href="{left}"' in page and f'href="{head}"' not in page
    reads = signed_in(staff(Role.AUDITOR, agency)).get(page_of(person)).content.decode()
    assert partner not in reads and left not in reads


def test_a_closed_member_is_counted_and_not_named(person, couple, other_agency, browser):
    closed = ClientFactory(agency=other_agency)
    IdentityFactory(client=closed, first_name="Hidden", birth_date=date(2016, 1, 1))
    HouseholdMemberFactory(household=couple[0].household, client=closed, relationship=2)
    page = browser.get(page_of(person)).content.decode()
    assert "Family with children" in page and "1 more person lives here" in page and "Hidden" not in page


def test_parting_asks_who_goes_with_whom_and_can_be_taken_back(browser, assessor, person, couple, key):
    head, partner = couple
    form = browser.get(page_of(person, "part_household"))
    seen = form.context["form"].initial["seen"]
    filled = {
        "on": "2025-06-01", "once": key, "seen": seen,
        f"goes_{head.pk}": "stays", f"relation_{head.pk}": "1",
        f"goes_{partner.pk}": "leaves", f"relation_{partner.pk}": "3",
    }  # fmt: skip
    wrong = browser.post(page_of(person, "part_household"), filled)
    assert wrong.status_code == 422 and "need one head" in wrong.content.decode()
    filled[f"relation_{partner.pk}"] = "1"
    stale = browser.post(page_of(person, "part_household"), {**filled, "seen": "old"})
    assert stale.status_code == 409 and "Stored now" in stale.content.decode()
    assert browser.post(page_of(person, "part_household"), filled).status_code == 302
    url = reverse("clients:correct_leaving", args=[partner.public_id])
    assert browser.post(url, {"what": "day"}).status_code == 422
    assert browser.post(url, {"what": "never"}).status_code == 302
    with acting(assessor):
        assert HouseholdMember.objects.filter(household=head.household, left_on=None).count() == 2


def test_hidden_households_are_not_there_and_readers_change_nothing(person, couple, partner, agency):
    for name in ("household", "part_household"):
        assert signed_in(partner).get(page_of(person, name)).status_code == 404
    assert signed_in(staff(Role.AUDITOR, agency)).get(page_of(person, "part_household")).status_code in {403, 404}
