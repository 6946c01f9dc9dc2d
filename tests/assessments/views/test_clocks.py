"""The panel of clocks on the client's tab of assessments."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, ready_household

pytestmark = pytest.mark.slow


def tab(browser, home):
    return browser.get(reverse("clients:assessments", args=[home.client.public_id])).content.decode()


def test_it_says_what_counts_and_where_to_begin(db, browse):
    home = ready_household()
    AssessmentFactory(client=home.client, enrollment=home.enrollment)
    page = tab(browse(home.assessor), home)
    assert "What counts and what is due" in page
    for kind in ("crisis", "hct", "annual", "status"):
        assert reverse("assessments:start_one", args=[home.client.public_id, kind]) in page
    assert "Diversion" not in page


def test_a_survivor_is_offered_no_crisis_assessment(db, browse):
    home = ready_household(survivor=True)
    page = tab(browse(home.assessor), home)
    assert "/start/hct/" in page
    assert "/start/crisis/" not in page


def test_who_assesses_nobody_sees_no_clocks(db, browse):
    home = ready_household()
    assert "What counts" not in tab(browse(staff(Role.SSF_ADMIN, home.agency)), home)
