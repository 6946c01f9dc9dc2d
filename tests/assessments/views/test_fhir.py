"""FHIR R4: every instrument and a record of it hold against the published structure."""

import json

import pytest
from django.urls import reverse
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from assessments import services
from assessments.fhir.questionnaire import questionnaire
from assessments.fhir.response import response
from assessments.versions import INSTRUMENTS, current_definition
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import crisis_answers, full_answers, ready_household

pytestmark = pytest.mark.slow


def items_of(part):
    for item in part.get("item", []):
        yield item
        yield from items_of(item)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_is_a_questionnaire(instrument):
    told = questionnaire(current_definition(instrument))
    Questionnaire.model_validate_json(json.dumps(told))
    ids = [item["linkId"] for item in items_of(told)]
    assert len(ids) == len(set(ids))
    assert set(current_definition(instrument).items) <= set(ids)
    for item in items_of(told):
        # Rules of FHIR which the library does not know: que-1, que-5, que-7, que-10 and que-12.
        assert (item["type"] == "group") == ("item" in item)
        assert ("answerOption" in item) <= (item["type"] == "choice")
        assert ("maxLength" in item) <= (item["type"] in ("string", "text"))
        assert len(item.get("enableWhen", [])) < 2 or "enableBehavior" in item
        for when in item.get("enableWhen", []):
            assert when["question"] in ids
            assert (when["operator"] == "exists") == ("answerBoolean" in when)


def test_points_and_languages_are_told():
    told = {item["linkId"]: item for item in items_of(questionnaire(current_definition("HCT")))}
    tent = next(one["valueCoding"] for one in told["VB13"]["answerOption"] if one["valueCoding"]["code"] == "tent")
    assert tent["extension"][0]["valueDecimal"] == 2
    assert "¿" in json.dumps(told["VB13"]["_text"], ensure_ascii=False)


def submitted(home, instrument, answers):
    draft = services.start_draft(by=home.assessor, client=home.client, instrument=instrument)
    services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)


def test_a_record_is_a_response_to_its_questionnaire(acting):
    home = ready_household()
    with acting(home.assessor):
        hct = submitted(home, "HCT", full_answers(home.program, VB16=9, CLS10={"missing": 9}, CLS10R="Not today"))
        crisis = submitted(home, "CRISIS", crisis_answers(home.program, CLS10=None, CR22="A place"))
        for made in (hct, crisis):
            told = response(made, home.assessor)
            QuestionnaireResponse.model_validate_json(json.dumps(told))
            asked = {item["linkId"] for item in items_of(questionnaire(current_definition(made.kind)))}
            assert {item["linkId"] for item in items_of(told)} <= asked
        told = json.dumps(response(hct, home.assessor))
        assert "asked-declined" in told
        assert home.client.identity.last_name not in told
        assert "A place" in json.dumps(response(crisis, home.assessor))


def test_it_is_sent_to_those_who_may_read_the_answers(acting, browse):
    home = ready_household()
    with acting(home.assessor):
        made = submitted(home, "HCT", full_answers(home.program))
    address = reverse("assessments:fhir", args=[made.public_id])
    page = browse(home.assessor).get(address)
    assert page["Content-Type"] == "application/fhir+json"
    assert page.json()["id"] == str(made.public_id)
    api = browse(home.assessor).get(reverse("api:assessment_fhir", args=[made.public_id]))
    assert api.json()["status"] == "completed"
    assert browse(home.assessor).get(reverse("api:instrument_fhir", args=["crisis"])).json()["name"] == "Crisis"
    provider = staff(Role.HOUSING_PROVIDER, home.agency)
    assert browse(provider).get(address).status_code in (403, 404)
