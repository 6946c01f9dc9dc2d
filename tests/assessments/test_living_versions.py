"""Files of instruments that are edited in place: nonsense is refused, and a version opens nothing policy closes."""

import json

import pytest

from assessments import services
from assessments.engine import checks, loader
from assessments.engine.differences import differences
from assessments.engine.standalone import FaultyFile, definition_from, read_upload, shipped_file
from assessments.references import LISTS
from assessments.versions import current_definition, definition_of
from cas_portal.access import errors
from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, staff

CASE = loader.load("CASE", "1")


def changed(change=lambda data: None, instrument="CASE"):
    data = {**json.loads(json.dumps(shipped_file(instrument, "1"))), "version": "2"}
    change(data)
    return data


def field_of(data, link_id):
    parts = [part for section in data["sections"] for item in section["item"] for part in (item, *item.get("item", []))]
    return next((part for part in parts if part["linkId"] == link_id), None) or next(
        one for one in data["computed"] if one["linkId"] == link_id
    )


def edit(link_id, **keys):
    return lambda data: field_of(data, link_id).update(keys)


def by(*roles, **moves):
    return [{"roles": list(roles), **moves}]


def without(link_id):
    def change(data):
        for section in data["sections"]:
            for item in section["item"]:
                if "item" in item:
                    item["item"] = [part for part in item["item"] if part["linkId"] != link_id]
            section["item"] = [item for item in section["item"] if item["linkId"] != link_id]

    return change


RULE = {"question": "CC06", "operator": "=", "answer": "PENDING", "points": 1}
NONSENSE = [
    (lambda data: field_of(data, "CC09B").pop("editedBy"), "CC09B: does not say who edits it"),
    (edit("CC09B", editedBy=[]), "CC09B: does not say who edits it"),
    (edit("CC09B", editedBy=by()), "CC09B: editedBy names no role"),
    (edit("CC09B", editedBy=by("king")), "CC09B: unknown role king"),
    (edit("CC09B", editedBy=by("auditor")), "CC09B: auditor has no right to edit"),
    (edit("CC09B", editedBy=by("vsp_assessor")), "CC09B: vsp_assessor has no right to edit"),
    (edit("CC09B", editedBy=[{"roles": ["assessor"], "when": []}]), "editedBy has unknown keys"),
    (edit("CC09B", editedBy=[{"to": []}]), "roles"),
    (edit("CC09B", editedBy=by("assessor", to=["x"])), "CC09B: only a single choice"),
    (edit("CC07A", editedBy=by("ssf_admin", to=["HCT"])), "CC07A: only a single choice"),
    (edit("CC06", editedBy=by("ssf_admin", to=["LOST"])), "CC06: editedBy names an answer"),
    (edit("CC06", editedBy=by("ssf_admin", **{"from": ["LOST"]})), "CC06: editedBy names an answer"),
    (edit("CC10.owner", editedBy=by("king")), "CC10.owner: unknown role king"),
    (edit("CC09B", required=True), "CC09B: is never submitted"),
    (edit("CC09B", carryOver=True), "CC09B: is never submitted"),
    (edit("CC13A", limits={"notAfter": "assessed_on"}), "CC13A: a date limit names the day of an assessment"),
    (edit("CC01A", reference="moon"), "CC01A: unknown reference moon"),
    (edit("CC12A", permission="see_all"), "CC12A: unknown permission see_all"),
    (edit("CC09B", permission="see_all"), "CC09B: unknown permission see_all"),
    (edit("CC02", answerValueSet="MOON"), "CC02: unknown option set MOON"),
    (lambda data: field_of(data, "CC04")["answerOption"].append(field_of(data, "CC04")["answerOption"][0]), "twice"),
    (lambda data: field_of(data, "CC04")["answerOption"][0]["text"].update(es=""), "CC04=NOT_READY: no text in es"),
    (lambda data: data.update(living="see_all"), "living: unknown permission see_all"),
    (lambda data: data.update(dateQuestion="CC13A"), "CC13A: what is edited in place has no day"),
    (lambda data: data.update(scoreRules=[RULE], thresholds={"default": {"value": 1}}), "never scored"),
    (lambda data: data.update(thresholds={"default": {"value": 1}}), "never scored"),
]


