"""Pages: release, withdrawal, copy for the client, signed paper."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import Client, Release
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import (
    ClientFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    ReleaseFactory,
)

pytestmark = pytest.mark.slow
STROKES = json.dumps([[[n * 10, n * 5 % 200] for n in range(20)]])
PDF = b"%PDF-1.7 signed"


def page_of(client, name, *more):
    return reverse(f"clients:{name}", args=[client.public_id, *more])


def count(actor, model, **kwargs):
    with acting(actor):
        return model.objects.filter(**kwargs).count()


def newest(actor, client):
    with acting(actor):
        return Release.objects.filter(client=client).latest("pk")


def signed(key, **changes):
    return {
        "decision": "signed",
        "reach": "everybody",
        "signature": "Rosa Example",
        "signed_on": clock.today().isoformat(),
        "once": key,
        **changes,
    }


def test_release_is_recorded_once_and_opens_the_record(browser, assessor, partner, person, key):
    for _click in range(2):
        assert browser.post(page_of(person, "release"), signed(key)).status_code == 302
    assert count(assessor, Release) == 1
    assert signed_in(partner).get(page_of(person, "client")).status_code == 200
    assert b"Other agencies see the record through" in browser.get(page_of(person, "client")).content


def test_declining_is_recorded_and_help_goes_on(browser, assessor, person, key):
    filled = {"decision": "declined", "signed_on": clock.today().isoformat(), "once": key}
    assert browser.post(page_of(person, "release"), filled).status_code == 302
    assert count(assessor, Release, method="refused") == 1
    assert b"The client declined on" in browser.get(page_of(person, "client")).content


@pytest.mark.parametrize(
    "wrong",
    [{"signature": ""}, {"decision": ""}, {"signed_on": "2999-01-01"}, {"once": ""}, {"signed_on": "2001-01-01"}],
)
def test_wrong_release_is_shown_again(browser, assessor, person, key, wrong):
    assert browser.post(page_of(person, "release"), signed(key, **wrong)).status_code == 422
    assert count(assessor, Release) == 0


def test_withdrawing_says_first_what_becomes_hidden(browser, partner, person, key):
    browser.post(page_of(person, "release"), signed(key))
    page = browser.get(page_of(person, "withdraw")).content
    assert b"become hidden from:" in page and b"Second Agency" in page
    assert browser.post(page_of(person, "withdraw"), follow=True).status_code == 200
    assert signed_in(partner).get(page_of(person, "client")).status_code == 404
    assert browser.post(page_of(person, "withdraw")).status_code == 409


def test_other_agency_withdraws_and_is_led_away(browser, partner, person, key):
    browser.post(page_of(person, "release"), signed(key))
    other = signed_in(partner)
    assert b"You will no longer see this client" in other.get(page_of(person, "withdraw")).content
    assert other.post(page_of(person, "withdraw")).url == reverse("clients:find")


def test_a_drawn_signature_is_kept_sealed_and_printed_for_the_client(browser, assessor, person, key, owner_sql):
    filled = signed(key, signature="", drawn=STROKES, witness="A friend")
    copy = browser.post(page_of(person, "release"), filled, follow=True).content.decode()
    assert '<path d="M0 0 L10 5' in copy
    assert "A friend" in copy and "You can take this back on any day" in copy
    for word in ("score", "rank", "Score"):
        assert word not in copy.partition("<main")[2]
    assert newest(assessor, person).method == "electronic"


@pytest.mark.parametrize("drawn", ["[[[1,2]]]", "no json", '[[["a","b"]]]', "[[[1,2,3]]]", "{}", "[" * 50_000])
def test_a_dot_or_nonsense_is_no_signature(browser, assessor, person, key, drawn):
    assert browser.post(page_of(person, "release"), signed(key, signature="", drawn=drawn)).status_code == 422
    assert count(assessor, Release) == 0


def test_a_signed_paper_is_attached_and_handed_out_as_a_download(browser, assessor, person, partner, key):
    filled = signed(key, signature="", paper=SimpleUploadedFile("x.exe", PDF, "text/html"))
    assert browser.post(page_of(person, "release"), filled).status_code == 302
    made = newest(assessor, person)
    assert made.method == "pdf"
    answer = browser.get(page_of(person, "release_paper", made.public_id))
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment") and ".pdf" in answer["Content-Disposition"]


@pytest.mark.parametrize("content", [b"<html>", b"MZ...", b"%PDF-" + b"x" * (5 * 1024 * 1024)])
def test_other_files_and_large_ones_are_refused(browser, assessor, person, key, content):
    filled = signed(key, paper=SimpleUploadedFile("signed.pdf", content, "application/pdf"))
    assert browser.post(page_of(person, "release"), filled).status_code == 422
    assert count(assessor, Release) == 0


def test_only_the_agencies_chosen_see_the_record(browser, assessor, partner, person, other_agency, key):
    third = staff(agency=AgencyFactory(continuum=other_agency.continuum))
    assert browser.post(page_of(person, "release"), signed(key, reach="named")).status_code == 422
    filled = signed(key, reach="named", agencies=[other_agency.pk])
    copy = browser.post(page_of(person, "release"), filled, follow=True).content.decode()
    assert "Second Agency" in copy
    assert signed_in(partner).get(page_of(person, "client")).status_code == 200
    assert signed_in(third).get(page_of(person, "client")).status_code == 404
    page = browser.get(page_of(person, "withdraw")).content.decode()
    assert "Second Agency" in page and third.memberships[0].agency_name not in page
    browser.post(page_of(person, "withdraw"))
    assert signed_in(partner).get(page_of(person, "client")).status_code == 404


def test_narrowing_says_first_who_sees_the_record_and_hides_it_from_who_is_not_chosen(
    browser, partner, person, other_agency, key
):
    third = staff(agency=AgencyFactory(name="Third Agency", continuum=other_agency.continuum))
    empty = browser.get(page_of(person, "release")).content.decode()
    assert "hidden at once from these agencies" not in empty and "Sees the record now" not in empty
    browser.post(page_of(person, "release"), signed(key))
    before = browser.get(page_of(person, "release")).content.decode()
    assert "hidden at once from those that are not chosen" in before
    assert "<li>Second Agency</li>" in before and before.count("Sees the record now") == 2
    filled = signed(str(uuid.uuid4()), reach="named", agencies=[other_agency.pk])
    done = browser.post(page_of(person, "release"), filled, follow=True).content.decode()
    assert "and no others" in done
    assert signed_in(partner).get(page_of(person, "client")).status_code == 200
    assert signed_in(third).get(page_of(person, "client")).status_code == 404
    after = browser.get(page_of(person, "release")).content.decode()
    assert "<li>Second Agency</li>" in after and "<li>Third Agency</li>" not in after
    assert "Ended" in after


def test_whoever_writes_down_that_they_are_not_chosen_is_led_away(browser, partner, person, agency, key):
    third = AgencyFactory(name="Third Agency", continuum=agency.continuum)
    browser.post(page_of(person, "release"), signed(key))
    filled = signed(str(uuid.uuid4()), reach="named", agencies=[third.pk])
    assert signed_in(partner).post(page_of(person, "release"), filled).url == reverse("clients:find")
    assert signed_in(partner).get(page_of(person, "client")).status_code == 404


def test_release_page_of_a_survivor_asks_for_nothing(agency, key):
    worker = signed_in(staff(Role.VSP_ASSESSOR, agency))
    survivor = ClientFactory(agency=agency, anonymous=True)
    page = worker.get(page_of(survivor, "release"))
    assert page.status_code == 200
    assert "needs no release" in page.content.decode() and 'name="signature"' not in page.content.decode()
    refused = worker.post(page_of(survivor, "release"), signed(key))
    assert refused.status_code == 422 and "is not shared" in refused.content.decode()


@pytest.mark.parametrize(("more", "words"), [(0, "Shared with 1 agency"), (1, "Shared with 2 agencies")])
def test_a_release_to_named_agencies_is_said_wherever_the_client_is_shown(
    browser, partner, person, other_agency, key, more, words
):
    named = [other_agency, *(AgencyFactory(continuum=other_agency.continuum) for _ in range(more))]
    filled = signed(key, reach="named", agencies=[agency.pk for agency in named])
    assert "Not shared" in browser.get(page_of(person, "client")).content.decode()
    browser.post(page_of(person, "release"), filled)
    for reader in (browser, signed_in(partner)):
        page = reader.get(page_of(person, "client")).content.decode()
        found = reader.post(reverse("clients:find"), {"q": "Rosa Example"}, follow=True).content.decode()
        assert words in page and words in found
        assert "Not shared" not in page and "Not shared" not in found
    browser.post(page_of(person, "withdraw"))
    assert "Not shared" in browser.get(page_of(person, "client")).content.decode()


@pytest.fixture
def family(person, agency):
    """Rosa's partner and child, of the same agency."""
    home = HouseholdFactory(client=person)
    HouseholdMemberFactory(household=home, client=person)
    made = []
    for relationship, born in ((SPOUSE_OR_PARTNER, date(1986, 1, 1)), (CHILD, date(2020, 1, 1))):
        one = ClientFactory(agency=agency, birth_year=born.year)
        IdentityFactory(client=one, birth_date=born)
        HouseholdMemberFactory(household=home, client=one, relationship=relationship)
        made.append(one)
    return made


