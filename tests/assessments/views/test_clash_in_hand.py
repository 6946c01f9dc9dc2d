"""Two answers while the screen is in the client's hands: only of what the page asks, and nobody of the staff named."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Draft
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.assessments.views.test_client_view import HOME, handed_over
from tests.factories.accounts import staff
from tests.factories.assessments import DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOTE = "Seems tired, not sure"


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2025, 8, 6, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    home = ready_household()
    User.objects.filter(pk=home.assessor.user_id).update(name="Wanda Worker")
    return home


def draft_of(home, **answers):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency, answers=answers)


def stored(draft):
    with seeding(draft.agency.continuum):
        return Draft.objects.get(pk=draft.pk).answers


def settle(browser, draft, section, link_id, mine, theirs):
    both = json.dumps([{"link_id": link_id, "mine": mine, "theirs": theirs}])
    sent = {"settle": "1", "both": both, f"settle-{link_id}": "mine", "draft": str(draft.public_id)}
    return browser.post(reverse("assessments:client_questions", args=[section]), sent)


@pytest.mark.parametrize("link_id", ["HC90", "HC21", "VB01", "VB05", "AH09"])
def test_a_made_up_choice_reads_and_writes_nothing_that_is_not_asked(home, link_id):
    answers = full_answers(home.program, HC90=NOTE, HC21=1, VB01=1, VB05=1)
    draft, browser = draft_of(home, **answers), handed_over(home)
    sections = [topic.id for topic in browser.get(HOME).context["topics"]]
    before = stored(draft)
    for section in sections:
        asks = reverse("assessments:client_questions", args=[section])
        if f'name="{link_id}"' in browser.get(asks).content.decode():
            continue
        for mine, theirs in (("a", "b"), (0, before.get(link_id))):
            page = settle(browser, draft, section, link_id, mine, theirs)
            assert page.status_code == 302, section
            assert stored(draft) == before, section


@pytest.mark.parametrize("script", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("own", [True, False])
def test_nobody_of_the_staff_is_named_beside_the_clients_answer(home, acting, script, own):
    colleague = staff(Role.ASSESSOR, home.agency)
    User.objects.filter(pk=colleague.user_id).update(name="Carla Colleague")
    draft, browser = draft_of(home, AH01="2025-08-05"), handed_over(home)
    url = reverse("assessments:client_questions", args=["income"])
    page = browser.get(url)
    by = home.assessor if own else colleague
    with acting(by):
        services.save_answers(by=by, draft_id=draft.public_id, answers={"HC10": 1})
    sent = {"draft": str(draft.public_id), "was": page.context["was"], "page": "p", "opened": page.context["opened"]}
    text = browser.post(url, {**sent, "HC10": "0"}, headers=script).content.decode()
    assert "saved on" in text and stored(draft)["HC10"] == 1
    assert not [name for name in ("Carla", "Wanda", "You saved", "you saved") if name in text]


def test_staff_settle_only_what_their_page_asks(home, browse):
    draft = draft_of(home, HC90=NOTE)
    url = reverse("assessments:questions", args=[draft.public_id, "health"])
    both = json.dumps([{"link_id": "HC90", "mine": "other", "theirs": NOTE}])
    browse(home.assessor).post(url, {"settle": "1", "both": both, "settle-HC90": "mine"})
    assert stored(draft)["HC90"] == NOTE
