"""A page for each adult: by name for those who may see it, saved in every way, shown wherever answers are shown."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from assessments import services
from assessments.engine.standalone import shipped_file
from assessments.models import Assessment, Draft, InstrumentVersion
from assessments.services import calls
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD
from clients.models import HouseholdMember, Identity
from tests.assessments.adults import NO_INCOME, joins, keys_of, leaves, own
from tests.assessments.test_each_adult import PARTNER, WORK
from tests.assessments.test_services_unscored import ANNUAL, submit
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = pytest.mark.slow
HTMX = {"HX-Request": "true"}


def called(home, key, first, last):
    with seeding(home.client.continuum):
        member = HouseholdMember.objects.get(public_id=key)
        Identity.objects.filter(client=member.client).update(first_name=first, last_name=last)


@pytest.fixture
def home(db):
    """José Lopez, who is the head, Maria Lopez, a child, and an adult whose record another agency keeps closed."""
    home = ready_household(others=(PARTNER, (CHILD, date(2016, 1, 1))))
    head, partner, _child = keys_of(home)
    called(home, head, "José", "Lopez")
    called(home, partner, "Maria", "Lopez")
    return home


@pytest.fixture
def maria(home):
    return keys_of(home)[1]


@pytest.fixture
def draft(home, acting):
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client, instrument="ANNUAL")
        return services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=ANNUAL).draft


def page(draft, section):
    return reverse("assessments:questions", args=[draft.public_id, section])


def at(name, thing):
    return reverse(f"assessments:{name}", args=[thing.public_id])


def closed_adult(home, born=date(1980, 1, 1)):
    other = AgencyFactory(continuum=home.agency.continuum)
    client = ClientFactory(agency=other, birth_year=born.year)
    IdentityFactory(client=client, birth_date=born, first_name="Hidden", last_name="Person")
    return joins(home, client, relationship=5, agency=other)


def answers_of(draft):
    with seeding(draft.continuum):
        return Draft.objects.get(pk=draft.pk).answers


def test_each_adult_is_a_row_of_the_task_list_by_name(home, draft, maria, browse):
    key = closed_adult(home)
    text = browse(home.assessor).get(at("tasks", draft)).text
    assert "Income: José Lopez" in text
    assert "Income: Maria Lopez" in text
    assert "Income: A person whose record is closed to you (age 45)" in text
    assert text.count(">Income:") == 3
    assert page(draft, f"income_{maria}") in text
    assert page(draft, f"income_{key}") in text
    assert "Hidden" not in text


def test_the_page_is_titled_with_the_name_and_saved_in_passing_and_by_the_button(home, draft, maria, browse):
    head, url = keys_of(home)[0], page(draft, f"income_{maria}")
    shown = browse(home.assessor).get(url)
    assert "<title>Income: Maria Lopez" in shown.text
    assert "These questions are about one adult." in shown.text
    assert "data-keep" in shown.text
    typed = {f"HC10_{maria}": "1", f"HC10A_{maria}": "914", "page": "one"}
    passing = browse(home.assessor).post(url, typed, headers=HTMX)
    assert f'id="live-HC10A_{maria}"' in passing.text
    assert answers_of(draft)[f"HC10A_{maria}"] == "914.00"
    assert answers_of(draft).keys().isdisjoint(own(head, WORK))
    declined = {f"HC10_{maria}": "1", f"HC10A_{maria}-missing": "9", f"HC11_{maria}": ["9"]}
    assert browse(home.assessor).post(url, declined).url == page(draft, f"benefits_{maria}")
    assert answers_of(draft)[f"HC10A_{maria}"] == {"missing": 9}
    rest = {f"HC12_{maria}": ["none"], f"HC13_{maria}": ["9"]}
    assert browse(home.assessor).post(page(draft, f"benefits_{maria}"), rest).url == page(draft, "conditions")


def test_a_page_can_be_skipped_and_left(home, draft, maria, browse):
    head = keys_of(home)[0]
    skipped = browse(home.assessor).post(page(draft, f"benefits_{head}"), {"skip": "1"})
    assert skipped.url == page(draft, f"income_{maria}")
    left = browse(home.assessor).post(page(draft, f"income_{maria}"), {f"HC10_{maria}": "8", "leave": "1"})
    assert left.url == at("tasks", draft)
    assert answers_of(draft)[f"HC10_{maria}"] == 8


def test_two_people_who_answered_for_the_same_adult_see_both_answers(home, draft, maria, browse):
    url, second = page(draft, f"income_{maria}"), staff(Role.ASSESSOR, home.agency)
    was = json.dumps({"answers": {}, "offers": {}})
    browse(home.assessor).post(url, {f"HC10_{maria}": "1", "was": was, "page": "one"}, headers=HTMX)
    met = browse(second).post(url, {f"HC10_{maria}": "0", "was": was, "page": "two"})
    assert met.status_code == 409
    assert "Maria Lopez: Does this person have any income?" in met.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_sent_about_somebody_who_just_left_is_kept(home, draft, maria, browse, headers):
    leaves(home, maria, date(2025, 8, 5))
    url = page(draft, f"income_{maria}")
    sent = browse(home.assessor).post(url, {f"HC10_{maria}": "1", f"HC10A_{maria}": "914"}, headers=headers)
    assert sent.status_code == (200 if headers else 302)
    assert answers_of(draft)[f"HC10A_{maria}"] == "914.00"
    opened = browse(home.assessor).get(url, follow=True)
    assert opened.redirect_chain[-1][0] == at("tasks", draft)
    assert "What was typed is kept." in opened.text
    assert "Maria Lopez" not in opened.text


def test_what_was_held_when_the_session_ended_is_kept_too(home, draft, maria, browse):
    url, browser = page(draft, f"income_{maria}"), browse(home.assessor)
    session = browser.session
    session["session_began"] = session["session_seen"] = clock.now().timestamp() - settings.SESSION_IDLE_SECONDS - 5
    session.save()
    browser.post(url, {f"HC10_{maria}": "1"})
    leaves(home, maria, date(2025, 8, 5))
    assert "What was typed is kept." in browse(home.assessor).get(url, follow=True).text
    assert answers_of(draft)[f"HC10_{maria}"] == 1


def test_a_child_and_a_stranger_have_no_page(home, draft, browse):
    child = keys_of(home)[2]
    assert browse(home.assessor).get(page(draft, f"income_{child}")).status_code == 302
    for unknown in ("income", "income_6f9619ff-8b86-d011-b42d-00c04fc964ff"):
        assert browse(home.assessor).get(page(draft, unknown)).status_code == 404
        assert browse(home.assessor).post(page(draft, unknown), {"HC10": "1"}).status_code == 404


def test_check_answers_names_what_is_missing_for_whom(home, draft, maria, browse):
    text = browse(home.assessor).get(at("check", draft)).text
    assert "Maria Lopez: Does this person have any income? - Not answered yet" in text
    assert f"{page(draft, f'income_{maria}')}?after=check#id_HC10_{maria}_group" in text
    assert 'Change<span class="usa-sr-only"> Maria Lopez: Does this person have any income?</span>' in text


@pytest.fixture
def record(home, acting):
    head, maria, *_rest = keys_of(home)
    closed = closed_adult(home)
    answers = {**ANNUAL, **own(head, NO_INCOME), **own(maria, WORK), **own(closed, {**NO_INCOME, "HC10": 9})}
    with acting(home.assessor):
        return submit(home, "ANNUAL", answers)


def test_the_record_shows_each_adult_by_name(home, record, browse):
    text = browse(home.assessor).get(at("show", record)).text
    assert "Income: Maria Lopez" in text
    assert "Income: A person whose record is closed to you (age 45)" in text
    assert "$1,200.00" in text
    assert "Hidden" not in text


def test_the_clients_copy_tells_nothing_of_the_others(home, record, browse):
    text = browse(home.assessor).get(at("copy", record) + "?lang=es").text
    assert "Ingresos: José Lopez" in text and text.count("Ingresos:") == 1
    assert not [word for word in ("Maria", "1,200.00", "Hidden", "45 años") if word in text]
    assert browse(home.assessor).get(at("copy_pdf", record)).content.startswith(b"%PDF")


def test_who_is_seen_by_name_is_noted(transactional_db, home, draft, browse, audit_log):
    browse(home.assessor).get(at("tasks", draft))
    noted = audit_log("SELECT client_ids FROM audit.act WHERE purpose = 'assessment_household'")
    assert [len(ids) for (ids,) in noted] == [2]


def test_fhir_repeats_the_group_with_the_member(home, record, browse):
    keys = [one["key"] for one in record.household_facts["people"]]
    told = browse(home.assessor).get(at("fhir", record)).json()
    groups = [group for group in told["item"] if group["linkId"] == "income"]
    subjects = [group["item"][0] for group in groups]
    assert [one["linkId"] for one in subjects] == ["income.member"] * 3
    assert [one["answer"][0]["valueReference"]["identifier"]["value"] for one in subjects] == keys
    assert [item["linkId"] for item in groups[1]["item"]][1:] == ["HC10", "HC10A", "HC11"]
    assert "Lopez" not in json.dumps(told)
    form = browse(home.assessor).get("/api/v1/instruments/annual/fhir/").json()
    [group] = [group for group in form["item"] if group["linkId"] == "income"]
    assert (group["repeats"], group["item"][0]["type"]) == (True, "reference")
    assert [item["linkId"] for item in group["item"]][1:] == ["HC10", "HC10A", "HC11"]


def test_the_api_tells_who_is_asked_and_takes_their_answers(home, draft, maria, browse):
    closed = closed_adult(home)
    browser, url = browse(home.assessor), f"/api/v1/drafts/{draft.public_id}/"
    told = browser.get(url).json()
    assert [one["id"] for one in told["members"]] == [*keys_of(home)[:2], closed]
    assert [one["client"] is None for one in told["members"]] == [False, False, True]
    assert f"HC10_{closed}" in told["to_answer"]
    sent = browser.patch(f"{url}answers/", {"answers": own(maria, WORK)}, content_type="application/json").json()
    assert (sorted(sent["changed"]), sent["problems"]) == (sorted(own(maria, WORK)), {})
    wrong = browser.patch(f"{url}answers/", {"answers": {"HC10": 1}}, content_type="application/json").json()
    assert "no such question" in wrong["problems"]["HC10"]


def test_the_clients_own_screen_asks_of_them_alone(home, draft, maria, browse):
    closed = closed_adult(home)
    browser = browse(home.assessor)
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "4711"})
    text = browser.get("/assessments/client-view/").text
    assert "Income: José Lopez" in text and text.count("Income:") == 1
    page = "/assessments/client-view/questions/income_{}/".format
    for other in (maria, closed):
        assert browser.get(page(other)).status_code == 404
        assert browser.post(page(other), {f"HC10_{other}": "0", "skip": "1"}).status_code == 404
    mine = keys_of(home)[0]
    assert "Income: José Lopez" in browser.get(page(mine)).text
    assert browser.post(page(mine), {f"HC10_{mine}": "0", "skip": "1"}).status_code == 302
    assert answers_of(draft)[f"HC10_{mine}"] == 0 and f"HC10_{maria}" not in answers_of(draft)


@pytest.fixture
def call(home, acting):
    """A call by a community's own Crisis Assessment, which asks each adult too and takes no "no" for income."""
    data = {**shipped_file("CRISIS", "1"), "version": "9"}
    income = next(section for section in shipped_file("ANNUAL", "2")["sections"] if section["id"] == "income")
    income["item"][0] |= {"mustBe": 1, "mustBeMessage": {"en": "Ask once more.", "es": "Pregunte otra vez."}}
    data["sections"] = [{**income, "id": one["id"]} if one["id"] == "closing" else one for one in data["sections"]]
    data["optionSets"] = {**shipped_file("ANNUAL", "2")["optionSets"], **data["optionSets"]}
    specialist = staff(Role.CALL_CENTER, home.agency)
    with acting(staff(Role.SSF_ADMIN, home.agency)):
        InstrumentVersion.objects.create(
            continuum=home.client.continuum, instrument="CRISIS", version="9", data=data, note="Ours",
            status="published", created_by_id=specialist.user_id, published_by_id=specialist.user_id,
            published_at=clock.now(),
        )  # fmt: skip
    with acting(specialist):
        call = calls.start_call(by=specialist, callback="", said_name="José")
        calls.begin(by=specialist, call=call, client=home.client)
    return specialist, reverse("assessments:call", args=[call.public_id, "shelter"]), call