def test_a_household_decides_in_one_go_and_each_person_can_take_it_back(
    browser, assessor, partner, person, family, key
):
    adult, child = family
    page = browser.get(page_of(person, "release")).content.decode()
    assert f"adult_{adult.public_id.hex}" in page and str(child.public_id) in page
    filled = signed(key, minors=[str(child.public_id)], **{f"adult_{adult.public_id.hex}": "Pat Example"})
    browser.post(page_of(person, "release"), filled)
    assert browser.get(page_of(person, "release")).content.decode().count("is seen by Second Agency") == 2
    assert count(partner, Client, pk__in=[person.pk, adult.pk, child.pk]) == 3
    assert newest(assessor, adult).signature == "Pat Example"
    browser.post(page_of(person, "withdraw"), {"also": [str(child.public_id)]})
    with acting(partner):
        assert [row.pk for row in Client.objects.visible_to(partner)] == [adult.pk]


def test_whoever_is_late_sees_both_versions_and_loses_nothing(browser, assessor, person, key):
    filled = signed(key, seen="0", witness="Typed before")
    ReleaseFactory(client=person, method="refused", scope="none", valid_through=None)
    late = browser.post(page_of(person, "release"), filled)
    page = late.content.decode()
    assert late.status_code == 409
    assert "The person declined" in page and "Typed before" in page
    assert count(assessor, Release) == 1
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert browser.post(page_of(person, "release"), {**filled, "seen": seen}).status_code == 302


def test_a_release_that_ends_soon_asks_to_be_renewed(browser, person, agency):
    soon = clock.today() + timedelta(days=20)
    ReleaseFactory(client=person, signed_on=clock.today() - timedelta(days=900), valid_through=soon)
    assert "Ask the client to sign again" in browser.get(page_of(person, "client")).content.decode()


def test_copy_and_paper_of_a_hidden_client_are_not_there(browser, assessor, partner, person, key):
    browser.post(page_of(person, "release"), signed(key, paper=SimpleUploadedFile("a.pdf", PDF)))
    made = newest(assessor, person)
    browser.post(page_of(person, "withdraw"))
    for name in ("release_copy", "release_paper"):
        assert signed_in(partner).get(page_of(person, name, made.public_id)).status_code == 404
        assert browser.get(page_of(person, name, made.public_id)).status_code == 200