@pytest.mark.parametrize(("change", "problem"), NONSENSE)
def test_nonsense_is_refused(change, problem):
    with pytest.raises((loader.InstrumentError, ValueError, KeyError), match=problem):
        definition_from(changed(change))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (edit("HC02", editedBy=by("assessor")), "HC02: only an instrument that is edited in place"),
        (edit("HC60.from", editedBy=by("assessor")), "HC60.from: only an instrument that is edited in place"),
        (edit("HC04", initialFact="veteran"), "HC04: veteran is known only where"),
        (
            lambda data: data["computed"].append({**data["computed"][0], "linkId": "X", "fact": "evh"}),
            "evh is known only",
        ),
        (edit("HC02", enableWhen=[{"fact": "veteran", "operator": "="}]), "veteran is known only where"),
        (edit("AH02", reference="opening"), "AH02: unknown reference opening"),
    ],
)
def test_what_is_submitted_once_says_nothing_of_editing(change, problem):
    with pytest.raises((loader.InstrumentError, ValueError), match=problem):
        definition_from(changed(change, "HCT"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit("CC06", editedBy=by("ssf_admin", "assessor")), "CC06 cannot be opened to assessor"),
        (edit("CC06", initial="INCOMPLETE"), "CC06 cannot be opened to assessor"),
        (edit("CC05.status", editedBy=by("assessor")), "CC05.status cannot be opened to assessor"),
        (edit("CC09B", editedBy=by("housing_provider")), "CC09B cannot be opened to housing_provider"),
        (edit("CC10", editedBy=by("housing_provider")), "CC10 cannot be opened to housing_provider"),
        (edit("CC12A", permission=""), "CC12A must stay kept for those with the right view_score"),
        (edit("CC12E", permission="view_score"), "CC12E must stay kept for those with the right scas_desk"),
        (without("CC13G"), "CC13G is gone"),
        (without("CC10.due"), "CC10.due is gone"),
        (lambda data: data["computed"].pop(), "CC12G is gone"),
        (edit("CC09B", type="string"), "CC09B must stay what it was"),
        (lambda data: data.pop("living"), "“living” must stay edit_isp"),
        (lambda data: data.update(living="view_score"), "“living” must stay edit_isp"),
        (lambda data: data.pop("notForSurvivors"), "“notForSurvivors” must stay"),
        (lambda data: data.update(dateQuestion="CC13A"), "“dateQuestion” must stay"),
    ],
)
def test_a_version_opens_and_loses_nothing(change, message):
    with pytest.raises(FaultyFile) as refused:
        read_upload(json.dumps(changed(change)), like=CASE)
    assert any(message in fault.message for fault in refused.value.faults)


def test_what_is_submitted_once_cannot_come_to_life():
    text = json.dumps(changed(lambda data: data.update(living="edit_isp"), "HCT"))
    with pytest.raises(FaultyFile, match="must not be there"):
        read_upload(text, like=loader.load("HCT", "1"))


def test_a_version_may_reword_add_and_close():
    def change(data):
        field_of(data, "CC09B")["text"]["en"] = "What would suit the client"
        field_of(data, "CC10")["editedBy"] = by("ssf_admin")
        field_of(data, "CC06")["editedBy"] = by("ssf_admin")
        new = {**field_of(data, "CC13G"), "linkId": "CC13H", "text": {"en": "Keys on", "es": "Llaves el"}}
        data["sections"][-1]["item"].append(new)

    _data, definition = read_upload(json.dumps(changed(change)), like=CASE)
    found = {(one.link_id, str(one.aspect)): (one.before, one.after) for one in differences(CASE, definition)}
    assert found["CC06", "Edited by"] == (
        "SSF admin\nAssessor, Agency manager, CAN navigator, "
        "only from “Incomplete documentation” to “Pending second review”",
        "SSF admin",
    )
    assert found["CC10.due", "Edited by"][1] == "SSF admin"
    assert {link_id for link_id, _aspect in found} >= {"CC09B", "CC10", "CC13H"}
    assert not {link_id for link_id, _aspect in found} & {"CC05", "CC11"}


def test_a_changed_column_and_a_changed_right_are_differences():
    def change(data):
        field_of(data, "CC10.topic")["limits"] = {"maxLength": 100}
        field_of(data, "CC09B")["permission"] = "view_score"
        field_of(data, "CC04")["answerOption"][0]["text"]["en"] = "Papers missing"

    found = differences(CASE, definition_from(changed(change)))
    aspects = {(one.link_id, str(one.aspect)) for one in found}
    assert aspects == {("CC10.topic", "Limits"), ("CC09B", "Right to read it"), ("CC04", "Answers")}


def test_ssf_publishes_and_retires_a_version(acting, db):
    ssf = staff(Role.SSF_ADMIN, AgencyFactory())
    with acting(ssf):
        text = json.dumps(changed(edit("CC10", editedBy=by("ssf_admin"))))
        row = services.load_version(by=ssf, instrument="CASE", text=text, note="Meetings are written by SSF")
        services.publish_version(by=ssf, public_id=row.public_id)
        assert current_definition("CASE", ssf.continuum_id).version == "2"
        services.retire_version(by=ssf, public_id=row.public_id)
        assert current_definition("CASE", ssf.continuum_id).version == "1"
        assert definition_of(ssf.continuum_id, "CASE", "2").fields["CC10.due"].edited_by[0].roles == ("ssf_admin",)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SSF_ADMIN, Role.SYSADMIN}])
def test_others_load_no_version(role, acting, db):
    who = staff(role)
    with acting(who), pytest.raises(errors.Forbidden):
        services.load_version(by=who, instrument="CASE", text=json.dumps(changed()), note="x")


def test_lists_that_questions_choose_from_are_known():
    assert set(LISTS) == checks.REFERENCES
