"""A second, small reading of the HCT's data file, written without the engine, to compare the engine with."""

import json
from datetime import date
from pathlib import Path

from assessments.engine.loader import FOLDER


def raw(name):
    return json.loads(Path(FOLDER, f"{name}.json").read_text(encoding="utf-8"))


SETS = raw("option_sets_v1")["sets"]
FILES = [raw("header_v1"), raw("core_v1"), raw("hct_v1")]
SECTIONS = {section["id"]: section for file in FILES for section in file["sections"]}
ITEMS = {item["linkId"]: item for name in FILES[-1]["sectionOrder"] for item in SECTIONS[name]["item"]}


def truth(test, answers, asked, facts):
    if "fact" in test:
        given = facts[test["fact"]]
    else:
        given = answers.get(test["question"]) if test["question"] in asked else None
        if isinstance(given, dict):
            given = given["missing"]
    wanted = test.get("answer", True)
    if test["operator"] == "in":
        if "answerGroup" in test:
            groups = {str(o["code"]): o.get("group") for o in SETS[ITEMS[test["question"]]["answerValueSet"]]}
            return groups.get(str(given)) in test["answerGroup"]
        return given in wanted
    if given is None:
        return False
    if test["operator"] == "=":
        return given == wanted
    return given >= wanted if test["operator"] == ">=" else given <= wanted


def asked_questions(answers, facts):
    asked = set()
    for link_id, item in ITEMS.items():
        audience = {
            "A": True,
            "F": facts["family"],
            "N": not facts["minors"],
            "T": facts["tay_headed"],
            "CP": facts["couple"],
        }
        if not audience[item.get("who", "A")] or (facts["survivor"] and item.get("survivorSkips")):
            continue
        tests = [truth(test, answers, asked, facts) for test in item.get("enableWhen", [])]
        if all(tests) if item.get("enableBehavior") != "any" else any(tests):
            asked.add(link_id)
    return asked


def unanswered(answers, facts):
    return {link_id for link_id in asked_questions(answers, facts) if ITEMS[link_id].get("required")} - set(answers)


def points(answers, facts):
    """The score by the words of instruments §3, each point spelled out."""
    asked = asked_questions(answers, facts)
    yes = {link_id for link_id in asked if answers.get(link_id) == 1}
    place = answers.get("VB13") if "VB13" in asked else None
    began = answers.get("VB14") if "VB14" in asked else None
    senior = (facts["oldest_adult_age"] or 0) >= 55
    long = isinstance(began, str) and over_a_year(date.fromisoformat(began), date.fromisoformat(answers["AH01"]))
    total = 2 * ("VB03" in yes) + 2 * ("VB05" in yes) + ("VB07" in yes) + senior + ("VB10" in yes) + ("VB11" in yes)
    total += {"tent": 2, "vehicle": 1, "abandoned": 1, "other": 1}.get(place, 0) + long
    if not facts["family"]:
        return total
    factors = len(yes & {"VB03", "VB05", "VB07", "VB10", "VB11"}) + senior + (place == "tent") + long
    total += min(max(facts["minors"] - 1, 0), 2) + 2 * facts["child_under_5"] + 2 * facts["single_parent"]
    return total + min(max(factors - 1, 0), 2)


def over_a_year(start, day):
    anniversary = (start.year + 1, start.month, start.day)
    if (start.month, start.day) == (2, 29):
        anniversary = (start.year + 1, 2, 28)
    return (day.year, day.month, day.day) > anniversary
