"""The pages of the support plan."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import AssessmentFactory, ready_household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2026, 8, 5, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


def url(home, name="plan", *more):
    return reverse(f"assessments:{name}", args=[home.client.public_id, *more])


def rows(prefix, *entries):
    sent = {f"{prefix}-TOTAL_FORMS": len(entries), f"{prefix}-INITIAL_FORMS": 0}
    return sent | {f"{prefix}-{n}-{name}": value for n, row in enumerate(entries) for name, value in row.items()}


def typed_goal(version=0, **changes):
    smart = dict.fromkeys(("specific", "measurable", "achievable", "relevant", "time_bound"), "Yes")
    return {
        "version": version, "area": "housing", "text": "A door of my own", **smart, "barriers": "No ID", "days": "90",
        "status": "not_started", "notes": "",
        **rows("steps", {"text": "Get an ID", "owner": "Ana", "due": "2026-09-01"}), **changes,
    }  # fmt: skip


def typed_plan(version=0, **changes):
    return {
        "version": version, "made_on": "2026-08-05", "review_on": "2026-09-04", "preferred": "psh",
        "agreement": "not_yet", **rows("team", {"name": "Ana", "help": "navigation"}), **changes,
    }  # fmt: skip


def test_a_plan_begins_with_a_housing_goal_perhaps_from_a_sample(home):
    browser = signed_in(home.assessor)
    assert "No goals yet" in browser.get(url(home)).content.decode()
    page = browser.get(url(home, "add_goal") + "?sample=apartment").content.decode()
    assert "I live in an apartment of my own" in page and "Look at three apartments" in page
    assert browser.post(url(home, "add_goal"), typed_goal(area="health")).status_code == 422
    assert browser.post(url(home, "add_goal"), typed_goal(specific="")).status_code == 422
    more = browser.post(url(home, "add_goal"), typed_goal(more="1"))
    assert more.status_code == 200 and "steps-1-text" in more.content.decode()
    assert browser.post(url(home, "add_goal"), typed_goal()).status_code == 302
    text = browser.get(url(home)).content.decode()
    assert "A door of my own" in text and "Get an ID, Ana, by Sep 1, 2026" in text


def test_plan_is_changed_compared_and_a_stale_form_shows_what_is_stored(home):
    browser = signed_in(home.assessor)
    browser.post(url(home, "add_goal"), typed_goal())
    agreed = typed_plan(1, agreement="agrees", agreed_on="2026-08-05")
    assert browser.post(url(home, "edit_plan"), agreed).status_code == 302
    stale = browser.post(url(home, "edit_plan"), typed_plan(1, review_on="2026-10-01"))
    assert stale.status_code == 409
    assert "The client took part and agrees (Aug 5, 2026)" in stale.content.decode()
    assert 'name="version" value="2"' in stale.content.decode()
    assert (
        "Goal 1"
        not in browser.get(url(home, "plan_versions")).content.decode().split("what differs")[1].split("</table>")[0]
    )
    assert browser.get(url(home, "plan_versions") + "?from=1&to=9").status_code == 404
    assert browser.get(url(home, "change_goal", 1)).status_code == 200
    assert browser.get(url(home, "change_goal", 2)).status_code == 404


@pytest.mark.case("X16")
def test_the_printed_plan_is_in_the_clients_language_and_says_no_score(home):
    AssessmentFactory(client=home.client, enrollment=home.enrollment, score=9, assessed_on=date(2026, 8, 1))
    browser = signed_in(home.assessor)
    assert browser.get(url(home, "plan_sheet")).status_code == 404
    browser.post(url(home, "add_goal"), typed_goal())
    page = browser.get(url(home, "plan_sheet") + "?lang=es").content.decode()
    assert 'lang="es"' in page and "A door of my own" in page
    assert "Todavía no lo hemos hablado con usted" in page and "con el cliente" not in page
    assert not any(word in page.lower() for word in ("score", "evh", "vulnerab"))
    paper = browser.get(url(home, "plan_pdf"))
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_who_cannot_write_plans_is_refused_or_does_not_find_it(home):
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    assert signed_in(far).get(url(home)).status_code == 404
    assert signed_in(staff(Role.CALL_CENTER, home.agency)).get(url(home)).status_code == 403


@pytest.mark.case("X09")
def test_a_victim_service_provider_is_not_offered_a_plan():
    home = ready_household(survivor=True)
    browser = signed_in(home.assessor)
    assert browser.get(url(home)).status_code == 403
    page = browser.get(reverse("clients:client", args=[home.client.public_id])).content.decode()
    assert "Support plan" not in page and url(home) not in page
