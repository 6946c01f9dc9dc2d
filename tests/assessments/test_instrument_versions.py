"""Versions of instruments: loaded from a file with its faults named, previewed, published, kept for ever."""

import json
from datetime import UTC, date, datetime

import pytest

from assessments import services
from assessments.engine import loader
from assessments.engine.differences import differences
from assessments.engine.standalone import FaultyFile, definition_from, shipped_file
from assessments.models import Assessment, InstrumentVersion
from assessments.services.instrument_versions import effect_of
from assessments.versions import SHIPPED, current_definition, definition_of
from cas_portal.access import errors
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, full_answers, ready_household

TODAY = date(2025, 8, 5)


def changed(change=lambda data: None, instrument="HCT", version="2"):
    data = {**shipped_file(instrument, "1"), "version": version}
    change(data)
    return json.dumps(data, indent=1)


def more_for_a_tent(data):
    for rule in data["scoreRules"]:
        if rule["question"] == "VB13" and rule["answer"] == "tent":
            rule["points"] = 5


def load(by, text, instrument="HCT"):
    return services.load_version(by=by, instrument=instrument, text=text, note="More points for a tent")


@pytest.mark.parametrize(("instrument", "version"), [(name, one) for name, all_ in SHIPPED.items() for one in all_])
def test_a_shipped_version_is_the_same_as_one_file(instrument, version):
    whole = loader.load(instrument, version)
    assert (whole.instrument, whole.version) == (instrument, version)
    assert differences(whole, definition_from(shipped_file(instrument, version))) == []


def test_a_published_version_makes_new_records_and_old_ones_keep_theirs(acting):
    home = ready_household()
    ssf = staff(Role.SSF_ADMIN, home.agency)
    with acting(ssf):
        draft = load(ssf, changed(more_for_a_tent))
        assert current_definition("HCT", home.client.continuum_id).version == "1"
        services.publish_version(by=ssf, public_id=draft.public_id)
        services.publish_version(by=ssf, public_id=draft.public_id)
        assert current_definition("HCT", home.client.continuum_id).version == "2"
    with acting(home.assessor):
        begun = services.start_draft(by=home.assessor, client=home.client)
        services.save_answers(by=home.assessor, draft_id=begun.public_id, answers=full_answers(home.program))
        record = services.submit_assessment(by=home.assessor, draft_id=begun.public_id, event=7)
        assert (record.instrument_version, record.score, record.evh) == ("2", 8, True)
    with acting(ssf):
        services.retire_version(by=ssf, public_id=draft.public_id)
        assert current_definition("HCT", home.client.continuum_id).version == "1"
        assert definition_of(home.client.continuum_id, "HCT", "2").version == "2"
        assert Assessment.objects.get(pk=record.pk).score == 8


def test_the_preview_says_who_becomes_urgent_who_stops_and_who_moves(acting):
    answers = {"AH01": "2025-08-05", "VB12": 116, "VB13": "tent", "VB07": 1}
    near = ready_household()
    rows = {"enrollment": near.enrollment, "client": near.client, "score": 3, "threshold": 6, "answers": answers}
    AssessmentFactory(**rows)
    other = ready_household(agency=near.agency)
    AssessmentFactory(client=other.client, enrollment=other.enrollment, score=6, answers={"VB07": 1})
    nowhere = ready_household(agency=near.agency)
    AssessmentFactory(client=nowhere.client, enrollment=nowhere.enrollment, answers=answers, prioritization_status=2)
    ssf = staff(Role.SSF_ADMIN, near.agency)
    with acting(ssf):
        row = load(ssf, changed(more_for_a_tent))
        effect = effect_of(by=ssf, definition=definition_of(near.client.continuum_id, "HCT", row.version), on=TODAY)
        assert (effect.looked_at, effect.becoming, effect.stopping, effect.moving) == (2, 1, 1, 2)
        first = effect.shifts[0]
        assert (first.assessment.client, first.score, first.place, first.new_place) == (near.client, 6, 2, 1)
        assert not Assessment.objects.filter(score=8).exists()


def test_differences_are_named_question_by_question():
    def change(data):
        more_for_a_tent(data)
        data["sections"][0]["item"][0]["text"]["en"] = "Which day?"

    found = differences(current_definition("HCT"), definition_from(json.loads(changed(change))))
    assert [(one.link_id, str(one.aspect)) for one in found] == [("AH01", "Wording"), ("VB13", "Points")]


