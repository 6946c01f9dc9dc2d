"""Saving answers of a draft, one by one: what does not validate is refused, the rest is kept."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.engine.answers import AnswerProblem, normalize
from assessments.engine.definition import Item, ItemType
from assessments.models import Draft
from assessments.references import choices_of
from assessments.services.drafts import draft_for, require_open
from assessments.surroundings import DraftReading, read_draft
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, StaleForm, Unconfirmed
from cas_portal.access.policy import require
from cas_portal.time import clock
from clients.identifying import identifying_part, keep_word, question_about

# The answer which, beside the day, the household of the assessment follows from.
SHAPES_HOUSEHOLD = "AH09"
FREE_TEXT = (ItemType.STRING, ItemType.TEXT, ItemType.GROUP)
# How long what was typed for one question may be, to be kept while it does not validate; in characters of JSON.
LONGEST_UNFINISHED = 20_000
# Keys of the newest savings that changed something; a page that heard no answer repeats one of these.
MOST_KEYS = 60
WRITTEN = ["answers", "saves", "suggestions", "provenance", "unfinished", "visited", "revision", "saved_at", "applied"]


@dataclass(frozen=True, slots=True)
class Base:
    """What a page showed before somebody typed: stored answers by link id, and values that it merely offered."""

    answers: Mapping[str, object]
    offers: Mapping[str, object] = field(default_factory=dict)

    def shows(self, link_id: str, value: object, *, confirm: bool) -> bool:
        """Whether the page sends what it was given: nobody chose anything here."""
        if link_id in self.offers:
            return not confirm and value == self.offers[link_id]
        return value == self.answers.get(link_id)


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends answers from where: what the page was rendered with, and whether offers count as confirmed."""

    by: Actor
    seen: int | None = None
    writer: str = ""
    confirm: bool = True
    base: Base | None = None

    def untouched(self, draft: Draft, link_id: str, value: object) -> bool:
        """Whether nobody touched the question on this page, so that sending it must overwrite nothing."""
        if self.base is None or self._saved_it_last(draft, link_id):
            return False
        return self.base.shows(link_id, value, confirm=self.confirm)

    def overtaken(self, draft: Draft, link_id: str, value: object) -> bool:
        """Whether somebody else changed this answer after the page was rendered, and differently."""
        before = draft.answers.get(link_id)
        if value == before or self._saved_it_last(draft, link_id):
            return False
        if self.base is not None:
            return bool(before != self.base.answers.get(link_id))
        revision: int = draft.saves.get(link_id, {}).get("revision", 0)
        return self.seen is not None and revision > self.seen

    def _saved_it_last(self, draft: Draft, link_id: str) -> bool:
        """Whether this page wrote the stored answer itself, perhaps without having heard that it was saved."""
        last = draft.saves.get(link_id)
        return last is not None and bool(self.writer) and last.get("writer") == self.writer


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that was saved differently since the page was opened: by somebody else, or from a page of one's own."""

    link_id: str
    mine: object
    theirs: object
    by: str
    at: str
    own: bool = False


class Asked(AnswerProblem):
    """An answer with words that may be names, until somebody says that they name nobody."""

    def __init__(self, question: Unconfirmed) -> None:
        super().__init__(f"{question.message} {question.what_to_do}")
        self.question = question


@dataclass(slots=True)
class Saved:
    """What became of the answers sent: saved ones, problems in words, clashes; the draft as it is now.

    `agreed` holds what page and draft now both say: the new base of the page that sent it. `questions` are among the
    problems: what only a person can say. `news` tells whether this saving wrote anything; a repeat does not.
    """

    draft: Draft
    agreed: dict[str, object] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    news: bool = False
    questions: list[Unconfirmed] = field(default_factory=list)

    @property
    def question(self) -> Unconfirmed | None:
        """All questions as one, or None."""
        if not self.questions:
            return None
        first = self.questions[0]
        words = list(dict.fromkeys(word for one in self.questions for word in one.words))
        texts = [text for one in self.questions for text in one.texts]
        return Unconfirmed(first.message, first.what_to_do, words=words, texts=texts)


@transaction.atomic
def save_answers(
    *,
    by: Actor,
    draft_id: UUID,
    answers: Mapping[str, object],
    seen: int | None = None,
    writer: str = "",
    sections: Collection[str] = (),
    confirm: bool = True,
    half_typed: Mapping[str, object] | None = None,
    base: Base | None = None,
    key: str = "",
) -> Saved:
    """Save each answer that validates (ux 1.2); sending the same again, or anything under the same `key`, does nothing.

    An answer changed by somebody else since the page was rendered is not overwritten but reported as a clash: `base`
    says what the page showed, or else `seen` is the revision it was rendered with and `writer` names it. Without
    `confirm` an answer that only repeats what was offered from an earlier record stays an offer. With `half_typed`,
    what is still being typed and what does not validate is kept as it was typed, beside the answers, until it validates
    or is cleared (ux 1.2). Raises Missing, Forbidden, or Conflict when the draft is closed.
    """
    draft = draft_for(by=by, draft_id=draft_id, lock=True)
    require(policies.can_edit_draft(by, draft))
    require_open(draft)
    saved = Saved(draft)
    if key and key in draft.applied:
        return saved
    sending = Sending(by, seen, writer, confirm, base)
    current = read_draft(draft, by)
    for link_id, raw in answers.items():
        _save_one(saved, current, link_id, raw, sending)
        if link_id in saved.changed and link_id in (current.definition.date_question, SHAPES_HOUSEHOLD):
            current = read_draft(draft, by)
    visited = [section for section in sections if section not in draft.visited]
    draft.visited = [*draft.visited, *visited]
    kept = half_typed is not None and _keep_unfinished(saved, current, {**answers, **half_typed}, set(half_typed), by)
    saved.news = bool(saved.changed or visited or kept)
    if saved.news:
        draft.saved_at = clock.now()
        # A repeat of what met another answer has to be told so again.
        done = [key] if key and not saved.clashes else []
        draft.applied = [*draft.applied, *done][-MOST_KEYS:]
        draft.save(update_fields=WRITTEN)
    return saved


