"""What differs between two versions of an instrument, question by question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .definition import Computed, Condition, Definition, Item, Option, Section, Wording
from .living import editor_words

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect of one question: what it was, what it is now; empty where it was not there."""

    link_id: str
    question: str
    aspect: Words
    before: str
    after: str


ASPECTS: dict[str, Words] = {
    "text": gettext_lazy("Wording"),
    "help": gettext_lazy("Help"),
    "type": gettext_lazy("Kind of answer"),
    "options": gettext_lazy("Answers"),
    "required": gettext_lazy("Must be answered"),
    "section": gettext_lazy("Section"),
    "asked": gettext_lazy("Asked when"),
    "carry": gettext_lazy("Offered again from earlier"),
    "limits": gettext_lazy("Limits"),
    "editors": gettext_lazy("Edited by"),
    "right": gettext_lazy("Right to read it"),
    "points": gettext_lazy("Points"),
    "rule": gettext_lazy("Worked out from"),
}


def differences(old: Definition, new: Definition) -> list[Difference]:
    """Return every difference in the order of the new version, then what only the old one has."""
    before, after = _aspects(old), _aspects(new)
    found = [*_thresholds(old, new)]
    for link_id in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(link_id, {}), after.get(link_id, {})
        name = (now or was)["text"].partition("\n")[0]
        for aspect, words in ASPECTS.items():
            if was.get(aspect, "") != now.get(aspect, ""):
                found.append(Difference(link_id, name, words, was.get(aspect, ""), now.get(aspect, "")))
    return found


def _thresholds(old: Definition, new: Definition) -> Iterator[Difference]:
    for kind in sorted({*old.thresholds, *new.thresholds}):
        was, now = (str(side.thresholds[kind].value) if kind in side.thresholds else "" for side in (old, new))
        if was != now:
            yield Difference(kind, _("Score from which a household is extremely vulnerable"), _("Threshold"), was, now)


def _aspects(definition: Definition) -> Mapping[str, dict[str, str]]:
    points: dict[str, list[str]] = {}
    for rule in definition.score_rules:
        who = f" [{rule.who}]" if rule.who != "A" else ""
        points.setdefault(rule.condition.question, []).append(f"{_condition(rule.condition)}: {rule.points}{who}")
    told = {
        part.link_id: _item(part, str(section.title), " + ".join(_section_asked(section)))
        for section in definition.sections
        for item in section.items
        for part in (item, *item.items)
    }
    told |= {computed.link_id: _computed(computed) for computed in definition.computed}
    for link_id, lines in points.items():
        told.setdefault(link_id, {"text": link_id})["points"] = "\n".join(lines)
    return told


def _section_asked(section: Section) -> list[str]:
    return [*map(_condition, section.enable_when), *([_("Each adult")] if section.per_member else [])]


def _item(item: Item, section: str, section_asked: str) -> dict[str, str]:
    joint = " / " if item.enable_any else " + "
    asked = joint.join(map(_condition, item.enable_when))
    return {
        "text": _both(item.text),
        "help": _both(item.help),
        "type": f"{item.type}{' (several)' if item.repeats else ''}",
        "options": _options(item.options) or "\n".join(child.link_id for child in item.items),
        "required": _("Yes") if item.required else "",
        "section": section,
        "asked": " + ".join(part for part in (section_asked, asked, "" if item.who == "A" else str(item.who)) if part),
        "carry": _("Yes") if item.carry_over else "",
        "limits": str(item.limits).removeprefix("Limits"),
        "editors": "\n".join(editor_words(way, item) for way in item.edited_by),
        "right": item.permission,
    }


def _computed(computed: Computed) -> dict[str, str]:
    parts = (computed.kind, computed.fact, computed.value, computed.otherwise, computed.start, computed.months or "")
    rule = " ".join(str(part) for part in parts if part not in ("", None))
    return {
        "text": _both(computed.text),
        "rule": "\n".join([rule, *map(_condition, computed.conditions)]),
        "options": _options(computed.options),
        "right": computed.permission,
    }


def _options(options: tuple[Option, ...]) -> str:
    return "\n".join(f"{option.code}: {_both(option.text, ' | ')}" for option in options)


def _condition(condition: Condition) -> str:
    answer = ", ".join(condition.groups) if condition.groups else condition.answer
    said = ", ".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)
    setting = f" ({condition.setting})" if condition.setting else ""
    return f"{condition.question or condition.fact} {condition.operator} {said}{setting}"


def _both(wording: Wording | None, between: str = "\n") -> str:
    return f"{wording.en}{between}{wording.es}" if wording else ""
