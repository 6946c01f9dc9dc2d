"""The panel of clocks on the client's tab of assessments."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, FollowUpFactory, ready_household

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


@pytest.mark.parametrize(
    ("today", "tag", "window", "warned"),
    [
        (datetime(2025, 8, 5, 20, tzinfo=UTC), "Not due yet", "from Dec 16, 2025 through Feb 14, 2026", "Feb 14, 2026"),
        (datetime(2026, 1, 10, 20, tzinfo=UTC), "Due soon", "from Dec 16, 2025 through Feb 14, 2026", ""),
        (datetime(2026, 2, 15, 20, tzinfo=UTC), "Over", "from Dec 16, 2025 through Feb 14, 2026", "Feb 14, 2027"),
    ],
)
def test_an_annual_assessment_is_not_due_due_or_missed_and_warns_outside(db, browse, today, tag, window, warned):
    with clock.freeze(today):
        home = ready_household(entry_date=date(2025, 1, 15))
        browser = browse(home.assessor)
        row = next(part for part in tab(browser, home).split("<li") if "/start/annual/" in part)
        assert tag in row and window in row
        pages = {
            name: browser.get(reverse("assessments:start_one", args=[home.client.public_id, name])).content.decode()
            for name in ("annual", "hct")
        }
        assert ("outside the annual window" in pages["annual"]) == bool(warned) and warned in pages["annual"]
        assert "outside the annual window" not in pages["hct"]


def test_a_plan_that_is_not_made_is_due_and_leads_to_where_it_is_made(db, browse):
    home = ready_household()
    hct = AssessmentFactory(client=home.client, enrollment=home.enrollment)
    FollowUpFactory(client=home.client, assessment=hct)
    DraftFactory(client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id)
    plan = reverse("assessments:plan", args=[home.client.public_id])
    rows = tab(browse(home.assessor), home).split("What counts and what is due")[1].split("<li")
    row = next(part for part in rows if "Individualized Support Plan" in part)
    assert "due by Aug 12, 2025" in row and ">Due<" in row and "Counts" not in row and plan in row
    draft = next(part for part in rows if "Open draft" in part)
    assert ">Open<" in draft and "Counts" not in draft
    caller = tab(browse(staff(Role.CALL_CENTER, home.agency)), home).split("What counts and what is due")[1]
    assert plan not in caller.split("</ul>")[0], "who writes no plans is led to none"
    with clock.freeze(datetime(2025, 8, 13, 20, tzinfo=UTC)):
        assert "Over" in next(p for p in tab(browse(home.assessor), home).split("<li") if "Individualized" in p)
