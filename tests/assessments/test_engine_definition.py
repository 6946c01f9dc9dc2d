"""Data files: what ships is whole, and a faulty file is refused with every fault named."""

import json
import shutil

import pytest
from django.utils import translation

from assessments.engine import loader
from assessments.engine.definition import ItemType
from assessments.engine.scoring import score
from assessments.engine.visibility import Reading
from assessments.presenters import MISSING_WORDS
from cas_portal.hud import groups, lists
from tests.assessments.readings import HCT, ON, context

CLS = loader.load("CLS", "1")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(loader.FOLDER, tmp_path / "instruments")


def edit(folder, name, change):
    path = folder / f"{name}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def item_of(data, link_id):
    return next(item for section in data["sections"] for item in section["item"] if item["linkId"] == link_id)


@pytest.mark.parametrize(
    ("link_id", "list_number"),
    [("VB01", "1.8"), ("VB02", "4.11.A"), ("VB16", "3.917.4"), ("VB17", "3.917.5"), ("AH03", "4.19.3")],
)
def test_codes_are_exactly_those_of_the_hud_list(link_id, list_number):
    assert {option.code for option in HCT.items[link_id].options} == lists.codes_of(list_number)


@pytest.mark.parametrize(
    ("name", "list_number"),
    [
        ("DESTINATION", "3.12.1/destination"),
        ("PRIOR_SITUATION", "3.12.1/prior"),
        ("LIVING_SITUATION", "3.12.1/current"),
        ("SUBSIDY", "3.12.A"),
        ("LENGTH_OF_STAY", "3.917.2"),
    ],
)
def test_every_set_of_options_is_the_whole_hud_list(name, list_number):
    sets = json.loads((loader.FOLDER / "option_sets_v1.json").read_text(encoding="utf-8"))["sets"]
    offered = [option["code"] for option in sets[name]]
    assert set(offered) == lists.codes_of(list_number) and len(set(offered)) == len(offered)
    for option in sets[name]:
        if "group" in option:
            assert groups.situation_group(option["code"]) == option["group"]


def test_living_situations_are_hud_codes_in_their_hud_groups():
    options = {option.code: option.group for option in HCT.items["VB12"].options}
    assert set(options) == {code for code, _ in groups.situation_choices(groups.SituationUse.CURRENT)}
    for code, group in options.items():
        assert groups.situation_group(code) == group
    assert {option.code for option in CLS.items["CLS03"].options} == lists.codes_of("3.12.A")


def test_every_client_answered_required_choice_takes_8_9_and_99():
    for item in [*HCT.items.values(), *CLS.items.values()]:
        if item.type == ItemType.CHOICE and item.required and not item.worker_answers:
            assert {option.code for option in item.options if option.is_missing} == {8, 9, 99}, item.link_id


def test_living_situation_questions_of_the_hct_are_those_of_the_cls():
    shared = [link_id for link_id in HCT.items if link_id.startswith("CLS")]
    assert len(shared) == 9
    for link_id in shared:
        assert (HCT.items[link_id].text, HCT.items[link_id].options) == (
            CLS.items[link_id].text,
            CLS.items[link_id].options,
        )


def test_wording_follows_the_language():
    wording = HCT.items["VB12"].text
    with translation.override("es"):
        assert str(wording) == "¿Dónde durmió anoche?"
    with translation.override("en"):
        assert str(wording) == "Where did you sleep last night?"


def test_another_scheme_loads_without_code(folder):
    def one_point_each(data):
        data["scoreRules"] = [
            {"question": link_id, "operator": "=", "answer": 1, "points": 1} for link_id in ("VB07", "VB10")
        ]
        data["thresholds"] = {"default": {"value": 2}}

    edit(folder, "core_v1", one_point_each)
    definition = loader.read_folder(folder, "HCT", "1")
    result = score(Reading(definition, {"AH01": ON.isoformat(), "VB07": 1, "VB10": 1}, context()))
    assert (result.total, result.threshold, result.evh) == (2, 2, True)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda data: item_of(data, "VB13").update(linkId="VB12"), "VB12: used 2 times"),
        (lambda data: item_of(data, "VB13")["text"].update(es=" "), "VB13: no text in es"),
        (lambda data: item_of(data, "VB13")["enableWhen"][0].update(question="VB01"), "not asked before it"),
        (lambda data: item_of(data, "VB13")["enableWhen"][0].update(answer=7), "7 is not one of its options"),
        (lambda data: item_of(data, "VB14")["enableWhen"][0].update(answerGroup=["x"]), "no option in group x"),
        (lambda data: item_of(data, "VB14")["enableWhen"][0].pop("answerGroup"), "needs a list"),
        (lambda data: item_of(data, "VB14")["limits"].update(notAfter="sometime"), "unknown day"),
        (lambda data: item_of(data, "VB13").pop("answerOption"), "a choice needs options"),
        (lambda data: item_of(data, "VB13")["answerOption"].append(item_of(data, "VB13")["answerOption"][0]), "twice"),
        (lambda data: data["scoreRules"][0].update(question="VB99"), "VB99: unknown question"),
        (lambda data: data["scoreRules"][0].update(fact="moon", question=""), "unknown fact"),
        (lambda data: data["scoreRules"][0].update(fact="minors"), "needs either"),
        (lambda data: data["scoreRules"][0].update(points=0), "points must be"),
        (lambda data: data["computed"][0].update(kind="guess"), "unknown kind guess"),
        (lambda data: data["computed"][0].update(fact="moon"), "unknown fact moon"),
        (lambda data: data["computed"][1].update({"from": "VB99"}), "from and to must be questions"),
        (lambda data: data["computed"].reverse(), "before it is computed"),
        (lambda data: data["thresholds"].pop("default"), "needs a default"),
        (lambda data: item_of(data, "VB13").update(answerValueSet="MOON"), "unknown option set MOON"),
        (lambda data: item_of(data, "VB13").update(requird=True), "unknown keys"),
        (lambda data: item_of(data, "VB14")["limits"].update(notafter="today"), "unknown limits"),
        (lambda data: item_of(data, "VB13").update(type="slider"), "slider"),
        (lambda data: data["sections"].pop(), "sectionOrder and sections differ"),
        (lambda data: item_of(data, "VB13")["text"].pop("es"), "KeyError: 'es'"),
    ],
)
def test_a_faulty_file_is_refused(folder, change, problem):
    edit(folder, "core_v1", change)
    with pytest.raises(loader.InstrumentError, match=problem):
        loader.read_folder(folder, "HCT", "1")


def test_a_missing_or_broken_file_is_named(folder):
    with pytest.raises(loader.InstrumentError, match="hct_v9: cannot be read"):
        loader.read_folder(folder, "HCT", "9")
    (folder / "cls_v1.json").write_text("{", encoding="utf-8")
    with pytest.raises(loader.InstrumentError, match="cls_v1: is not JSON"):
        loader.read_folder(folder, "CLS", "1")


@pytest.mark.parametrize("definition", [HCT, loader.load("CRISIS", "1")], ids=["HCT", "CRISIS"])
def test_terms_of_instruments_are_those_of_the_pages_in_spanish(definition):
    options = [option for item in definition.fields.values() for option in item.options if option.is_missing]
    with translation.override("es"):
        assert {option.text.es for option in options} <= {str(words) for words in MISSING_WORDS.values()}
    texts = [text.es for item in definition.fields.values() for text in (item.text, item.help) if text]
    assert [text for text in texts if "encargad" in text.lower()] == [], "a case manager is administrador(a) de casos"
