"""The page of the dated history: its finding, its forms, and who gets there."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from assessments.models import DatedStay
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import SPOUSE_OR_PARTNER
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import (
    AssessmentFactory,
    CurrentLivingSituationFactory,
    DatedStayFactory,
    ready_household,
)
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2026, 8, 5, 19, tzinfo=UTC)):
        yield


def url(home, name="stays", *more):
    return reverse(f"assessments:{name}", args=[home.client.public_id, *more])


def typed(**changes):
    return {
        "once": str(uuid.uuid4()), "started_on": "2025-08-05", "ended_on": "", "situation": "116", "proof": "self",
        "place": "", **changes,
    }  # fmt: skip


def test_page_says_the_finding_and_draws_it(browse):
    home = ready_household()
    page = browse(home.assessor).get(url(home))
    assert "No stays yet" in page.content.decode()
    DatedStayFactory(client=home.client)
    DatedStayFactory(client=home.client, started_on="2026-01-01", ended_on="2026-01-05", situation=335)
    text = browse(home.assessor).get(url(home)).content.decode()
    assert "<svg" in text and "since Aug 5, 2025" in text and "These days count as homeless" in text
    assert "Ask whether the person has a disabling condition" in text


def test_a_stay_is_added_once_changed_and_taken_out(browse):
    home = ready_household()
    browser, sent = browse(home.assessor), typed()
    for _again in range(2):
        assert browser.post(url(home, "add_stay"), sent).status_code == 302
    with seeding(home.client.continuum):
        stay = DatedStay.objects.get()
    change = url(home, "change_stay", stay.public_id)
    assert browser.post(change, typed(version="1", ended_on="2025-08-01")).status_code == 422
    assert browser.post(change, typed(version="1", ended_on="2026-08-01")).status_code == 302
    stale = browser.post(change, typed(version="1", ended_on="2026-07-01"))
    assert stale.status_code == 409
    assert "Jul 1, 2026" in stale.content.decode() and "Aug 1, 2026" in stale.content.decode()
    assert browser.post(url(home, "remove_stay", stay.public_id), {"reason": "Twin"}).status_code == 302
    assert browser.get(change).status_code == 404


def test_what_the_record_holds_is_taken_over(browse):
    home = ready_household()
    CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment, information_date="2026-08-01")
    page = browse(home.assessor).get(url(home)).content.decode()
    key = page.split('name="take" value="')[1].split('"')[0]
    assert browse(home.assessor).post(url(home, "take_over_stays"), {"take": key}).status_code == 302
    with seeding(home.client.continuum):
        assert DatedStay.objects.get().proof == "observation"


def test_other_communities_do_not_find_it_and_readers_are_refused(browse):
    home = ready_household()
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    assert browse(far).get(url(home)).status_code == 404
    assert browse(staff(Role.AUDITOR, home.agency)).get(url(home)).status_code == 403


def test_a_survivor_has_no_dated_history(browse):
    home = ready_household(survivor=True)
    assert browse(home.assessor).get(url(home)).status_code == 403


@pytest.mark.parametrize(("answer", "gap"), [("1", None), ("0", "no disabling condition"), ("9", "Ask whether")])
def test_the_condition_is_written_down_where_it_is_missed(browse, answer, gap):
    home = ready_household(others=((SPOUSE_OR_PARTNER, date(1986, 6, 6)),))
    DatedStayFactory(client=home.client, started_on="2023-01-01")
    browser = browse(home.assessor)
    before = browser.get(url(home)).content.decode()
    assert "Not known: the history is long enough" in before and "Not chronically" not in before
    assert f'href="{url(home, "condition")}"' in before
    form = browser.get(url(home, "condition")).context["form"]
    assert "99" not in [str(code) for code, _label in form.fields["disabling_condition"].choices], (
        "it asks for an answer"
    )
    assert browser.post(url(home, "condition"), {"opened": form["opened"].value()}).status_code == 422
    assert browser.post(url(home, "condition"), {"disabling_condition": answer}).status_code == 302
    after = browser.get(url(home)).content.decode()
    assert ("Chronically homeless: homeless without a break" in after) is (gap is None)
    assert gap is None or gap in after


def test_a_stay_that_a_later_living_situation_contradicts_is_asked_about(browse):
    home = ready_household()
    DatedStayFactory(client=home.client, started_on="2025-01-01")
    browser, words = browse(home.assessor), "goes on by this history, but on Aug 1, 2026 the client stayed elsewhere"
    assert words not in browser.get(url(home)).content.decode()
    CurrentLivingSituationFactory(
        client=home.client, enrollment=home.enrollment, information_date=date(2026, 8, 1), situation=335
    )
    assert words in browser.get(url(home)).content.decode()


def test_the_same_stay_is_not_written_down_twice_nor_one_before_birth(browse):
    home = ready_household()
    browser = browse(home.assessor)
    assert browser.post(url(home, "add_stay"), typed()).status_code == 302
    again = browser.post(url(home, "add_stay"), typed(proof="observation"))
    assert again.status_code == 422 and "on the history already" in again.content.decode()
    unborn = browser.post(url(home, "add_stay"), typed(started_on="1900-01-01", ended_on="1900-02-01"))
    assert unborn.status_code == 422 and "before the person was born" in unborn.content.decode()
    with seeding(home.client.continuum):
        assert DatedStay.objects.count() == 1


def test_what_an_hct_says_of_the_condition_stands_on_the_page(browse):
    home = ready_household()
    browser = browse(home.assessor)
    assert "Disabling condition: Data not collected." in browser.get(url(home)).content.decode()
    AssessmentFactory(client=home.client, enrollment=home.enrollment, answers={"VB07": 0})
    assert "Disabling condition: No." in browser.get(url(home)).content.decode()
