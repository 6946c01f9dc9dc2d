"""Words for answers, drafts and records. No queries."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.engine.completeness import SectionState, section_gaps, section_state, waits_for
from assessments.engine.definition import (
    DATA_NOT_COLLECTED,
    DO_NOT_KNOW,
    PREFERS_NOT_TO_ANSWER,
    Definition,
    Item,
    ItemType,
    Option,
    Section,
)
from assessments.engine.people import words_of
from assessments.engine.visibility import Reading
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from assessments.surroundings import DraftReading
from cas_portal.hud import lists
from cas_portal.ui.templatetags.ui import day as short_day
from cas_portal.ui.templatetags.ui import moment
from clients.household import HouseholdType
from clients.household_page import TYPE_WORDS

# Where a section, or one question of it, is answered.
Address = Callable[[Section, str], str]
BACK_TO_CHECK = "check"
MISSING_WORDS = {
    DO_NOT_KNOW: gettext_lazy("Client doesn’t know"),
    PREFERS_NOT_TO_ANSWER: gettext_lazy("Client prefers not to answer"),
    DATA_NOT_COLLECTED: gettext_lazy("Not asked (data not collected)"),
}
# The same in the words of a client who reads it.
OWN_WORDS = {
    DO_NOT_KNOW: gettext_lazy("I don’t know"),
    PREFERS_NOT_TO_ANSWER: gettext_lazy("I prefer not to answer"),
}
STATES = {
    SectionState.NOT_STARTED: (gettext_lazy("Not started"), "neutral"),
    SectionState.IN_PROGRESS: (gettext_lazy("In progress"), "attention"),
    SectionState.COMPLETED: (gettext_lazy("Completed"), "good"),
}


def moment_of(stamp: str) -> str:
    """Return a stored moment as pages write it; empty when there is none."""
    return moment(localtime(datetime.fromisoformat(stamp))) if stamp else ""


def household_words(kind: str) -> str:
    """Return the household type in words; empty for records without one."""
    return str(TYPE_WORDS[HouseholdType(kind)]) if kind else ""


def answer_text(item: Item, answer: object, references: Mapping[str, str], *, to_client: bool = False) -> str:
    """Return an answer as a person reads it, or the client themselves; an empty string when nothing was given."""
    if answer is None:
        return ""
    if isinstance(answer, Mapping):
        missing = answer.get("missing")
        return str((MISSING_WORDS | (OWN_WORDS if to_client else {}))[missing]) if missing is not None else ""
    if item.options:
        codes = answer if isinstance(answer, list) else [answer]
        return _("; ").join(_option_text(option, to_client) for code in codes if (option := item.option(code)))
    if item.type == ItemType.REFERENCE and isinstance(answer, list):
        return "; ".join(references.get(str(key), "") for key in answer)
    if item.type == ItemType.GROUP and isinstance(answer, list):
        return "\n".join(_row_text(item, row, references, to_client) for row in answer)
    return _plain_text(item, str(answer), references)


def _option_text(option: Option, to_client: bool) -> str:
    own = OWN_WORDS.get(int(option.code)) if to_client and option.is_missing else None
    return str(own or option.text)


def _plain_text(item: Item, text: str, references: Mapping[str, str]) -> str:
    if item.type == ItemType.DATE:
        return short_day(date.fromisoformat(text))
    if item.type == ItemType.DECIMAL:
        return f"${number_format(text, decimal_pos=2, force_grouping=True)}"
    if item.type == ItemType.REFERENCE:
        return references.get(text, "")
    return text


def _row_text(item: Item, row: Mapping[str, object], references: Mapping[str, str], to_client: bool) -> str:
    parts = [
        f"{child.text}: {answer_text(child, row[child.link_id], references, to_client=to_client)}"
        for child in item.items
        if child.link_id in row
    ]
    return ", ".join(parts)


def answer_sections(
    reading: Reading, references: Mapping[str, str], *, address: Address | None = None
) -> list[dict[str, Any]]:
    """Return answers by section: with addresses every question asked and where to change it, else what was answered.

    What an answer could betray is on the page of the staff, and on no paper printed from it.
    """
    sections = []
    for section in reading.sections():
        shown = [item for item in reading.items_of(section) if reading.context.opens(item)]
        items = [item for item in shown if address or reading.answers.get(item.link_id) is not None]
        rows = [_answer_row(item, section, reading, references, address) for item in items]
        if rows:
            shut = all(item.sensitive for item in items)
            sections.append({"title": section.heading, "rows": rows, "no_print": shut})
    return sections


def _answer_row(
    item: Item, section: Section, reading: Reading, references: Mapping[str, str], address: Address | None
) -> dict[str, Any]:
    text = answer_text(item, reading.answers.get(item.link_id), references)
    row: dict[str, Any] = {"label": item.text, "value": text or _("Not answered"), "no_print": bool(item.sensitive)}
    if address:
        row["change_url"] = address(section, item.link_id)
        row["change_of"] = words_of(reading.definition, item.link_id)
    return row


def question_url(draft: Draft, section: Section) -> str:
    """Return the address of a page of questions."""
    return reverse("assessments:questions", args=[draft.public_id, section.id])


def back_from(url: str, link_id: str) -> str:
    """Return the address of one question on a page that leads back to the check of answers once it is saved."""
    return f"{url}?after={BACK_TO_CHECK}#id_{link_id}_group"


def gap_links(current: DraftReading, address: Address) -> list[dict[str, str]]:
    """Return what keeps the draft from being submitted, each with a link to its question."""
    links, unfinished = [], current.unfinished
    for section in current.reading.sections():
        messages = {
            gap.item: str(gap.message or _("Not answered yet")) for gap in section_gaps(section, current.reading)
        }
        items = current.reading.items_of(section)
        messages |= {item: unfinished[item.link_id] for item in items if item.link_id in unfinished}
        for item, message in messages.items():
            question = words_of(current.definition, item.link_id)
            links.append({"text": f"{question} - {message}", "url": address(section, item.link_id)})
    return links


def is_ready(current: DraftReading) -> bool:
    """Whether nothing keeps the draft from being submitted."""
    asked = current.reading.sections()
    return not current.unfinished and not any(section_gaps(section, current.reading) for section in asked)


def tasks(current: DraftReading) -> list[dict[str, Any]]:
    """Return the rows of the task list: every section that asks something, with its state and what is offered.

    A section that another answer may still open is there too, without an address: it cannot start yet. One that would
    be asked of each adult waits once.
    """
    rows, asked, waiting = [], current.reading.sections(), set()
    for section in current.definition.sections:
        if section in asked:
            rows.append(_task(section, current))
        elif section.topic not in waiting and (first := waits_for(section, current.reading)) is not None:
            waiting.add(section.topic)
            rows.append(_waiting_task(section, first))
    return rows


def _waiting_task(section: Section, first: Item) -> dict[str, Any]:
    return {
        "title": section.title,
        "url": "",
        "status": {"text": _("Cannot start yet"), "tone": "neutral"},
        "hint": _("Depends on “%(question)s”") % {"question": first.text},
    }


def _task(section: Section, current: DraftReading) -> dict[str, Any]:
    text, tone = STATES[state_of(section, current)]
    offered = sum(item.link_id in current.offers for item in current.reading.items_of(section))
    words = ngettext("%(count)d answer to confirm from before", "%(count)d answers to confirm from before", offered)
    hint = words % {"count": offered} if offered else ""
    return {
        "title": section.heading,
        "url": question_url(current.draft, section),
        "status": {"text": text, "tone": tone},
        "hint": hint,
    }


def state_of(section: Section, current: DraftReading) -> SectionState:
    """Return a section's state; one with optional questions alone is completed once its page was saved."""
    state = section_state(section, current.reading)
    if any(item.link_id in current.draft.unfinished for item in current.reading.items_of(section)):
        return SectionState.IN_PROGRESS
    if state == SectionState.NOT_STARTED and section.id in current.draft.visited:
        return SectionState.IN_PROGRESS if section_gaps(section, current.reading) else SectionState.COMPLETED
    return state


