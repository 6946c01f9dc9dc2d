"""Pages for everybody open in the client's hands: nothing of the worker on them, and a way back to the client's own."""

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.views.client_view import HOME as HOME_NAME
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.assessments.views.test_client_view import HOME, handed_over
from tests.browser import violations, width_of
from tests.factories.accounts import change_roles
from tests.factories.assessments import ready_household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = ["welcome", "grievances:file", "accessibility", "privacy"]
WORDS = {"kind": "staff", "what_happened": "Nobody called back."}


@pytest.fixture
def home(db):
    home = ready_household()
    User.objects.filter(pk=home.assessor.user_id).update(name="Wanda Worker")
    return home


@pytest.mark.parametrize("name", PAGES)
def test_public_page_opens_and_shows_nothing_of_the_worker(home, name):
    answer = handed_over(home).get(reverse(name))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="{reverse(HOME_NAME)}"' in text
    for staff in ("Wanda", "account-menu__name", "side-nav", "site-search", "/accounts/", "/me/", reverse("help")):
        assert f'"{staff}"' not in text and staff not in text, staff


def test_footer_of_the_clients_pages_offers_no_help_for_staff(home):
    browser = handed_over(home)
    assert f'href="{reverse("help")}"' not in browser.get(HOME).content.decode()
    assert browser.get(reverse("help")).url == HOME


@pytest.mark.django_db(transaction=True)
def test_grievance_of_the_client_is_unsigned_and_its_number_is_theirs(home, owner_sql):
    browser = handed_over(home)
    page = browser.get(reverse("grievances:file"))
    assert "community" not in page.context["form"].fields and page.context["form"]["name"].label == "Your name"
    sent = browser.post(reverse("grievances:file"), {**WORDS, "once": page.context["form"]["once"].value()})
    assert sent.url == reverse("grievances:received")
    ((by, receipt),) = owner_sql("SELECT filed_by_id, receipt FROM clients_grievance")
    assert by is None
    received = browser.get(sent.url).content.decode()
    assert receipt in received and "Wanda" not in received and f'href="{HOME}"' in received
    written = owner_sql("SELECT DISTINCT user_id FROM audit.change WHERE table_name = 'clients_grievance'")
    assert written == [(None,)]
    held = browser.session
    assert receipt not in json.dumps(dict(held)), "no session joins it to a worker and a client"
    browser.post(HOME + "back/", {"secret": "4711"})
    assert browser.get(sent.url).url == reverse("grievances:file"), "the worker does not read the number"
    assert browser.cookies["in_hand"].value == ""


def test_the_next_client_reads_no_number_of_the_one_before(home):
    browser = handed_over(home)
    once = browser.get(reverse("grievances:file")).context["form"]["once"].value()
    browser.post(reverse("grievances:file"), {**WORDS, "once": once})
    kept = browser.cookies["in_hand"].value
    browser.post(HOME + "back/", {"secret": "4711"})
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "4711", "pin_again": "4711"})
    browser.cookies["in_hand"] = kept
    assert browser.get(reverse("grievances:received")).url == reverse("grievances:file")


def test_who_holds_the_screen_may_complain_when_the_workers_role_has_ended(home):
    browser = handed_over(home)
    change_roles(home.assessor, ends_at=datetime(2025, 1, 1, tzinfo=UTC).isoformat())
    assert browser.get(reverse("grievances:file")).status_code == 200
    assert browser.post(reverse("grievances:file"), WORDS).status_code in {302, 422}


@pytest.mark.django_db(transaction=True)
def test_worker_who_took_the_screen_back_files_in_their_own_name(home, owner_sql):
    browser = handed_over(home)
    browser.post(HOME + "back/", {"secret": "4711"})
    assert browser.post(reverse("grievances:file"), WORDS).status_code == 302
    assert owner_sql("SELECT filed_by_id FROM clients_grievance") == [(home.assessor.user_id,)]


def test_rest_of_the_grievances_stays_shut(home):
    browser = handed_over(home)
    for name in ("grievances:inbox", "today", "component_page"):
        address = reverse(name, args=["card"] if name == "component_page" else [])
        assert browser.get(address).url == HOME, name


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_fit_and_are_accessible_in_the_clients_hands(live_server, open_page, home, width):
    page = open_page("/welcome/", width)
    with clock.freeze(datetime.now(UTC)):  # the server of the browser does not stand still
        signed = handed_over(home).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": signed.key, "value": signed.value, "url": live_server.url}])
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
        assert page.get_by_role("link", name="Back to your next steps").is_visible(), name
        assert violations(page) == [] and width_of(page) <= width, name
