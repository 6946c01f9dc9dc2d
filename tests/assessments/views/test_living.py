"""The Case Conferencing & Referral Tool among the versions of instruments, and nowhere as an assessment."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from fhir.resources.R4B.questionnaire import Questionnaire

from assessments import services
from assessments.engine import loader
from assessments.engine.facts import FACTS
from assessments.engine.standalone import shipped_file
from assessments.models import Draft, InstrumentVersion
from assessments.views.version_page import FACT_WORDS, worked_out_in
from cas_portal.access import errors
from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
TOKENS = re.compile(r'name="(?:csrfmiddlewaretoken|once|request_key)" value="[^"]*"|nonce="[^"]*"|\b[0-9a-f]{32}\b')


@pytest.fixture
def ssf(db):
    return staff(Role.SSF_ADMIN, AgencyFactory())


def address(name, *parts):
    return reverse(f"assessments:{name}", args=parts)


def told(answer, word):
    return answer.status_code, TOKENS.sub("", answer.content.decode()).replace(f"/{word}/", "/")


def test_its_versions_say_who_edits_what(ssf, browse):
    browser = browse(ssf)
    page = browser.get(address("versions")).content.decode()
    assert page.count("Edited in place, each change kept as a version of its own.") == 1
    page = browser.get(address("version", "case", "1")).content.decode()
    assert "Case Conferencing &amp; Referral Tool, version 1" in page
    assert "In use: it is edited with this version." in page
    assert "Nobody fills it in for a survivor." in page
    rows = {row.split()[0]: " ".join(row.split()) for row in re.findall(r"<dt>(.*?)</dd>", page, flags=re.DOTALL)}
    assert "Edited by: Assessor, Agency manager<" in rows["CC01A"]
    assert "Edited by: SSF admin<" in rows["CC06"]
    assert "only from “Incomplete documentation” to “Pending second review”" in rows["CC06"]
    assert "Edited by: Housing provider<" in rows["CC13G"]
    assert "Edited by: Housing provider<" in rows["CC13C"]
    assert "Edited by: Housing provider<" in rows["CC13C.date"]
    assert "(required)" in rows["CC10.topic"]
    assert "Comes from: readiness tier by the papers" in rows["CC04"]
    assert "Only for: S-CAS desk" in rows["CC12E"]
    assert "Only for: See score and EVH of an assessment" in rows["CC12A"]


def test_its_page_is_spoken_in_spanish(ssf, browse, settings):
    browser = browse(ssf)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = browser.get(address("version", "case", "1")).content.decode()
    assert "Herramienta de conferencia de casos y remisión, versión 1" in page
    assert "Lo editan: Evaluador(a), Gerente de agencia<" in page
    assert "solo de “Documentos incompletos” a “Pendiente de segunda revisión”" in page
    assert "Sale de: nivel de preparación según los documentos" in page
    assert "Edited by" not in page


def test_every_fact_has_words():
    assert set(FACT_WORDS) == set(FACTS)
    for instrument in ("HCT", "CRISIS", "CASE"):
        assert all(one["source"] for one in worked_out_in(loader.load(instrument, "1")))


def test_other_instruments_say_nothing_of_editing(ssf, browse):
    page = browse(ssf).get(address("version", "hct", "1")).content.decode()
    assert "Edited by" not in page
    assert "edit it in place" not in page
    assert "Comes from: age of the oldest adult" in page
    assert "Always 2" in page


def test_a_version_is_taken_out_changed_loaded_compared_published_and_retired(ssf, browse):
    browser = browse(ssf)
    data = json.loads(browser.get(address("take_out_version", "case", "1")).content)
    assert data == shipped_file("CASE", "1")
    data["version"] = "2"
    meetings = next(section for section in data["sections"] if section["id"] == "meetings")
    meetings["item"][0]["editedBy"] = [{"roles": ["ssf_admin"]}]
    file = SimpleUploadedFile("case.json", json.dumps(data).encode())
    made = browser.post(address("load_version", "case"), {"file": file, "note": "Meetings are written by SSF"})
    assert made.url == address("version", "case", "2")
    page = browser.get(made.url).content.decode()
    assert "SSF admin, Assessor, Agency manager, CAN navigator" in page
    assert "What it would change on the lists of today" not in page
    assert "CC10.owner" in browser.get(address("compare_versions", "case")).content.decode()
    with seeding(AgencyFactory._meta.model.objects.get(pk=ssf.agency_ids[0]).continuum):
        row = InstrumentVersion.objects.get()
    browser.post(address("publish_version", row.public_id))
    page = browser.get(made.url).content.decode()
    assert "From the next change on it is edited with this version" in page
    assert "Retire this version" in page
    browser.post(address("retire_version", row.public_id))
    assert "edited with version 1 again" in browser.get(made.url).content.decode()


def test_a_version_that_opens_a_field_is_refused_by_line(ssf, browse):
    data = {**shipped_file("CASE", "1"), "version": "2"}
    text = json.dumps(data, indent=1).replace('"housing_provider"', '"assessor"')
    file = SimpleUploadedFile("case.json", text.encode())
    page = browse(ssf).post(address("load_version", "case"), {"file": file, "note": "x"})
    assert page.status_code == 422
    assert "CC13A: CC13A cannot be opened to assessor: policy says who edits it." in page.content.decode()


def test_it_is_a_fhir_questionnaire_that_says_who_edits(ssf, browse):
    browser = browse(ssf)
    told_by_page = browser.get(address("version_fhir", "case", "1")).json()
    assert told_by_page == browser.get(reverse("api:instrument_fhir", args=["case"])).json()
    Questionnaire.model_validate_json(json.dumps(told_by_page))
    assert told_by_page["extension"] == [{"url": "urn:cas-portal:edited-in-place", "valueBoolean": True}]
    items = {item["linkId"]: item for section in told_by_page["item"] for item in section["item"]}
    assert [one["valueString"] for one in items["CC06"]["extension"]] == [
        "ssf_admin",
        "assessor, agency_manager, can_navigator: INCOMPLETE > SECOND_REVIEW",
    ]
    assert [item["type"] for item in items["CC10"]["item"]] == ["date", "string", "text", "text", "reference", "date"]
    assert (items["CC03A"]["type"], items["CC03A"]["readOnly"]) == ("date", True)
    assert (items["CC04"]["type"], len(items["CC04"]["answerOption"])) == ("choice", 3)
    assert {items[f"CC12{flag}"]["type"] for flag in "ABCDEFG"} == {"boolean"}


@pytest.mark.parametrize(("method", "name"), [("get", "start_one"), ("post", "start_one"), ("post", "begin_one")])
def test_as_an_assessment_it_is_answered_like_an_unknown_one(method, name, browse):
    home = ready_household()
    browser = browse(home.assessor)
    answers = [
        told(getattr(browser, method)(address(name, home.client.public_id, word)), word) for word in ("case", "none")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] in {404, 405}


def test_no_page_of_a_client_offers_it(browse):
    home = ready_household()
    browser = browse(home.assessor)
    for page in (address("start", home.client.public_id), reverse("clients:client", args=[home.client.public_id])):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert "Case Conferencing" not in answer.content.decode()
        assert address("start_one", home.client.public_id, "case") not in answer.content.decode()


@pytest.mark.parametrize("word", ["CASE", "case", "NONE"])
def test_services_know_no_draft_of_it(word, acting):
    home = ready_household()
    with acting(home.assessor):
        with pytest.raises(errors.Missing):
            services.start_draft(by=home.assessor, client=home.client, instrument=word)
        assert not Draft.objects.exists()


def test_the_api_starts_no_draft_of_it(browse):
    home = ready_household()
    made = browse(home.assessor).post(
        reverse("api:drafts", args=[home.client.public_id]), {"instrument": "CASE"}, content_type="application/json"
    )
    assert made.json()["instrument"] == "HCT"
