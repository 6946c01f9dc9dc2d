"""The referral page and its verbs, as each part sees them."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from referrals import services
from referrals.moves import Verb
from referrals.states import State
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.referrals import world as worlds
from tests.referrals.world import noon, on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(noon(2025, 9, 2)):
        yield


def page_of(referral) -> str:
    return reverse("referrals:referral", args=[referral.public_id])


def verb_of(referral, verb: Verb) -> str:
    return reverse(f"referrals:{verb}", args=[referral.public_id])


def test_a_provider_accepts_in_two_clicks(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)

    inbox = browser.get(reverse("referrals:inbox"))
    assert page_of(made) in inbox.content.decode()
    page = browser.get(page_of(made))
    assert f'action="{verb_of(made, Verb.ACCEPT)}"' in page.content.decode()
    answer = browser.post(verb_of(made, Verb.ACCEPT), follow=True)

    assert answer.status_code == 200
    assert world.read(made).state == State.ACCEPTED


def test_a_second_click_changes_nothing_and_says_the_same(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)

    browser.post(verb_of(made, Verb.ACCEPT))
    answer = browser.post(verb_of(made, Verb.ACCEPT))

    assert (answer.status_code, world.read(made).state) == (302, State.ACCEPTED)


def test_a_stale_page_says_who_was_first(world, browser_of):
    made = world.accepted()
    colleague = staff(Role.HOUSING_PROVIDER, world.housing_agency)

    answer = browser_of(colleague).post(verb_of(made, Verb.DECLINE), {"reason": "screening"})

    assert answer.status_code == 409
    assert "Accepted" in answer.content.decode()
    assert world.read(made).state == State.ACCEPTED


def test_a_decline_takes_a_listed_reason(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)

    assert browser.get(verb_of(made, Verb.DECLINE)).status_code == 200
    assert browser.post(verb_of(made, Verb.DECLINE), {"reason": "made up"}).status_code == 422
    assert browser.post(verb_of(made, Verb.DECLINE), {"reason": "other"}).status_code == 422
    assert browser.post(verb_of(made, Verb.DECLINE), {"reason": "screening"}).status_code == 302
    assert world.read(made).state == State.DECLINE_PENDING


def test_accepting_is_post_only(world, browser_of):
    made = world.sent()

    assert browser_of(world.housing).get(verb_of(made, Verb.ACCEPT)).status_code == 405


@pytest.mark.case("F19")
def test_before_sending_the_program_finds_nothing(world, browser_of):
    made = world.willing()
    browser = browser_of(world.housing)

    hidden = browser.get(page_of(made))
    missing = browser.get(reverse("referrals:referral", args=["00000000-0000-4000-8000-000000000000"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert browser.post(verb_of(made, Verb.ACCEPT)).status_code == 404
    assert browser.get(reverse("clients:client", args=[world.client.public_id])).status_code == 404


def test_another_community_finds_nothing(world, browser_of):
    elsewhere = AgencyFactory(continuum=ContinuumFactory(code="CA-514", name="Elsewhere"))
    made = world.sent()

    for role in (Role.SSF_ADMIN, Role.HOUSING_PROVIDER, Role.ASSESSOR):
        assert browser_of(staff(role, elsewhere)).get(page_of(made)).status_code == 404


def test_a_role_without_the_right_is_refused(world, browser_of):
    made = world.sent()

    assert browser_of(world.ssf).post(verb_of(made, Verb.ACCEPT)).status_code == 403
    assert browser_of(world.manager).get(verb_of(made, Verb.REFER)).status_code == 403
    assert browser_of(staff(Role.AUDITOR, world.client_agency)).get(page_of(made)).status_code in {403, 404}


def test_anonymous_visitors_sign_in_first(world, client):
    made = world.sent()

    assert client.get(page_of(made)).status_code == 302
    assert client.post(verb_of(made, Verb.ACCEPT)).status_code == 302
    assert world.read(made).state == State.SENT


def test_only_ssf_sees_position_and_score(world, browser_of):
    made = world.sent()

    shown = browser_of(world.ssf).get(page_of(made)).content.decode()
    assert "At selection (SSF only)" in shown
    for actor in (world.manager, world.housing):
        hidden = browser_of(actor).get(page_of(made)).content.decode()
        assert "At selection" not in hidden and "EVH" not in hidden and "Score" not in hidden


def test_the_program_reads_the_household_while_it_works_on_it(world, browser_of):
    made = world.declined()
    browser = browser_of(world.housing)
    assert "Invented" in browser.get(page_of(made)).content.decode()

    world.do(world.ssf, services.confirm_decline, referral_id=made.public_id)

    after = browser.get(page_of(made))
    assert after.status_code == 200
    assert "Invented" not in after.content.decode()
    assert "Declined by the program" in after.content.decode()


def test_a_withdrawn_opening_is_told_to_the_program(world, browser_of):
    made = world.sent()
    world.do(world.ssf, services.withdraw_opening, opening_id=world.opening.public_id, reason="Reported by mistake")
    browser = browser_of(world.housing)

    assert browser.post(verb_of(made, Verb.ACCEPT)).status_code == 409
    assert "The opening was withdrawn" in browser.get(page_of(made)).content.decode()


def test_the_case_manager_answers(world, browser_of):
    made = world.asked()
    browser = browser_of(world.manager)

    assert page_of(made) in browser.get(reverse("referrals:questions")).content.decode()
    assert browser.get(verb_of(made, Verb.INTERESTED)).status_code == 200
    old = browser.post(verb_of(made, Verb.INTERESTED), {"contact_on": "2025-08-25"})
    assert (old.status_code, "over 7 days" in old.content.decode()) == (422, True)
    assert browser.post(verb_of(made, Verb.INTERESTED), {"contact_on": "2025-08-26"}).status_code == 302
    assert world.read(made).state == State.PROVIDER_YES


def test_tries_are_recorded_until_there_are_enough(world, browser_of):
    with on(2025, 8, 29):
        made = world.asked()
    browser = browser_of(world.manager)
    record = reverse("referrals:try", args=[made.public_id])

    assert browser.post(verb_of(made, Verb.CANNOT_REACH), {}).status_code == 409
    for day in ("2025-08-29", "2025-08-30", "2025-09-02"):
        assert browser.post(record, {"on": day}).status_code == 302
    assert browser.post(verb_of(made, Verb.CANNOT_REACH), {}).status_code == 302
    assert world.read(made).state == State.NO_CONTACT


def test_ssf_works_from_its_desk(world, browser_of):
    made = world.declined("other", note="The unit flooded.")
    browser = browser_of(world.ssf)

    assert page_of(made) in browser.get(reverse("referrals:desk")).content.decode()
    assert browser.post(verb_of(made, Verb.CONFIRM_DECLINE), {}).status_code == 422
    assert browser.post(verb_of(made, Verb.CONFIRM_DECLINE), {"note": "Seen."}).status_code == 302
    assert world.read(made).state == State.DECLINED_PROVIDER


def test_ssf_names_an_agency_when_nobody_is_recorded(world, browser_of):
    made = world.candidate()
    with worlds.seeding(world.client_agency.continuum):
        type(made).objects.filter(pk=made.pk).update(provider_agency=None, provider_user=None)
    browser = browser_of(world.ssf)

    assert browser.post(verb_of(made, Verb.NOTIFY), {}).status_code == 422
    answer = browser.post(verb_of(made, Verb.NOTIFY), {"agency": world.client_agency.pk})
    assert (answer.status_code, world.read(made).provider_agency_id) == (302, world.client_agency.pk)


def test_a_park_without_a_day_lasts_as_long_as_usual(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)

    assert browser.post(verb_of(made, Verb.PARK), {"reason": "treatment"}).status_code == 422
    answer = browser.post(verb_of(made, Verb.PARK), {"reason": "disengaged"})

    assert (answer.status_code, answer["Location"]) == (302, reverse("referrals:inbox"))
    assert world.read(made).park_until == date(2025, 10, 2)


def test_enrolling_and_moving_in(world, browser_of):
    made = world.accepted()
    browser = browser_of(world.housing)

    assert browser.get(verb_of(made, Verb.ENROLL)).status_code == 200
    assert browser.post(verb_of(made, Verb.ENROLL), {"starts_on": "2025-09-02"}).status_code == 302
    assert browser.get(verb_of(made, Verb.MOVE_IN)).status_code == 200
    move = {"moved_in_on": "2025-09-02", "destination": "435"}
    assert browser.post(verb_of(made, Verb.MOVE_IN), move).status_code == 422
    assert browser.post(verb_of(made, Verb.MOVE_IN), {**move, "subsidy": "439"}).status_code == 302
    assert world.read(made).state == State.HOUSED


@pytest.mark.parametrize("state", list(worlds.BUILDERS))
def test_every_button_leads_to_a_page_that_opens(world, browser_of, state):
    made = worlds.BUILDERS[state](world)

    for who in ("ssf", "manager", "housing"):
        browser = browser_of(getattr(world, who))
        page = browser.get(page_of(made))
        if who == "housing" and made.sent_on is None:
            assert page.status_code == 404
            continue
        for button in page.context["buttons"]:
            if not button["post"]:
                assert browser.get(button["url"]).status_code == 200, button


def test_today_shows_what_waits(world, browser_of):
    made = world.sent()

    assert page_of(made) in browser_of(world.housing).get(reverse("today")).content.decode()


def test_the_lists_ask_a_counted_number_of_questions(world, browser_of, django_assert_max_num_queries):
    world.sent()
    browser = browser_of(world.housing)
    browser.get(reverse("referrals:inbox"))

    with django_assert_max_num_queries(25):
        browser.get(reverse("referrals:inbox"))


def test_a_status_answer_is_offered_only_when_the_referral_is_stalled(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)
    assert verb_of(made, Verb.ENGAGING) not in browser.get(page_of(made)).content.decode()

    with worlds.seeding(world.client_agency.continuum):
        type(made).objects.filter(pk=made.pk).update(stalled_since=date(2025, 9, 2))

    assert verb_of(made, Verb.ENGAGING) in browser.get(page_of(made)).content.decode()