def score_rows(assessment: Assessment, definition: Definition) -> list[tuple[str, int]]:
    """Return what gave the points, in words; for staff with the right to see scores only."""
    return [(str(definition.wording_of(line["link_id"])), line["points"]) for line in assessment.score_lines]


def stay_words(stay: CurrentLivingSituation) -> str:
    """Return a living situation in HUD's words."""
    return _("Living situation: %(where)s") % {"where": lists.label("3.12.1", stay.situation)}


def dated_stay_words(stay: CurrentLivingSituation) -> str:
    """Return a living situation with its day."""
    return f"{short_day(stay.information_date)}: {lists.label('3.12.1', stay.situation)}"


def draft_words(draft: Draft) -> str:
    """Return what tells a draft from others beside its kind: what it corrects, who began it, when it was last saved."""
    parts = []
    if draft.corrects:
        parts.append(_("corrects the one of %(day)s") % {"day": short_day(draft.corrects.assessed_on)})
    if draft.created_by:
        told = {"who": draft.created_by.name, "day": short_day(draft.started_on)}
        parts.append(_("begun by %(who)s on %(day)s") % told)
    parts.append(_("last saved %(when)s") % {"when": moment(localtime(draft.saved_at))})
    return ", ".join(parts)


def standing_words(event: CEEvent | None, reason: str) -> str:
    """Return what a corrected record said of its event: the event with its day, or why there is none."""
    if event is not None:
        told = {"event": event_words(event), "day": short_day(event.event_date)}
        return _("%(event)s, %(day)s. It stays as it is.") % told
    return _("No CE event: %(reason)s") % {"reason": reason} if reason else ""


def event_words(event: CEEvent) -> str:
    """Return a CE event in HUD's words, with its result where there is one."""
    words = _("CE event: %(event)s") % {"event": lists.label("4.20.2", event.event)}
    return f"{words}; {lists.label('4.20.D', event.result)}" if event.result else words
