"""Call mode: the number first, then who it is, then whole pages of questions; a dropped call is taken up again."""

import pytest
from django.urls import reverse

from assessments.call_script import script
from assessments.models import Assessment, Draft
from assessments.versions import current_definition
from cas_portal.access.roles import Role
from clients.models import Client
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.clients import cas_program

pytestmark = pytest.mark.slow
NUMBER = "9165550142"


@pytest.fixture
def agency(db):
    agency = AgencyFactory()
    cas_program(agency)
    return agency


@pytest.fixture
def specialist(agency):
    return staff(Role.CALL_CENTER, agency)


def begun(person, **typed):
    """Start a call; return the address of its next page."""
    form = person.get(reverse("assessments:calls")).context["form"]
    return person.post(
        reverse("assessments:calls"),
        {"once": form["once"].value(), "callback": NUMBER, "said_name": "Rosa Rain", **typed},
    ).url


def entered(person, where, **typed):
    """Enter the caller as somebody new; return the address of the first page of questions."""
    url = where.replace("/who/", "/new/")
    once = person.get(url).context["form"]["once"].value()
    data = {
        "once": once, "first_name": "Rosa", "last_name": "Rain", "birth_date_0": "5", "birth_date_1": "4",
        "birth_date_2": "1985", "sharing": "yes", "signature": "Rosa Rain",
    }  # fmt: skip
    return person.post(url, data | typed)


def only(model, agency):
    with seeding(agency.continuum):
        return model.objects.get()


def test_every_section_stands_on_one_page_of_the_call():
    sections = [section.id for section in current_definition("CRISIS").sections]
    assert sorted(name for page in script("1").pages for name in page.sections) == sorted(sections)


def test_the_number_is_kept_before_anything_else_and_the_call_is_on_today(agency, specialist, browse):
    person = browse(specialist)
    where = begun(person)
    assert where.endswith("/who/")
    page = person.get("/").content.decode()
    assert "Resume call with Rosa Rain" in page and where in page


def test_a_number_that_is_none_is_refused(specialist, browse):
    person = browse(specialist)
    assert person.post(reverse("assessments:calls"), {"callback": "12"}).status_code == 422


def test_a_new_caller_is_entered_enrolled_and_asked(agency, specialist, browse):
    person = browse(specialist)
    first = entered(person, begun(person)).url
    draft = only(Draft, agency)
    assert (draft.instrument, draft.answers) == ("CRISIS", {"AH03": 1})
    page = person.get(first).content.decode()
    assert "¿Cuáles son las mejores formas" in page and "¿Qué ayuda desea hoy?" in page
    assert NUMBER in page and "916-555-0142" in page
    assert "Resume call with Rosa Rain" in person.get("/").content.decode()


def test_nothing_is_called_incomplete_before_the_call_went_on_from_it(specialist, browse):
    person = browse(specialist)
    first = entered(person, begun(person)).url
    page = person.get(first)
    assert NUMBER in page.content.decode() and "Not complete yet" not in page.content.decode()
    shown = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    sent = {name: value for name, value in shown.items() if isinstance(value, str | int)}
    saved = person.post(first, {**sent, "CR30-0-value": "916"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    assert "Not complete yet" not in person.get(first).content.decode(), "saved in passing, nobody went on"
    assert person.post(first, {**sent, "skip": "1"}).status_code == 302
    assert "Not complete yet" in person.get(first).content.decode(), "skipped, and still to complete"


def test_who_does_not_agree_to_share_is_asked_too(agency, specialist, browse):
    person = browse(specialist)
    assert entered(person, begun(person), sharing="no", signature="").status_code == 302
    assert only(Draft, agency).instrument == "CRISIS"


def test_somebody_known_is_found_while_typing_and_chosen(agency, specialist, browse):
    home = ready_household(agency=agency)
    with seeding(agency.continuum):
        name = home.client.identity.full_name
    person = browse(specialist)
    where = begun(person)
    found = person.post(where, {"q": name}, headers={"HX-Request": "true"})
    assert str(home.client.public_id) in found.content.decode() and b"<html" not in found.content
    assert "Somebody new" in found.content.decode()
    first = person.post(where, {"q": name, "person": str(home.client.public_id)})
    assert first.url.endswith("/ask/start/")
    with seeding(agency.continuum):
        assert Client.objects.count() == 1


def test_somebody_who_may_be_here_already_is_shown_first(agency, specialist, browse):
    person = browse(specialist)
    entered(person, begun(person))
    where = begun(person)
    again = entered(person, where)
    assert again.status_code == 200 and "may be here already" in again.content.decode()
    form = again.context["form"]
    sure = entered(person, where, different=form["different"].value())
    assert sure.status_code == 302
    with seeding(agency.continuum):
        assert Client.objects.count() == 2


def test_a_page_saves_several_sections_and_goes_on(agency, specialist, browse):
    person = browse(specialist)
    first = entered(person, begun(person)).url
    page = person.post(first, {"CR01": ["shelter"], "AH05": "yes"})
    assert page.url.endswith("/ask/tonight/")
    draft = only(Draft, agency)
    assert draft.answers["CR01"] == ["shelter"]
    assert set(draft.visited) >= {"reach", "visit", "household", "help"}
    assert person.post(first, {"leave": "1"}).url == "/"
    last = first.replace("/start/", "/shelter/")
    assert person.get(last).status_code == 200
    assert person.post(last, {"CR14": "1"}).url == reverse("assessments:check", args=[draft.public_id])
    assert person.get(first.replace("/start/", "/nothing/")).status_code == 404


def test_ending_a_call_keeps_the_draft(agency, specialist, browse):
    person = browse(specialist)
    first = entered(person, begun(person)).url
    assert person.post(first.replace("/ask/start/", "/end/")).url == "/"
    page = person.get("/").content.decode()
    assert "Resume call" not in page and "Drafts to finish" in page
    with seeding(agency.continuum):
        assert Assessment.objects.count() == 0


def test_nobody_else_finds_the_call(agency, specialist, browse):
    where = begun(browse(specialist))
    assert browse(staff(Role.CALL_CENTER, agency)).get(where).status_code == 404
    assert browse(staff(Role.ASSESSOR, agency)).get(where).status_code == 403
