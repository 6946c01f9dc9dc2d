"""A second, small reading of the data files, written without the engine, to compare the engine with."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from assessments.engine.loader import FOLDER

AUDIENCES = {
    "A": lambda facts: True,
    "F": lambda facts: facts["family"],
    "N": lambda facts: not facts["minors"],
    "T": lambda facts: facts["tay_headed"],
    "CP": lambda facts: facts["couple"],
}
NO_ANSWER = (8, 9, 99)


def raw(name):
    return json.loads(Path(FOLDER, f"{name}.json").read_text(encoding="utf-8"))


@cache
def plain(instrument, version="1"):
    return PlainReading(instrument, version)


class PlainReading:
    """One instrument as the files spell it."""

    def __init__(self, instrument, version):
        main = raw(f"{instrument.lower()}_v{version}")
        files = [*(raw(name) for name in main["blocks"]), main]
        sections = {section["id"]: section for file in files for section in file["sections"]}
        self.sections = [sections[name] for name in main["sectionOrder"]]
        self.items = {item["linkId"]: item for section in self.sections for item in section["item"]}
        self.each = {item["linkId"] for one in self.sections if "perMember" in one for item in one["item"]}
        self.sets = raw("option_sets_v1")["sets"]
        self.calculated = [one for file in files for one in file.get("computed", [])]
        self.rules = [rule for file in files for rule in file.get("scoreRules", [])]
        self.dated = main.get("dateQuestion", "" if "living" in main else "AH01")
        self.columns = {part["linkId"]: item for item in self.items.values() for part in item.get("item", [])}

    def asked(self, answers, facts):
        """Questions that are shown, walking down the file once."""
        asked = set()
        for section, adult in self.pages(facts):
            if not self.met(section, answers, asked, facts, adult):
                continue
            for item in section["item"]:
                hidden = facts["survivor"] and item.get("survivorSkips")
                if hidden or not AUDIENCES[item.get("who", "A")](facts):
                    continue
                if self.met(item, answers, asked, facts, adult):
                    asked.add(self.name(item["linkId"], adult))
        return asked

    def pages(self, facts):
        """Each page once, those about one adult once for every adult of the day."""
        for section in self.sections:
            yield from (
                [(section, adult) for adult in facts["each_adult"]] if "perMember" in section else [(section, "")]
            )

    def name(self, link_id, adult):
        return f"{link_id}_{adult}" if link_id in self.each else link_id

    def met(self, part, answers, asked, facts, adult=""):
        tests = [self.truth(test, answers, asked, facts, {}, adult) for test in part.get("enableWhen", [])]
        return any(tests) if part.get("enableBehavior") == "any" else all(tests)

    def may_edit(self, roles, name, change):
        """Whether the file lets one of these roles edit a field, or make this change of it."""
        table = self.columns.get(name)
        field = self.items[name] if table is None else next(one for one in table["item"] if one["linkId"] == name)
        said = field["editedBy"] if "editedBy" in field else (table or {}).get("editedBy", [])
        for way in said:
            if any(role in way["roles"] for role in roles):
                if change is None:
                    return True
                was = field.get("initial") if change[0] is None else change[0]
                if was in way.get("from", [was]) and change[1] in way.get("to", [change[1]]):
                    return True
        return False

    def unanswered(self, answers, facts):
        asked = {name: self.items[name.split("_")[0]] for name in self.asked(answers, facts)}
        return {name for name, item in asked.items() if item.get("required")} - set(answers)

    def given(self, name, answers, asked, counted):
        """What a question says: codes of options as they are, 8, 9 and 99 of open questions as bare codes."""
        if name in counted:
            return counted[name]
        answer = answers.get(name) if name in asked else None
        return answer["missing"] if isinstance(answer, dict) else answer

    def truth(self, test, answers, asked, facts, counted, adult=""):
        name = self.name(test.get("question"), adult)
        given = facts[test["fact"]] if "fact" in test else self.given(name, answers, asked, counted)
        wanted, operator = test.get("answer", True), test["operator"]
        several = given if isinstance(given, list) else [given]
        if operator == "in" and "answerGroup" in test:
            chosen = self.sets[self.items[test["question"]]["answerValueSet"]]
            groups = {option["code"]: option.get("group") for option in chosen}
            return any(code not in NO_ANSWER and groups.get(code) in test["answerGroup"] for code in several)
        if operator == "in":
            return any(code in wanted for code in several)
        if given is None:
            return False
        if operator == "=":
            return wanted in several
        if operator == "by_days_after":
            return given not in NO_ANSWER and given <= (facts["day"] + timedelta(days=wanted)).isoformat()
        if isinstance(given, str | list) or isinstance(answers.get(name), dict):
            return False
        return {">": given > wanted, ">=": given >= wanted, "<": given < wanted, "<=": given <= wanted}[operator]

    def counted(self, answers, facts):
        """The computed items, in the order of the file."""
        asked, counted = self.asked(answers, facts), {}
        for one in self.calculated:
            held = [self.truth(test, answers, asked, facts, counted) for test in one.get("conditions", [])]
            counted[one["linkId"]] = {
                "fact": lambda one=one: facts[one["fact"]],
                "constant": lambda one=one: one["value"],
                "count_true": lambda held=held: sum(held),
                "all_true": lambda held=held: all(held),
                "any_true": lambda held=held: any(held),
                "choose": lambda one=one, held=held: one["value"] if all(held) else one["otherwise"],
                "longer_than_months": lambda one=one: self.long(one, answers, asked),
            }[one["kind"]]() if AUDIENCES[one.get("who", "A")](facts) else None  # fmt: skip
        return counted

    def long(self, one, answers, asked):
        start = answers.get(one["from"]) if one["from"] in asked else None
        return isinstance(start, str) and over_a_year(date.fromisoformat(start), date.fromisoformat(answers[one["to"]]))

    def points(self, answers, facts):
        asked, counted = self.asked(answers, facts), self.counted(answers, facts)
        for_us = [rule for rule in self.rules if AUDIENCES[rule.get("who", "A")](facts)]
        return sum(rule["points"] for rule in for_us if self.truth(rule, answers, asked, facts, counted))


def points_in_words(answers, asked, facts):
    """The score by the words of instruments §3, each point spelled out."""
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
