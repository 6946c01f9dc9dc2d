"""Words of a survivor's answer that may be names: asked about with the button, said beside the question in passing."""

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Draft
from cas_portal.access.errors import Invalid
from clients.models import PlainWords
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
TEXT = "Grace moved out <i>"


@pytest.fixture
def home(db):
    return ready_household(survivor=True)


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)


def page_of(draft):
    return reverse("assessments:questions", args=[draft.public_id, "closing"])


def stored(draft):
    with seeding(draft.agency.continuum):
        fresh = Draft.objects.get(pk=draft.pk)
        return fresh.answers.get("HC90"), fresh.unfinished, list(PlainWords.objects.values_list("words", flat=True))


def test_the_button_leads_to_the_question_and_the_answer_saves(home, draft, browse):
    person = browse(home.assessor)
    asked = person.post(page_of(draft), {"HC90": TEXT, "continue": "1"})
    page = asked.content.decode()
    assert asked.status_code == 422 and "<mark>Grace</mark> moved out &lt;i&gt;" in page
    assert stored(draft) == (None, {}, [])
    body = "HC90=Grace+moved+out&continue=1&named_nobody=grace"
    assert person.post(page_of(draft), body, content_type="application/x-www-form-urlencoded").status_code == 302
    assert stored(draft) == ("Grace moved out", {}, ["grace"])


def test_changing_the_text_leads_back_to_it(home, draft, browse):
    person = browse(home.assessor)
    again = person.post(page_of(draft), {"HC90": TEXT, "continue": "1", "reword": "1"})
    page = again.content.decode()
    assert again.status_code == 422 and "Is one of these words a name?" in page and "Grace moved out" in page
    assert stored(draft) == (None, {}, [])


def test_in_passing_it_is_said_and_nothing_is_kept(home, draft, browse):
    answer = browse(home.assessor).post(page_of(draft), {"HC90": TEXT}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Not saved: Is one of these words a name?" in answer.content.decode()
    assert stored(draft) == (None, {}, [])


def test_skipping_leaves_the_answer_out(home, draft, browse):
    assert browse(home.assessor).post(page_of(draft), {"HC90": TEXT, "skip": "1"}).status_code == 302
    assert stored(draft) == (None, {}, [])


def test_a_name_is_refused_and_never_asked_about(home, draft, browse):
    answer = browse(home.assessor).post(page_of(draft), {"HC90": "carlos hit her", "named_nobody": "carlos"})
    assert answer.status_code == 422 and "Leave out “carlos”" in answer.content.decode()
    assert stored(draft) == (None, {}, [])


def test_a_named_client_is_written_about_unasked(browse):
    named = ready_household()
    draft = DraftFactory(client=named.client, enrollment=named.enrollment, agency=named.agency)
    assert browse(named.assessor).post(page_of(draft), {"HC90": TEXT, "continue": "1"}).status_code == 302
    assert stored(draft) == (TEXT, {}, [])


def test_several_answers_are_one_question(home, draft, acting):
    with acting(home.assessor) as by:
        saved = services.save_answers(
            by=by, draft_id=draft.public_id, answers={"HC90": "Will hit her", "HC01": "Grace left"}
        )
        assert sorted(saved.question.words) == ["grace", "will"] and len(saved.question.texts) == 2
        with pytest.raises(Invalid, match="Is one of these words a name"):
            services.save_answer(by=by, draft_id=draft.public_id, link_id="HC90", answer="Will hit her")
