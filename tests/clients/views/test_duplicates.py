"""The pages on which sysadmins look at two records, merge them and take it back."""

import itertools
import uuid
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from clients import tasks
from clients.models import Client, Merge, SuspectedPair
from clients.services import duplicates
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
)


@pytest.fixture
def sysadmin(agency):
    return staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum, name="Lead"))


@pytest.fixture
def twins(person, other_agency):
    other = ClientFactory(agency=other_agency, sex=0)
    IdentityFactory(client=other, first_name="Rossa", last_name="Example", birth_date=date(1985, 5, 6))
    return [person, other]


@pytest.fixture
def browser(sysadmin):
    return signed_in(sysadmin)


def url(name, twins):
    return reverse(f"clients:{name}", args=[client.public_id for client in twins])


def choices(browser, twins, **changed):
    form = browser.get(url("compare", twins)).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    return {**filled, **changed}


def test_comparison_shows_both_and_offers_what_only_one_knows(browser, twins):
    ContactFactory(client=twins[1])
    page = browser.get(url("compare", twins))
    text = page.content.decode()
    assert "Rosa Example" in text and "Rossa Example" in text and "Contacts" in text
    form = page.context["form"]
    assert {name: form[name].value() for name in ("name", "sex")} == {"name": "kept", "sex": "other"}


def test_merging_asks_once_more_and_says_how_long_it_can_be_undone(browser, twins, sysadmin):
    filled = choices(browser, twins)
    asked = browser.post(url("merge", twins), filled)
    assert "You can undo this for 30 days" in asked.content.decode()
    with acting(sysadmin):
        assert Merge.objects.count() == 0
    answer = browser.post(url("merge", twins), {**filled, "confirmed": "1"}, follow=True)
    assert "The two records are one now" in answer.content.decode()
    assert "Undo the merge" in answer.content.decode()


def test_second_click_makes_no_second_merge(browser, twins, sysadmin):
    filled = choices(browser, twins, confirmed="1")
    first, second = (browser.post(url("merge", twins), filled) for _click in range(2))
    assert first.url == second.url
    with acting(sysadmin):
        assert Merge.objects.count() == 1


def test_merged_record_leads_to_the_one_that_was_kept_for_who_sees_it(browser, twins, partner):
    browser.post(url("merge", twins), choices(browser, twins, confirmed="1"))
    page = reverse("clients:client", args=[twins[1].public_id])
    assert browser.get(page).url == reverse("clients:client", args=[twins[0].public_id])
    assert signed_in(partner).get(page).status_code == 404


def test_undo_says_what_it_does_and_does_it_once(browser, twins, sysadmin):
    browser.post(url("merge", twins), choices(browser, twins, confirmed="1"))
    with acting(sysadmin):
        undo = reverse("clients:undo_merge", args=[Merge.objects.get().public_id])
    assert "There are two records again" in browser.get(undo).content.decode()
    assert b"two records again" in browser.post(undo, follow=True).content
    assert browser.post(undo).status_code == 409
    assert "undone already" in browser.get(undo).content.decode()
    with acting(sysadmin):
        assert Client.objects.visible_to(sysadmin).count() == 2


def test_stale_comparison_is_compared_again(browser, twins):
    filled = choices(browser, twins, seen="1-1", confirmed="1")
    assert browser.post(url("merge", twins), filled).status_code == 409


def test_wrong_choice_is_an_error(browser, twins):
    assert browser.post(url("merge", twins), choices(browser, twins, name="neither")).status_code == 422


def test_what_is_in_the_way_is_said_before(browser, twins, agency):
    HouseholdMemberFactory(client=twins[0])
    home = HouseholdFactory(client=twins[1])
    HouseholdMemberFactory(client=twins[1], household=home)
    HouseholdMemberFactory(client=ClientFactory(agency=agency), household=home, relationship=2)
    assert "other members" in browser.get(url("compare", twins)).content.decode()


def test_different_people_are_not_merged_until_somebody_says_same(browser, twins, sysadmin):
    assert browser.post(url("decide_pair", twins), {"answer": "different"}).url == reverse("clients:duplicates")
    page = browser.get(url("compare", twins)).content.decode()
    assert "Same person after all" in page and "Go on to merge" not in page
    browser.post(url("decide_pair", twins), {"answer": "same"})
    assert "Go on to merge" in browser.get(url("compare", twins)).content.decode()


