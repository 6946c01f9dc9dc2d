"""An answer sent after the session had ended is there again after signing in, also without script and for survivors."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Draft
from cas_portal.access.held import HELD
from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.factories.accounts import staff
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
BACKEND = "cas_portal.accounts.backends.MembershipBackend"


def sign_in(browser, actor):
    browser.force_login(get_user_model().objects.get(pk=actor.user_id), backend=BACKEND)


@pytest.mark.parametrize("survivor", [False, True])
@pytest.mark.parametrize("script", [False, True])
def test_the_answer_comes_back_to_the_same_page(survivor, script, db):
    home = ready_household(survivor=survivor)
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    url = reverse("assessments:questions", args=[draft.public_id, "health"])
    browser, headers = Browser(), {"HX-Request": "true"} if script else {}
    sign_in(browser, home.assessor)
    session = browser.session
    session["session_began"] = session["session_seen"] = clock.now().timestamp() - settings.SESSION_IDLE_SECONDS - 5
    session.save()
    assert browser.post(url, {"VB05": "1"}, headers=headers).status_code == (401 if script else 302)
    assert "VB05" not in browser.session[HELD]
    sign_in(browser, home.assessor)
    page = browser.get(url, follow=True).content.decode()
    assert "What you typed when the session ended is saved." in page
    with seeding(draft.agency.continuum):
        assert Draft.objects.get(pk=draft.pk).answers == {"VB05": 1}
    assert HELD not in browser.session


def test_it_is_not_for_somebody_else_who_signs_in(db):
    home = ready_household()
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    url = reverse("assessments:questions", args=[draft.public_id, "health"])
    browser = Browser()
    sign_in(browser, home.assessor)
    session = browser.session
    session["session_began"] = session["session_seen"] = clock.now().timestamp() - settings.SESSION_IDLE_SECONDS - 5
    session.save()
    browser.post(url, {"VB05": "1"})
    sign_in(browser, staff(Role.ASSESSOR, home.agency))
    assert browser.get(url).status_code == 200
    with seeding(draft.agency.continuum):
        assert Draft.objects.get(pk=draft.pk).answers == {}
