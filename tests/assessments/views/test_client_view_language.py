"""The screen in the client's hands speaks the client's language, and the worker's again when it is taken back."""

import pytest
from django.urls import reverse

from cas_portal.accounts.models import User
from clients.models import Client
from tests.assessments.views.test_client_view import HOME, handed_over
from tests.clients.acting import signed_in
from tests.factories.assessments import ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SPANISH, HINDI, ITALIAN = 367, 214, 239


@pytest.fixture
def home(db):
    return ready_household()


def reads(home, code):
    with seeding(home.client.continuum):
        Client.objects.filter(pk=home.client.pk).update(preferred_language=code)


def worker_reads(home, language):
    User.objects.filter(pk=home.assessor.user_id).update(language=language)


def spoken(answer):
    return answer.headers["Content-Language"]


def test_choice_of_the_client_ends_with_client_view(home):
    browser = handed_over(home)
    assert spoken(browser.get(HOME)) == "en"
    answer = browser.post(reverse("set_language"), {"language": "es", "next": HOME})
    assert answer.url == HOME and "language" not in answer.cookies
    assert spoken(browser.get(HOME)) == "es"
    assert User.objects.get(pk=home.assessor.user_id).language == ""
    page = browser.post(HOME + "back/", {"secret": "4711"}).url
    assert spoken(browser.get(page)) == "en"
    assert spoken(signed_in(home.assessor).get("/me/")) == "en"


def test_client_view_opens_in_the_language_of_the_profile(home):
    reads(home, SPANISH)
    browser = handed_over(home)
    assert spoken(browser.get(HOME)) == "es"
    assert spoken(browser.get(browser.post(HOME + "back/", {"secret": "4711"}).url)) == "en"


@pytest.mark.parametrize("code", [None, HINDI, ITALIAN], ids=["none", "no catalogue", "no code"])
def test_client_view_opens_in_the_language_of_the_worker_without_one_of_the_client(home, code):
    reads(home, code)
    worker_reads(home, "es")
    browser = handed_over(home)
    assert spoken(browser.get(HOME)) == "es"
    browser.post(reverse("set_language"), {"language": "en"})
    assert spoken(browser.get(HOME)) == "en"
    browser.post(HOME + "back/", {"secret": "4711"})
    assert spoken(browser.get("/me/")) == "es"
