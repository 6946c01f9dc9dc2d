"""Every entry of the navigation, of the account menu and of Today opens its page to whoever is shown it."""

import re

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.ui import nav
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("role", Role)
def test_no_entry_leads_to_a_closed_door(rf, role):
    actor = staff(role, AgencyFactory(is_vsp=role == Role.VSP_ASSESSOR))
    request = rf.get("/")
    request.actor = actor
    shown = [link.url for link in [*nav.links(request), *nav.menu(request)]]
    browser = signed_in(actor)
    page = browser.get("/").content.decode().split("<footer")[0]
    assert shown and all(f'href="{url}"' in page for url in shown)
    every = sorted({url for url in re.findall(r'href="(/[^"#]*)"', page) if not url.startswith("/static/")})
    answers = {url: browser.get(url, follow=True).status_code for url in every}
    assert set(shown) <= set(every) and {url: code for url, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize("role", Role)
def test_footer_offers_the_grievance_form_to_whom_it_opens(role):
    browser = signed_in(staff(role))
    offered = f'href="{reverse("grievances:file")}"' in browser.get(reverse("help")).content.decode()
    assert offered is (browser.get(reverse("grievances:file")).status_code == 200)