def _of(data, link_id):
    return next(item for section in data["sections"] for item in section["item"] if item["linkId"] == link_id)


def _without(link_id):
    def change(data):
        for section in data["sections"]:
            section["item"] = [item for item in section["item"] if item["linkId"] != link_id]

    return change


@pytest.mark.parametrize(
    ("change", "question", "message"),
    [
        (lambda data: data.pop("title"), "", "“title” is missing"),
        (lambda data: data.update(instrument="CRISIS"), "", "must be HCT"),
        (lambda data: data.update(version="far too long"), "", "up to 8"),
        (lambda data: _of(data, "VB07").pop("text"), "VB07", "“text” is missing"),
        (lambda data: _of(data, "VB07").update(type="guess"), "VB07", "guess"),
        (lambda data: _of(data, "VB07").update(answerValueSet="NONE"), "VB07", "unknown option set"),
        (lambda data: _of(data, "VB07")["text"].update(es=""), "VB07", "no text in es"),
        (lambda data: data["scoreRules"][0].update(points="two"), "VB03", "whole number"),
        (lambda data: data["scoreRules"][0].update(points=0), "VB03", "1 or more"),
        (lambda data: data["scoreRules"][0].update(answer=77), "VB03", "not one of its options"),
        (lambda data: data["scoreRules"].clear(), "", "needs points"),
        (_without("HC06"), "", "HC06 is gone"),
        (lambda data: _of(data, "HC06").update(repeats=True), "HC06", "must stay"),
        (lambda data: _of(data, "HC60").pop("survivorSkips"), "HC60", "left out for survivors"),
        (lambda data: data.update(sections=[7]), "", "A section needs"),
        (lambda data: data.update(optionSets={"X": 3}), "AH03", "unknown option set"),
    ],
)
def test_a_faulty_file_is_refused_by_line_and_question(acting, db, change, question, message):
    ssf = staff(Role.SSF_ADMIN)
    text = changed(change)
    with acting(ssf), pytest.raises(FaultyFile) as refused:
        load(ssf, text)
    fault = refused.value.faults[0]
    assert message in fault.message
    assert fault.question == question
    if question:
        assert f'"{question}"' in text.splitlines()[fault.line - 1]


@pytest.mark.parametrize("text", ["", "[]", "{", '{\n "a": }', "1" * 1_000_001, "[" * 100_000])
def test_what_is_no_instrument_is_refused(acting, db, text):
    ssf = staff(Role.SSF_ADMIN)
    with acting(ssf), pytest.raises(FaultyFile):
        load(ssf, text)


def test_a_version_is_loaded_once_and_by_those_who_may(acting, db):
    home = ready_household()
    ssf = staff(Role.SSF_ADMIN, home.agency)
    with acting(ssf):
        load(ssf, changed())
        for version in ("1", "2"):
            with pytest.raises(errors.Conflict):
                load(ssf, changed(version=version))
    for role in (Role.ASSESSOR, Role.CALL_CENTER):
        other = staff(role, home.agency)
        with acting(other), pytest.raises(errors.Forbidden):
            load(other, changed(version="3"))


def _unmarked(data):
    for section in data["sections"]:
        for item in section["item"]:
            item.pop("sensitive", None)


def test_a_new_version_keeps_the_marks_of_what_could_betray(acting, db):
    ssf = staff(Role.SSF_ADMIN)
    with acting(ssf), pytest.raises(FaultyFile) as refused:
        load(ssf, changed(_unmarked))
    faults = {fault.question: fault for fault in refused.value.faults}
    assert "violence" in faults["VB01"].message and faults["VB01"].line


def test_a_version_made_before_the_marks_is_read_with_them(acting, db):
    ssf = staff(Role.SSF_ADMIN)
    data = json.loads(changed(_unmarked))
    with acting(ssf):
        InstrumentVersion.objects.create(
            continuum_id=ssf.continuum_id, instrument="HCT", version="2", data=data, status="published",
            created_by_id=ssf.user_id, published_at=datetime(2025, 8, 1, 19, tzinfo=UTC), published_by_id=ssf.user_id,
        )  # fmt: skip
        assert current_definition("HCT", ssf.continuum_id).items["VB01"].sensitive == "violence"
        assert definition_of(ssf.continuum_id, "HCT", "2").items["HC01"].sensitive is None