def test_page_says_who_noted_it_and_nothing_of_the_kind_before(browser, twins, sysadmin, agency):
    before = browser.get(url("compare", twins)).content.decode()
    assert "noted on" not in before and "cannot be merged while this stands" not in before
    home = HouseholdFactory(client=twins[1])
    HouseholdMemberFactory(client=twins[0])
    HouseholdMemberFactory(client=twins[1], household=home)
    HouseholdMemberFactory(client=ClientFactory(agency=agency), household=home, relationship=2)
    browser.post(url("decide_pair", twins), {"answer": "different"})
    page = browser.get(url("compare", twins)).content.decode()
    name = User.objects.get(pk=sysadmin.user_id).name
    assert f"{name} noted on" in page
    assert "Let the household of that record" not in page and "Ask them" not in page
    other = browser.get(url("compare", twins[::-1])).content.decode()
    assert f"{name} noted on" in other


def test_verdict_is_told_to_sysadmins_alone(twins, sysadmin, assessor):
    ids = [client.pk for client in twins]
    with acting(sysadmin):
        duplicates.decide(by=sysadmin, client_id=ids[0], others=ids[1:], answer="different")
        assert duplicates.verdict_about(*ids).different
    with acting(assessor):
        assert duplicates.verdict_about(*ids) == duplicates.Verdict()


def test_only_known_answers_are_noted(browser, twins):
    assert browser.post(url("decide_pair", twins), {"answer": "perhaps"}).status_code == 404


@pytest.mark.parametrize("name", ["compare", "merge", "decide_pair"])
def test_survivors_and_strangers_are_missing(browser, twins, agency, far_agency, name):
    anonymous = ClientFactory(agency=AgencyFactory(is_vsp=True, continuum=agency.continuum), anonymous=True)
    ask = browser.get if name == "compare" else browser.post
    for other in (anonymous.public_id, ClientFactory(agency=far_agency).public_id, uuid.uuid4()):
        assert ask(reverse(f"clients:{name}", args=[twins[0].public_id, other])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN])
def test_pages_are_for_sysadmins(role, agency, twins):
    browser = signed_in(staff(role, agency))
    assert browser.get(reverse("clients:duplicates")).status_code == 403
    assert browser.get(url("compare", twins)).status_code == 403
    assert browser.post(url("merge", twins)).status_code == 403


def test_empty_list_says_so(browser):
    assert "No possible duplicates" in browser.get(reverse("clients:duplicates")).content.decode()
    assert browser.get(reverse("clients:duplicates"), {"cursor": "x"}).status_code == 200
    assert "No pairs for this reason" in browser.get(reverse("clients:duplicates"), {"reason": "ssn"}).content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_job_finds_pairs_across_agencies_and_never_asks_again(as_worker, twins, browser, sysadmin, agency):
    """Different days of birth, like names, one agency each: nobody but the sysadmin learns of the pair."""
    third = ClientFactory(agency=agency)
    IdentityFactory(client=third, first_name="Roza", last_name="Example", birth_date=date(1985, 5, 6))
    IdentityFactory(client=ClientFactory(agency=agency), first_name="Quite", last_name="Another")
    with as_worker():
        assert tasks.suspect_duplicates() == 1
    page = browser.get(reverse("clients:duplicates"))
    assert "Rossa Example" in page.content.decode() and "Same birth date" in page.content.decode()
    with acting(sysadmin):
        duplicates.decide(by=sysadmin, client_id=third.pk, others=[twins[1].pk], answer="different")
    assert "No possible duplicates" in browser.get(reverse("clients:duplicates")).content.decode()
    with as_worker():
        assert tasks.suspect_duplicates() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pairs_come_by_pages_both_ways_and_by_reason(as_worker, agency, sysadmin, browser):
    people = [ClientFactory(agency=agency) for _ in range(8)]
    for client in people:
        IdentityFactory(client=client)
    job = Actor.system("clients-suspect-duplicates", agency.continuum_id)
    with as_worker(), transaction.atomic(), bind(job):
        for number, (low, high) in enumerate(itertools.islice(itertools.combinations(people, 2), 7)):
            SuspectedPair.objects.create(
                continuum=agency.continuum, low=low, high=high, likeness=number // 2, same_birth=number == 3
            )
    with acting(sysadmin):
        first = duplicates.suspected(by=sysadmin, size=3)
        second = duplicates.suspected(by=sysadmin, cursor=first.next, size=3)
        third = duplicates.suspected(by=sysadmin, cursor=second.next, size=3)
        back = duplicates.suspected(by=sysadmin, cursor=third.previous, size=3)
        born = duplicates.suspected(by=sysadmin, why="birth", size=3)
    pages = [[pair.likeness for pair in page] for page in (first, second, third)]
    assert pages == [[3, 2, 2], [1, 1, 0], [0]]
    assert len({pair.pk for page in (first, second, third) for pair in page}) == 7
    assert [pair.pk for pair in back] == [pair.pk for pair in second]
    assert (first.previous, third.next, len(born.rows)) == ("", "", 1)
    page = browser.get(reverse("clients:duplicates"), {"reason": "birth"}).content.decode()
    assert page.count("pairs__item") == 1 and "Same birth date" in page
