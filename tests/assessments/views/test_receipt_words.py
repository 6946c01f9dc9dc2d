"""What the receipt lets the worker tell the client is true: who reads the answers now, and on which list they are."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from clients.models import Release
from tests.factories.accounts import staff
from tests.factories.assessments import (
    AssessmentFactory,
    DraftFactory,
    FollowUpFactory,
    full_answers,
    ready_household,
)
from tests.factories.base import seeding
from tests.factories.clients import ReleaseFactory

pytestmark = pytest.mark.slow
AGAIN = "You need not do this again"
TEAM = "Your answers are with the housing team now"
NO_LIST = "You are on no list"


def told(browser, home, **changes):
    answers = full_answers(home.program)
    row = AssessmentFactory(
        client=home.client, enrollment=home.enrollment, answers=answers, score=5, **changes
    )  # fmt: skip
    text = browser.get(reverse("assessments:receipt", args=[row.public_id])).content.decode()
    return text.split("Tell the client")[1].split("</div>")[0]


def decided(home, **changes):
    with seeding(home.client.continuum):
        return ReleaseFactory(client=home.client, signed_on=date(2025, 8, 1), **changes)


def test_a_shared_record_is_read_by_the_team_and_every_agency(db, browse):
    home = ready_household()
    say = told(browse(home.assessor), home)
    assert TEAM in say and AGAIN in say and NO_LIST not in say


def test_on_no_list_the_answers_are_not_said_to_be_with_the_team(db, browse):
    home = ready_household()
    say = told(browse(home.assessor), home, prioritization_status=2)
    assert TEAM not in say and AGAIN in say and f"{NO_LIST} under your name" in say


def test_whoever_declined_to_share_is_asked_again_elsewhere(db, browse):
    home = ready_household(released=False)
    decided(home, method=Release.Method.REFUSED, scope="none", valid_through=None)
    say = told(browse(home.assessor), home)
    assert f"Only {home.agency.name} sees your answers" in say and "may ask you again" in say
    assert TEAM not in say and AGAIN not in say


def test_a_release_to_some_agencies_opens_it_to_these(db, browse):
    home = ready_household(released=False)
    decided(home, scope=Release.Scope.NAMED, agencies=[home.agency.pk])
    say = told(browse(home.assessor), home)
    assert "The agencies you chose can see your answers" in say and TEAM not in say and AGAIN not in say


def test_a_survivor_is_told_that_nobody_else_sees_them(db, browse):
    home = ready_household(survivor=True)
    say = told(browse(home.assessor), home, prioritization_status=2)
    assert "kept without your name" in say and NO_LIST in say and "under your name" not in say
    assert TEAM not in say and AGAIN not in say


@pytest.mark.parametrize(
    ("method", "state"), [(Release.Method.REFUSED, "Release declined"), (Release.Method.ELECTRONIC, "Done")]
)
def test_a_declined_release_is_not_done_on_the_sheet_of_the_client(db, browse, method, state):
    home = ready_household(released=False)
    signed = {} if state == "Done" else {"scope": "none", "valid_through": None}
    decided(home, method=method, **signed)
    browser, whose = browse(home.assessor), [home.client.public_id]
    sheet = browser.get(reverse("clients:summary", args=whose) + "?for=client").context["sheet"]
    facts = next(dict(section.facts) for section in sheet.sections if section.facts)
    assert facts["Profile and release of information"] == state
    steps = browser.get(reverse("clients:client", args=whose)).content.decode().split('id="next-title"')[1]
    first = steps.split("</li>")[0]
    assert ("Done:" in first, "Release declined" in first) == (state == "Done", state != "Done")


def test_a_survivors_sheet_says_that_no_release_is_needed(db, browse):
    home = ready_household(survivor=True)
    sheet = browse(home.assessor).get(reverse("clients:summary", args=[home.client.public_id]) + "?for=client")
    assert "No release needed" in sheet.content.decode()


def recorded(browser, home, state="done", **changes):
    row = AssessmentFactory(client=home.client, enrollment=home.enrollment, **changes)
    done = {"done_at": "2025-08-05T18:00Z"} if state == "done" else {"problem": "It took too long."}
    FollowUpFactory(client=home.client, assessment=row, kind="evh_notice", state=state, due_on=None, **done)
    return browser.get(reverse("assessments:receipt", args=[row.public_id])).content.decode()


@pytest.mark.parametrize("state", ["done", "failed"])
def test_only_those_are_told_of_an_urgent_household_who_exist_and_see_it(db, browse, state):
    home, closed = ready_household(), ready_household(released=False)
    text = recorded(browse(home.assessor), home, state)
    assert "2-1-1, the managers and the case manager, where there is one, are told" in text
    text = recorded(browse(closed.assessor), closed, state)
    assert "The managers and the case manager, where there is one" in text and "shared records only" in text
    assert "2-1-1, the managers" not in text


def test_a_listed_reason_is_read_in_the_readers_language(db, browse):
    home = ready_household()
    browser = browse(home.assessor)
    browser.cookies["language"] = "es"
    reason = {"no_event_code": "later", "no_event_reason": "It follows on another day"}
    text = recorded(browser, home, **reason)
    assert "Sin evento de entrada coordinada" in text and "It follows" not in text
    with seeding(home.client.continuum):
        old = AssessmentFactory(client=home.client, enrollment=home.enrollment, **reason)
        draft = DraftFactory(
            client=home.client, enrollment=home.enrollment, corrects=old, answers=full_answers(home.program)
        )
    text = browser.get(reverse("assessments:check", args=[draft.public_id])).content.decode()
    assert "Sin evento de entrada coordinada" in text and "It follows" not in text


def test_without_a_release_the_start_leads_to_where_it_is_recorded(db, browse):
    home = ready_household(released=False)
    release = f'href="{reverse("clients:release", args=[home.client.public_id])}"'
    start = reverse("assessments:start", args=[home.client.public_id])
    text = browse(home.assessor).get(start).content.decode()
    assert "no active release" in text and release in text and "Record a release" in text
    draft = DraftFactory(client=home.client, enrollment=home.enrollment)
    text = browse(home.assessor).get(reverse("assessments:check", args=[draft.public_id])).content.decode()
    assert release in text
    text = browse(staff(Role.AUDITOR, home.agency)).get(start).content.decode()
    assert release not in text
