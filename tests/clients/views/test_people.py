"""Pages: find, new client, client page, profile."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from cas_portal.access.roles import Role
from cas_portal.time import clock
from cas_portal.ui.templatetags.ui import moment
from clients.models import Client, HouseholdMember, Identity
from clients.sealing import seal, ssn_index
from clients.services.people import profile_version
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import ClientAccessFactory, ClientFactory, IdentityFactory

NEW = reverse("clients:new")
FIND = reverse("clients:find")
BY_NUMBER = reverse("clients:find_by_ssn")
FILLED = {
    "first_name": "Ulla",
    "last_name": "Invented",
    "name_quality": 1,
    "birth_date": "1985-05-05",
    "dob_quality": 1,
    "ssn_reason": 99,
    "veteran_status": 0,
    "sex": 0,
    "races": ["white", "asian"],
}


def page_of(client, name="client"):
    return reverse(f"clients:{name}", args=[client.public_id])


def how_many(agency) -> int:
    with seeding(agency.continuum):
        return Client.objects.count()


def sought(browser, text):
    """The page with the answer to what was typed into the box."""
    return browser.post(FIND, {"q": text}, follow=True)


def test_find_shows_results_and_never_a_stranger(browser, partner, person):
    assert page_of(person) in sought(browser, "rosa").content.decode()
    assert b"No client found" in sought(signed_in(partner), "rosa").content


def test_find_hints_at_no_hidden_record(partner, person):
    browser = signed_in(partner)
    answers = [sought(browser, text).content.decode() for text in ("rosa", "tycho")]
    answers = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|search=[\w-]+', "", answer) for answer in answers]
    assert answers[0].replace("rosa", "X").split("<main")[1] == answers[1].replace("tycho", "X").split("<main")[1]


@pytest.fixture
def numbered(agency):
    client = ClientFactory(agency=agency)
    sealed = seal("123456789", column="ssn", client_id=client.pk, agency_id=agency.pk)
    IdentityFactory(
        client=client,
        first_name="Num",
        last_name="Bered",
        ssn_sealed=sealed,
        ssn_index=ssn_index("123456789"),
        ssn_quality=1,
    )
    return client


def test_number_is_searched_in_the_body_and_not_shown_again(browser, numbered):
    answer = browser.post(BY_NUMBER, {"ssn": "123-45-6789"})
    assert b"Num Bered" in answer.content
    assert b"123-45-6789" not in answer.content and b"123456789" not in answer.content


@pytest.mark.parametrize("typed", ["123-45-6789", "Num 123456789"])
def test_number_typed_into_the_one_box_is_searched_at_once_and_kept_nowhere(browser, numbered, typed):
    answer = browser.post(FIND, {"q": typed})
    text = answer.content.decode()
    assert answer.status_code == 200 and "Num Bered" in text and "kept nowhere" in text
    assert "123456789" not in text and "123-45-6789" not in text
    assert "searches" not in browser.session
    nobody = browser.post(FIND, {"q": "123-45-6780"}).content.decode()
    assert "No client found" in nobody and "6780" not in nobody


def test_number_that_was_never_issued_is_an_error_in_the_one_box(browser):
    answer = browser.post(FIND, {"q": "000-45-6789"})
    assert answer.status_code == 422 and "cannot be a Social Security number" in answer.content.decode()
    assert "000-45" not in answer.content.decode()


def test_who_may_not_search_by_number_is_told_so_in_the_one_box(agency, numbered):
    answer = signed_in(staff(Role.HOUSING_PROVIDER, agency)).post(FIND, {"q": "123-45-6789"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "does not search by Social Security number" in text
    assert "Num Bered" not in text and "123-45-6789" not in text


def test_number_finds_who_is_added_to_a_household(browser, numbered, person):
    answer = browser.post(page_of(person, "add_member"), {"q": "123-45-6789"})
    assert answer.status_code == 200
    assert f"?person={numbered.public_id.hex}" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.VSP_ASSESSOR])
def test_who_sees_codes_is_asked_for_one(agency, shared_person, role):
    browser = signed_in(staff(role, agency))
    empty = browser.get(FIND).content.decode()
    assert "birth date, phone" not in empty
    answer = browser.post(FIND, {"q": "Marco Shared"})
    assert answer.status_code == 422 and "Type the code of the record" in answer.content.decode()
    assert "searches" not in browser.session


def test_auditor_is_led_to_a_client_by_the_code(other_agency, shared_person):
    code = str(shared_person.public_id)[:8].upper()
    page = sought(signed_in(staff(Role.AUDITOR, other_agency)), code).content.decode()
    assert page_of(shared_person) in page and "Marco" not in page


def test_new_client_begins_with_what_was_searched_for(browser):
    page = sought(browser, "Ulla Maria Invented 5/14/1985 916-555-0123").content.decode()
    (link,) = set(re.findall(r'href="(/clients/new/[^"]+)"', page))
    assert "ulla" not in link.lower()
    form = browser.get(link).context["form"]
    shown = {name: form[name].value() for name in ("first_name", "last_name", "phone")}
    assert shown == {"first_name": "Ulla Maria", "last_name": "Invented", "phone": "9165550123"}
    assert 'value="1985"' in browser.get(link).content.decode()


@pytest.mark.parametrize(
    ("typed", "first", "last"), [("Invented, Ulla", "Ulla", "Invented"), ("Ulla", "Ulla", None), ("A12B99", None, None)]
)
def test_one_word_is_a_first_name_and_a_comma_turns_them(browser, typed, first, last):
    link = re.search(r'href="(/clients/new/[^"]+)"', sought(browser, typed).content.decode())
    form = browser.get(link.group(1)).context["form"]
    assert (form["first_name"].value(), form["last_name"].value()) == (first, last)


def test_what_somebody_else_typed_is_not_carried_over(browser, partner):
    page = sought(browser, "Ulla Invented").content.decode()
    (link,) = set(re.findall(r'href="(/clients/new/[^"]+)"', page))
    assert "Invented" not in signed_in(partner).get(link).content.decode()


def test_hmis_id_stands_in_the_profile(browser, agency):
    client = ClientFactory(agency=agency, hud_id="HM4711")
    IdentityFactory(client=client)
    assert "HM4711" in browser.get(page_of(client)).content.decode()


def test_number_that_hud_doubts_is_saved_with_a_word(browser, key):
    answer = browser.post(NEW, {**FILLED, "ssn": "123-45-6789", "once": key}, follow=True)
    assert "HUD counts this Social Security number as invalid" in answer.content.decode()


def test_number_that_cannot_be_one_is_an_error(browser):
    assert browser.post(BY_NUMBER, {"ssn": "12"}).status_code == 422


def test_provider_may_not_search_by_number(agency, numbered):
    assert signed_in(staff(Role.HOUSING_PROVIDER, agency)).post(BY_NUMBER, {"ssn": "123456789"}).status_code == 403


def test_new_client_is_saved_and_shown(browser, agency, key):
    answer = browser.post(NEW, {**FILLED, "ssn": "123-45-6789", "once": key}, follow=True)
    assert b"The client was entered" in answer.content
    assert "•••-••-6789" in answer.content.decode()
    assert b"123456789" not in answer.content


def test_second_click_makes_no_second_client(browser, agency, key):
    first, second = (browser.post(NEW, {**FILLED, "once": key}) for _click in range(2))
    assert first.url == second.url
    assert how_many(agency) == 1


def test_same_key_with_other_answers_is_refused(browser, agency, key):
    browser.post(NEW, {**FILLED, "once": key})
    answer = browser.post(NEW, {**FILLED, "first_name": "Other", "once": key})
    assert (answer.status_code, how_many(agency)) == (422, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_name": "", "last_name": ""}, "Enter a first or last name"),
        ({"birth_date": ""}, "Enter the birth date, or choose why it is missing"),
        ({"dob_quality": 9}, "say how sure it is"),
        ({"birth_date": "2199-01-01"}, "or earlier"),
        ({"ssn": "123"}, "nine digits"),
        ({"races": ["white", "9"]}, "one reason why there are none"),
        ({"sex": 7}, "Select a valid choice"),
        ({"once": ""}, "There is a problem"),
    ],
)
def test_wrong_answers_are_named_and_kept(browser, agency, key, changes, words):
    answer = browser.post(NEW, {**FILLED, "once": key, **changes})
    assert (answer.status_code, how_many(agency)) == (422, 0)
    assert words in answer.content.decode()
    assert 'value="Invented"' in answer.content.decode() or changes.get("last_name") == ""


def test_missing_answers_are_accepted_with_their_reasons(browser, agency, key):
    nothing = {
        "name_quality": 9,
        "dob_quality": 8,
        "ssn_reason": 9,
        "veteran_status": 99,
        "sex": 99,
        "races": ["9"],
        "once": key,
    }
    assert browser.post(NEW, nothing).status_code == 302
    with seeding(agency.continuum):
        identity = Identity.objects.select_related("client").get()
    assert (identity.name_quality, identity.dob_quality, identity.ssn_quality, identity.client.race_none) == (
        9,
        8,
        9,
        9,
    )


def test_duplicates_are_shown_side_by_side_and_then_saved(browser, agency, person, key):
    typed = {**FILLED, "first_name": "Rosa", "last_name": "Example", "once": key}
    page = browser.post(NEW, typed)
    assert page.status_code == 200
    assert b"This person may be here already" in page.content
    assert how_many(agency) == 1
    answer = browser.post(NEW, {**typed, "different": page.context["different"]})
    assert (answer.status_code, how_many(agency)) == (302, 2)


def test_forged_list_of_shown_duplicates_counts_for_nothing(browser, agency, person, key):
    typed = {**FILLED, "first_name": "Rosa", "last_name": "Example", "once": key, "different": "forged"}
    assert b"may be here already" in browser.post(NEW, typed).content


def test_new_person_for_a_household_goes_on_to_it(browser, person, key):
    answer = browser.post(f"{NEW}?household={person.public_id}", {**FILLED, "once": key})
    assert answer.url.startswith(page_of(person, "add_member") + "?person=")


def test_broken_household_is_missing(browser, key):
    assert browser.post(f"{NEW}?household=x", {**FILLED, "once": key}).status_code == 404


def test_people_with_two_agencies_say_for_which(agency, other_agency, key):
    actor = staff(Role.ASSESSOR, agency)
    MembershipFactory(user_id=actor.user_id, agency=other_agency, role=Role.ASSESSOR)
    browser = signed_in(actor)
    assert b"For which agency" in browser.get(NEW).content
    assert browser.post(NEW, {**FILLED, "once": key}).status_code == 422
    browser.post(NEW, {**FILLED, "once": key, "agency": other_agency.pk})
    with seeding(agency.continuum):
        assert Client.objects.get().agency == other_agency


def test_auditor_enters_nobody(agency, key):
    assert signed_in(staff(Role.AUDITOR, agency)).get(NEW).status_code == 403


def test_vsp_makes_an_anonymous_record(agency, key):
    vsp = AgencyFactory(is_vsp=True, continuum=agency.continuum)
    browser = signed_in(staff(Role.VSP_ASSESSOR, vsp))
    assert browser.get(NEW).url == reverse("clients:new_anonymous")
    filled = {"birth_year": "1990", "veteran_status": 0, "sex": 0, "once": key, "first_name": "Secret"}
    page = browser.post(reverse("clients:new_anonymous"), filled, follow=True)
    assert b"SV-" in page.content and b"Secret" not in page.content
    assert b"Edit profile" in page.content
    future = {**filled, "birth_year": "2999", "once": "0" * 32}
    assert browser.post(reverse("clients:new_anonymous"), future).status_code == 422


def test_new_person_of_a_survivors_household_is_entered_and_added_to_it(agency, key):
    worker = staff(Role.VSP_ASSESSOR, agency)
    browser, head = signed_in(worker), ClientFactory(agency=agency, anonymous=True)
    add = reverse("clients:add_member", args=[head.public_id])
    anonymous = f"{reverse('clients:new_anonymous')}?household={head.public_id}"
    assert f'href="{anonymous}"' in browser.get(add).content.decode()
    assert browser.get(f"{NEW}?household={head.public_id}").url == anonymous
    assert f'href="{add}"' in browser.get(anonymous).content.decode()
    made = browser.post(anonymous, {"birth_year": "2018", "veteran_status": 0, "sex": 0, "once": key})
    assert made.status_code == 302 and made.url.startswith(f"{add}?person=")
    page = browser.get(made.url).content.decode()
    assert "to the household of" in page
    joins = {"person": made.url.partition("=")[2], "relationship": 2, "joined_on": clock.today().isoformat()}
    assert browser.post(add, {**joins, "once": str(uuid.uuid4())}).status_code == 302
    with acting(worker):
        assert HouseholdMember.objects.filter(left_on=None).count() == 2


@pytest.mark.parametrize("household", ["x", "0", "'"])
def test_household_that_is_no_id_is_missing(browser, agency, household):
    vsp = signed_in(staff(Role.VSP_ASSESSOR, agency))
    assert browser.get(NEW, {"household": household}).status_code == 404
    assert vsp.get(reverse("clients:new_anonymous"), {"household": household}).status_code == 404


def test_assessor_makes_no_anonymous_record(browser):
    assert browser.get(reverse("clients:new_anonymous")).status_code == 403


def test_client_page_leads_with_what_is_next(browser, person, program):
    page = browser.get(page_of(person)).content.decode()
    assert page.index("Ask for the release") < page.index("Enroll the household")
    assert "Not shared" in page


def test_provider_sees_a_referred_client_without_the_number(other_agency, numbered):
    ClientAccessFactory(client=numbered, agency=other_agency)
    page = signed_in(staff(Role.HOUSING_PROVIDER, other_agency)).get(page_of(numbered)).content.decode()
    assert "Num Bered" in page and "6789" not in page


def test_auditor_sees_a_code_instead_of_a_name(other_agency, shared_person):
    page = signed_in(staff(Role.AUDITOR, other_agency)).get(page_of(shared_person)).content.decode()
    assert "Marco" not in page and str(shared_person.public_id)[:8].upper() in page
    assert "May 5, 1985" not in page


def test_title_names_nobody(browser, person):
    page = browser.get(page_of(person)).content.decode()
    assert "Rosa" not in page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SSF_ADMIN])
def test_unreleased_client_of_another_agency_is_missing(role, other_agency, person):
    assert signed_in(staff(role, other_agency)).get(page_of(person)).status_code == 404


def profile_form(actor, client, **changes):
    with acting(actor):
        stored = Client.objects.select_related("identity").get(pk=client.pk)
        version = profile_version(stored, stored.identity)
    return {**FILLED, "first_name": "Rosa", "last_name": "Example", "version": version, **changes}


def test_profile_is_saved(browser, assessor, person):
    answer = browser.post(page_of(person, "edit_profile"), profile_form(assessor, person, alias="Rosie"), follow=True)
    assert b"The profile was saved" in answer.content and b"Rosie" in answer.content


def test_stale_profile_shows_both_versions_and_can_be_saved_over(browser, assessor, person):
    old = profile_form(assessor, person, alias="Mine")
    browser.post(page_of(person, "edit_profile"), profile_form(assessor, person, alias="Theirs"))
    page = browser.post(page_of(person, "edit_profile"), old)
    assert page.status_code == 409
    assert "Mine" in page.content.decode() and "Theirs" in page.content.decode()
    assert (
        f"saved this profile on {moment(localtime(page.context['at']))}, after you opened it" in page.content.decode()
    )
    again = {**old, "version": page.context["form"]["version"].value()}
    assert browser.post(page_of(person, "edit_profile"), again).status_code == 302


def test_wrong_profile_is_shown_again(browser, assessor, person):
    answer = browser.post(page_of(person, "edit_profile"), profile_form(assessor, person, birth_date=""))
    assert answer.status_code == 422


def test_stored_number_stays_out_of_the_page_and_is_kept(browser, assessor, numbered):
    page = browser.get(page_of(numbered, "edit_profile")).content.decode()
    assert "Ends with 6789" in page and "123456789" not in page
    browser.post(page_of(numbered, "edit_profile"), profile_form(assessor, numbered))
    assert "6789" in browser.get(page_of(numbered)).content.decode()
    browser.post(page_of(numbered, "edit_profile"), profile_form(assessor, numbered, forget_ssn="on", ssn_reason=9))
    assert "6789" not in browser.get(page_of(numbered)).content.decode()


def test_survivor_profile_asks_for_nothing_that_names_anybody(agency):
    client = ClientFactory(agency=agency, anonymous=True)
    page = signed_in(staff(Role.VSP_ASSESSOR, agency)).get(page_of(client, "edit_profile"))
    assert not {"first_name", "birth_date", "ssn", "phone", "email"} & set(page.context["form"].fields)


def test_dead_clients_are_tagged(browser, agency):
    client = ClientFactory(agency=agency, deceased_on=datetime(2025, 1, 5, tzinfo=UTC).date(), interpreter_needed=True)
    page = browser.get(page_of(client)).content.decode()
    assert "Died Jan 5, 2025" in page and "Interpreter needed" in page
