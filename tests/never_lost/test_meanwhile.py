"""What goes on in another tab, and what stands in the way for a while: another sign-in, a row somebody holds, a server
that takes what is sent and says nothing."""

import psycopg
import pytest
from django.contrib.sessions.models import Session

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from tests import database
from tests.factories.accounts import staff
from tests.never_lost.conftest import PASSWORD, Work, give_password

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture(params=[False, True], ids=["client", "survivor"])
def work(begin, request):
    work = begin(survivor=request.param)
    work.page.goto(work.url("health"))
    work.page.wait_for_load_state("networkidle")
    return work


def sign_in_beside(work: Work, actor) -> None:
    """Let the session end, and sign in by the form in another tab, which gives the browser another token."""
    Session.objects.all().delete()
    other = work.page.context.new_page()
    other.goto(work.server + "/accounts/login/")
    give_password(actor)
    other.get_by_label("Email").fill(User.objects.get(pk=actor.user_id).email)
    other.get_by_label("Password", exact=False).first.fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign in").click()
    other.wait_for_url(work.server + "/")
    other.close()


def test_a_tab_goes_on_when_the_same_person_signed_in_in_another(work):
    sign_in_beside(work, work.home.assessor)
    work.choose("VB05", 1)
    work.saved()
    assert work.answers() == {"VB05": 1}


def test_nothing_is_saved_in_the_name_of_somebody_else(work):
    role = Role.VSP_ASSESSOR if work.home.client.survivor else Role.ASSESSOR
    sign_in_beside(work, staff(role, work.home.agency))
    page = work.page
    work.choose("VB05", 1)
    page.get_by_text("Somebody else has signed in on this device.").wait_for()
    page.wait_for_timeout(3_000)
    assert work.answers() == {}
    sign_in_beside(work, work.home.assessor)
    work.saved()
    page.get_by_text("Somebody else has signed in on this device.").wait_for(state="hidden")
    assert work.answers() == {"VB05": 1}


def test_a_row_that_somebody_holds_is_waited_for(work):
    with psycopg.connect(database.admin_url()) as holder:
        holder.execute("SELECT FROM assessments_draft WHERE id = %s FOR UPDATE", [work.draft.pk])
        work.choose("VB05", 1)
        work.page.get_by_text("Not saved yet, will retry").wait_for()
        assert work.page.get_by_text("Some answers could not be saved").is_hidden()
    work.saved()
    assert work.answers() == {"VB05": 1}


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(work):
    page, silent = work.page, []
    page.route("**/questions/**", lambda route: silent.append(route))
    work.choose("VB05", 1)
    page.locator('[data-save-state="saving"]').wait_for(state="attached")
    page.get_by_text("Not saved yet, will retry").wait_for(timeout=40_000)
    page.unroute("**/questions/**")
    work.saved()
    assert work.answers() == {"VB05": 1} and silent


def test_what_is_not_the_portals_answer_counts_as_nothing(work):
    """A page of somebody else that says 200, a sign-in of a guest network for example."""
    page = work.page
    page.route("**/questions/**", lambda route: route.fulfill(status=200, body="Welcome to our guests"))
    work.choose("VB05", 1)
    page.get_by_text("Not saved yet, will retry").wait_for()
    page.unroute("**/questions/**")
    work.saved()
    assert work.answers() == {"VB05": 1}


def test_two_answers_stay_to_be_chosen_from_when_the_tab_is_killed(begin):
    work = begin()
    page = work.page
    page.goto(work.url("health"))
    page.wait_for_load_state("networkidle")
    second = page.context.new_page()
    second.goto(work.url("health"))
    work.choose("VB05", 1)
    work.saved()
    work.page = second
    second.said = page.said
    work.choose("VB05", 0)
    second.get_by_text("Not saved yet: on another page you saved").wait_for()
    second.get_by_text("An answer waits for your choice").wait_for()
    work.kept()
    work.kill_tab()
    work.page.goto(work.server)
    work.page.get_by_role("button", name="Compare both answers").click()
    work.page.get_by_text("You typed this.").wait_for()
    work.page.locator("label", has_text="You typed this.").click()
    work.page.get_by_role("button", name="Save the chosen answers").click()
    work.page.wait_for_load_state("networkidle")
    assert work.answers() == {"VB05": 0}
    # It was chosen: nothing asks again.
    work.page.goto(work.server)
    work.page.wait_for_load_state("networkidle")
    assert work.page.get_by_text("Compare both answers").is_hidden()