def test_a_call_says_before_each_question_whom_it_is_about(call, browse):
    specialist, url, _call = call
    text = browse(specialist).get(url).text
    assert "Maria Lopez: Does this person have any income?" in text
    assert "Maria Lopez: ¿Tiene esta persona algún ingreso?" in text


def test_what_does_not_fit_about_one_adult_is_said_in_the_call(call, maria, browse):
    specialist, url, made = call
    met = browse(specialist).post(url, {f"HC10_{maria}": "0", "continue": "1"})
    assert met.status_code == 422
    assert "Ask once more" in met.text
    with seeding(made.continuum):
        draft = Draft.objects.get(client_id=made.draft.client_id)
    checked = browse(specialist).get(at("check", draft)).text
    assert "Maria Lopez: Does this person have any income? - Ask once more." in checked
    assert f"{url}?after=check#id_HC10_{maria}_group" in checked


def test_an_old_record_reads_as_it_was(home, browse, acting):
    DraftFactory(client=home.client, enrollment=home.enrollment, instrument="ANNUAL", version="1", agency=home.agency)
    old = {"HC10": 1, "HC10A": "914.00", "HC11": ["SSI"], "HC12": ["none"], "HC13": ["none"]}
    with acting(home.assessor):
        record = submit(home, "ANNUAL", {**ANNUAL, **old})
    text = browse(home.assessor).get(at("show", record)).text
    assert "Does your household have any income?" in text
    assert "Lopez:" not in text
    with seeding(home.client.continuum):
        assert Assessment.objects.get(pk=record.pk).instrument_version == "1"


def test_versions_are_listed_and_compared(home, browse):
    ssf = staff(Role.SSF_ADMIN, home.agency)
    text = browse(ssf).get(reverse("assessments:versions")).text
    assert text.count("Version 2") == 2
    compared = browse(ssf).get(reverse("assessments:compare_versions", args=["annual"])).text
    assert "Each adult" in compared
    shown = browse(ssf).get(reverse("assessments:version", args=["annual", "2"])).text
    assert "(asked of each adult)" in shown
    assert "In use: new records are made with it." in shown
    assert browse(ssf).get(reverse("assessments:version_fhir", args=["annual", "1"])).json()["status"] == "retired"