def _keep_unfinished(
    saved: Saved, current: DraftReading, typed: Mapping[str, object], half_typed: Collection[str], by: Actor
) -> bool:
    """Keep what was typed where it is no answer yet, forget it where it became one; tells whether that changed."""
    draft = saved.draft
    unfinished = {key: value for key, value in draft.unfinished.items() if key not in typed}
    for link_id, raw in typed.items():
        item = current.definition.items.get(link_id)
        waits = link_id in half_typed or link_id in saved.problems
        if item is None or item.options or not waits or len(json.dumps(raw, default=str)) > LONGEST_UNFINISHED:
            continue
        if current.context.survivor and (item.survivor_skips or identifying_part(raw) or question_about(raw, by)):
            continue
        unfinished[link_id] = raw
    changed = bool(unfinished != draft.unfinished)
    draft.unfinished = unfinished
    return changed


def save_answer(
    *, by: Actor, draft_id: UUID, link_id: str, answer: object, seen: int | None = None, writer: str = ""
) -> Draft:
    """Save one answer; raises Invalid with what to do, or StaleForm with both values. The draft stays as it was."""
    saved = save_answers(by=by, draft_id=draft_id, answers={link_id: answer}, seen=seen, writer=writer)
    if link_id in saved.problems:
        raise Invalid(saved.problems[link_id])
    if link_id in saved.clashes:
        clash = saved.clashes[link_id]
        raise StaleForm(
            _("%(name)s answered this question at the same time.") % {"name": clash.by},
            _("Look at both answers and save the right one."),
            mine=clash.mine,
            theirs=clash.theirs,
        )
    return saved.draft


def _save_one(saved: Saved, current: DraftReading, link_id: str, raw: object, sending: Sending) -> None:
    draft = saved.draft
    item = current.definition.items.get(link_id)
    if item is None or (item.survivor_skips and current.context.survivor) or not current.context.opens(item):
        saved.problems[link_id] = _("This instrument has no such question.")
        return
    try:
        value = _checked(item, raw, current, sending.by)
    except AnswerProblem as problem:
        saved.problems[link_id] = str(problem)
        if isinstance(problem, Asked):
            saved.questions.append(problem.question)
        return
    before = draft.answers.get(link_id)
    if value == before:
        saved.agreed[link_id] = value
    if sending.untouched(draft, link_id, value):
        return
    offer = current.offers.get(link_id)
    confirms = sending.confirm and value is not None and offer is not None
    offered_only = before is None and offer and not sending.confirm and value == offer["value"]
    if (value == before and not confirms) or offered_only:
        return
    if sending.overtaken(draft, link_id, value):
        last = draft.saves.get(link_id, {})
        own = last.get("user") == sending.by.user_id
        saved.clashes[link_id] = Clash(link_id, value, before, last.get("by", ""), last.get("at", ""), own)
        return
    if current.context.survivor and item.type in FREE_TEXT:
        keep_word(sending.by, draft.client_id, value)
    _store(draft, link_id, value, offer, sending)
    saved.agreed[link_id] = value
    saved.changed.add(link_id)


def _checked(item: Item, raw: object, current: DraftReading, by: Actor) -> object:
    value = normalize(item, raw, current.context)
    if value is None:
        return None
    if item.type == ItemType.REFERENCE:
        offered = {key for key, _name in choices_of(item.reference, by, current.context.today)}
        if not set(value if isinstance(value, list) else [value]) <= offered:
            raise AnswerProblem(_("Choose one from the list."))
    guarded = current.context.survivor and item.type in FREE_TEXT
    if guarded and (part := identifying_part(value)):
        raise AnswerProblem(
            _("Leave out “%(part)s”: a survivor’s record holds nothing that could name or locate them.")
            % {"part": part}
        )
    if guarded and (asked := question_about(value, by)) is not None:
        raise Asked(asked)
    return value


def _store(draft: Draft, link_id: str, value: object, offer: Mapping[str, Any] | None, sending: Sending) -> None:
    """Keep the answer, who sent it, and what became of an answer that was offered."""
    draft.revision += 1
    answers = dict(draft.answers)
    if value is None:
        answers.pop(link_id, None)
    else:
        answers[link_id] = value
    draft.answers = answers
    draft.saves = {
        **draft.saves,
        link_id: {
            "revision": draft.revision,
            "writer": sending.writer,
            "user": sending.by.user_id,
            "by": sending.by.name,
            "at": clock.now().isoformat(timespec="seconds"),
        },
    }
    draft.suggestions = {key: one for key, one in draft.suggestions.items() if key != link_id}
    if offer:
        choice = "confirmed" if offer["value"] == value else "changed"
        source = {key: offer[key] for key in ("source", "on") if key in offer}
        draft.provenance = {**draft.provenance, link_id: {**source, "choice": choice}}
