"""The profile of an anonymous record: its own agency corrects it, nobody else does (policy §10 "a(anon)", §11)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client
from clients.services.people import SurvivorProfile, create_survivor, edit_survivor
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory

MORNING, LATER = datetime(2025, 8, 5, 17, 0, tzinfo=UTC), datetime(2026, 9, 5, 17, 0, tzinfo=UTC)
OPENED = None


@pytest.fixture
def vsp(agency):
    return AgencyFactory(continuum=agency.continuum, name="Safe House", is_vsp=True)


@pytest.fixture
def worker(vsp):
    return staff(Role.VSP_ASSESSOR, vsp)


@pytest.fixture
def survivor(worker):
    with clock.freeze(MORNING), acting(worker):
        return create_survivor(by=worker, profile=SurvivorProfile(stated_age=24, sex=0))


def page(client):
    return reverse("clients:edit_profile", args=[client.public_id])


def typed(browser, client, **answers):
    form = browser.get(page(client)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**shown, **answers}.items()}


def stored(worker, client):
    with acting(worker):
        return Client.objects.get(pk=client.pk)


def edit(by, client, **profile):
    with acting(by):
        return edit_survivor(by=by, client_id=client.pk, profile=SurvivorProfile(**profile), opened=OPENED)


def test_a_wrong_age_and_sex_are_corrected(worker, survivor):
    browser = signed_in(worker)
    with clock.freeze(MORNING):
        body = typed(browser, survivor, stated_age="42", sex="1")
        assert body["birth_year"] == ""
        assert browser.post(page(survivor), body).status_code == 302
    kept = stored(worker, survivor)
    assert (kept.stated_age, kept.stated_on, kept.birth_year, kept.sex) == (42, date(2025, 8, 5), 1983, 1)


def test_an_age_that_stays_keeps_its_day_and_goes_on_growing(worker, survivor):
    with clock.freeze(LATER):
        kept = edit(worker, survivor, stated_age=24, sex=1)
    assert (kept.stated_age, kept.stated_on, kept.birth_year, kept.sex) == (24, date(2025, 8, 5), 2001, 1)


def test_a_changed_age_is_the_age_of_today(worker, survivor):
    with clock.freeze(LATER):
        kept = edit(worker, survivor, stated_age=30)
        assert (kept.stated_on, kept.birth_year) == (date(2026, 9, 5), 1996)


def test_a_birth_year_takes_the_place_of_the_age(worker, survivor):
    kept = edit(worker, survivor, birth_year=1980)
    assert (kept.stated_age, kept.stated_on, kept.birth_year) == (None, None, 1980)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"birth_year": "1701", "stated_age": ""}, "Enter a year in 1905 or later"),
        ({"birth_year": "2031", "stated_age": ""}, "Enter a year that has come"),
        ({"birth_year": "1950", "stated_age": "24"}, "do not fit"),
        ({"stated_age": "200"}, "120"),
        ({"sex": "77"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_shown_again(worker, survivor, answers, words):
    browser = signed_in(worker)
    with clock.freeze(MORNING):
        answer = browser.post(page(survivor), typed(browser, survivor, **answers))
    assert answer.status_code == 422 and words in answer.content.decode()


def test_nothing_that_names_anybody_can_be_sent(worker, survivor):
    browser = signed_in(worker)
    extra = {"first_name": "Any", "phone": "9165550100", "birth_date": "1990-01-01", "ssn": "123456780"}
    with clock.freeze(MORNING):
        form = browser.get(page(survivor)).context["form"]
        assert set(form.fields) == {"opened", "stated_age", "birth_year", "veteran_status", "sex"}
        assert browser.post(page(survivor), {**typed(browser, survivor), **extra}).status_code == 302
    assert "Any" not in browser.get(reverse("clients:client", args=[survivor.public_id])).content.decode()


def test_who_saved_first_is_shown(worker, vsp, survivor):
    browser = signed_in(worker)
    with clock.freeze(MORNING):
        body = typed(browser, survivor, sex="1")
        edit(staff(Role.VSP_ASSESSOR, vsp), survivor, stated_age=40)
        answer = browser.post(page(survivor), body)
        assert answer.status_code == 409 and "Answers that differ" in answer.content.decode()
        assert stored(worker, survivor).stated_age == 40
        again = {**body, "opened": answer.context["form"]["opened"].value()}
        assert browser.post(page(survivor), again).status_code == 302
    assert stored(worker, survivor).stated_age == 24


def test_the_same_twice_is_once(worker, survivor):
    browser = signed_in(worker)
    with clock.freeze(MORNING):
        body = typed(browser, survivor, sex="1")
        assert [browser.post(page(survivor), body).status_code for _time in range(2)] == [302, 302]


def test_stale_service_raises(worker, survivor):
    with acting(worker), pytest.raises(StaleForm):
        edit_survivor(by=worker, client_id=survivor.pk, profile=SurvivorProfile(sex=1), opened="x")


def test_others_do_not_find_it_and_the_desk_only_reads(agency, assessor, survivor):
    desk = staff(Role.SSF_ADMIN, agency, scas_desk=True)
    assert signed_in(assessor).get(page(survivor)).status_code == 404
    assert signed_in(staff(Role.SYSADMIN, agency)).get(page(survivor)).status_code == 404
    assert signed_in(desk).get(page(survivor)).status_code == 403
    with pytest.raises(Missing):
        edit(assessor, survivor, sex=1)
    with pytest.raises(Forbidden):
        edit(desk, survivor, sex=1)


def test_a_named_record_is_not_edited_this_way(assessor, person):
    with pytest.raises(Invalid, match="not anonymous"):
        edit(assessor, person, sex=1)


@pytest.mark.django_db(transaction=True)
def test_the_change_stands_in_the_log(worker, survivor, audit_log):
    edit(worker, survivor, stated_age=41)
    asked = "SELECT op, user_id, after FROM audit.change WHERE table_name = 'clients_client' AND client_id = %s"
    changes = audit_log(asked, survivor.pk)
    assert any(op == "UPDATE" and who == worker.user_id and after["stated_age"] == 41 for op, who, after in changes)


def test_what_is_never_asked_is_not_called_missing(worker, survivor, vsp):
    browser = signed_in(worker)
    text = browser.get(reverse("clients:about", args=[survivor.public_id])).content.decode()
    assert "Race and ethnicity" not in text and "<dt>Language" not in text
    assert page(survivor) in text
    told = ClientFactory(agency=vsp, anonymous=True, preferred_language=171)
    assert "<dt>Language" in browser.get(reverse("clients:about", args=[told.public_id])).content.decode()
