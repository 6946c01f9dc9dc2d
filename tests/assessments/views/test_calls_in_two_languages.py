"""A page of a call is read out in either language: questions, hints and answers, also after errors."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.forms.fields import MISSING_CHOICES
from assessments.versions import current_definition
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.assessments.views.test_calls import begun, entered
from tests.browser import session_cookie, violations, width_of
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import cas_program

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SPANISH = re.compile(r'<span class="wording" lang="es">([^<]*)</span>')


@pytest.fixture
def agency(db):
    agency = AgencyFactory()
    cas_program(agency)
    return agency


@pytest.fixture
def specialist(agency):
    return staff(Role.CALL_CENTER, agency)


def tonight(person):
    return entered(person, begun(person)).url.replace("/start/", "/tonight/")


def spanish_on(answer):
    return [html.unescape(words) for words in SPANISH.findall(answer.content.decode())]


def test_spanish_stays_when_the_page_comes_back_with_errors(specialist, browse):
    person = browse(specialist)
    page = tonight(person)
    before = spanish_on(person.get(page))
    sent = {"VB12": "116", "VB14_0": "1", "VB14_1": "1", "VB14_2": "12", "continue": "1"}
    again = person.post(page, sent)
    assert again.status_code == 422
    assert before and spanish_on(again) == before


def test_answers_and_hints_are_in_both_languages(specialist, browse):
    person = browse(specialist)
    answer = person.get(tonight(person))
    shown, fields = set(spanish_on(answer)), answer.context["form"].fields
    asked = [item for item in current_definition("CRISIS").items.values() if item.link_id in fields]
    buttons = [item for item in asked if item.link_id in {"VB12", "CR02"}]
    assert all(item.text.es in shown for item in asked)
    assert all(item.help.es in shown for item in asked if item.help)
    assert buttons and all(o.text.es in shown for item in buttons for o in item.options if o.text.es != o.text.en)
    beside = dict(fields["CR06-missing"].choices)["8"]
    with translation.override("es"):
        assert beside == f"Client doesn’t know / {dict(MISSING_CHOICES)['8']}"


def test_a_page_in_spanish_has_the_english_below(specialist, browse):
    person = browse(specialist)
    page = tonight(person)
    person.post(reverse("set_language"), {"language": "es", "next": "/"})
    assert '<span class="wording" lang="en">' in person.get(page).content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_page_in_two_languages_fits_and_digits_still_choose(live_server, open_page, specialist, browse, width):
    with clock.freeze(datetime.now(UTC)):  # the server of the browser does not stand still
        address = tonight(browse(specialist))
    page = open_page("/accounts/login/", width)
    page.context.add_cookies([session_cookie(User.objects.get(pk=specialist.user_id), live_server.url)])
    page.goto(address)
    assert violations(page) == [] and width_of(page) <= width
    first = page.locator("[data-call] .options input[type=radio]").first
    first.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("2")
    name = first.get_attribute("name")
    assert page.locator(f"input[name='{name}']").nth(1).is_checked()
