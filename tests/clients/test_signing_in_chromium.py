"""Signing on the screen by hand, in a browser; consent and household pages without an accessibility fault."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from clients.models import Release
from tests.browser import session_cookie, violations
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, HouseholdFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_client_signs_with_a_finger_on_a_telephone(open_page, live_server):
    agency = AgencyFactory()
    assessor, person = staff(Role.ASSESSOR, agency), ClientFactory(agency=agency)
    IdentityFactory(client=person)
    home = HouseholdFactory(client=person)
    HouseholdMemberFactory(client=person, household=home)
    page = open_page("/welcome/", width=360)
    page.context.add_cookies([session_cookie(User.objects.get(pk=assessor.user_id), live_server.url)])
    faults = {}
    for name in ("release", "household", "part_household"):
        page.goto(live_server.url + reverse(f"clients:{name}", args=[person.public_id]))
        faults[name] = violations(page)
    page.goto(live_server.url + reverse("clients:release", args=[person.public_id]))
    page.locator("label[for=id_decision_0]").click()
    page.locator("canvas").scroll_into_view_if_needed()
    field = page.locator("canvas").bounding_box()
    page.mouse.move(field["x"] + 20, field["y"] + 30)
    page.mouse.down()
    for step in range(1, 15):
        page.mouse.move(field["x"] + 20 + 12 * step, field["y"] + 30 + 20 * (step % 3))
    page.mouse.up()
    assert page.locator("input[name=drawn]").input_value().startswith("[[[")
    faults["signed"] = violations(page)
    page.get_by_role("button", name="Record the decision").click()
    page.wait_for_url("**/release/*-*/")
    assert page.locator("svg.signature__drawn path").get_attribute("d").startswith("M")
    faults["copy"] = violations(page)
    assert {name: found for name, found in faults.items() if found} == {}
    assert page.said == []
    with acting(assessor):
        assert Release.objects.get(client=person).method == "electronic"
