"""What is typed and is no answer yet survives a closed tab, and is shown with what is wrong with it."""

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Draft
from cas_portal.access import errors
from tests.factories.assessments import DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
ROW = {"HC70-0-area": "south", "HC70-0-how": "works"}
HALF = {**ROW, "HC70-1-area": "", "HC70-1-how": "family"}


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)


def page_of(draft, section="ties"):
    return reverse("assessments:questions", args=[draft.public_id, section])


def fresh(draft):
    with seeding(draft.agency.continuum):
        return Draft.objects.get(pk=draft.pk)


def passing(person, draft, data, section="ties"):
    return person.post(page_of(draft, section), data, headers={"HX-Request": "true"})


def test_a_half_typed_row_is_there_again_with_what_is_wrong(home, draft, browse):
    person = browse(home.assessor)
    assert "What you typed is kept" in passing(person, draft, HALF).content.decode()
    assert fresh(draft).answers == {}
    page = person.get(page_of(draft)).content.decode()
    assert "Not complete yet:" in page and "Row 2, Area" in page
    assert page.count(" selected") >= 3
    tasks = person.get(reverse("assessments:tasks", args=[draft.public_id])).content.decode()
    assert "In progress" in tasks


def test_completing_or_clearing_the_row_ends_it(home, draft, browse):
    person = browse(home.assessor)
    passing(person, draft, HALF)
    passing(person, draft, {**HALF, "HC70-1-area": "central"})
    assert (fresh(draft).unfinished, len(fresh(draft).answers["HC70"])) == ({}, 2)
    passing(person, draft, HALF)
    assert len(fresh(draft).answers["HC70"]) == 2
    passing(person, draft, ROW)
    assert (fresh(draft).unfinished, len(fresh(draft).answers["HC70"])) == ({}, 1)
    assert "Not complete yet" not in person.get(page_of(draft)).content.decode()


def test_a_date_of_which_a_part_is_missing_comes_back_as_it_was_typed(home, draft, browse):
    person = browse(home.assessor)
    passing(person, draft, {"HC70-0-area": "south", "HC70-0-since_0": "4", "HC70-0-since_1": "12"})
    page = person.get(page_of(draft)).content.decode()
    assert 'value="12"' in page and "Not complete yet:" in page
    passing(person, draft, {"VB12": "116", "VB14_1": "17"}, "staying")
    assert 'value="17"' in person.get(page_of(draft, "staying")).content.decode()


def test_what_the_button_refuses_is_kept_too(home, draft, browse):
    assert browse(home.assessor).post(page_of(draft), HALF).status_code == 422
    assert "HC70" in fresh(draft).unfinished


def test_an_unfinished_row_stops_the_submit_and_is_named(home, draft, browse, acting):
    with acting(home.assessor):
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program))
    person = browse(home.assessor)
    passing(person, draft, HALF)
    page = person.get(reverse("assessments:check", args=[draft.public_id])).content.decode()
    assert "Row 2, Area" in page
    with acting(home.assessor), pytest.raises(errors.Invalid) as refused:
        services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)
    assert refused.value.context["gaps"] == ["HC70"]


def test_a_survivors_draft_keeps_nothing_that_could_identify(browse):
    home = ready_household(survivor=True)
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    browse(home.assessor).post(page_of(draft, "home"), {"HC01": "Call 916-555-0123"})
    assert fresh(draft).unfinished == {}
