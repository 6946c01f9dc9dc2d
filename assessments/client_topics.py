"""What a client is asked while the screen is in their hands: the questions they answer, and what is asked once."""

from dataclasses import dataclass

from django.core import signing

from assessments.engine.definition import Item, Section
from assessments.engine.people import is_of_another
from assessments.models import Draft
from assessments.surroundings import DraftReading

SALT = "assessments.client_topics"
LONGEST_OPEN = 24 * 3600


@dataclass(frozen=True, slots=True)
class Topic:
    """A section with its questions to the client."""

    section: Section
    items: list[Item]


def topics(current: DraftReading, opened: frozenset[str] = frozenset()) -> list[Topic]:
    """Return the sections that ask the client something.

    Another adult of the household is asked by the worker, not on this screen.

    What could betray something is asked once: when anything of it is answered, or offered from before, it stays shut,
    but for the page that was open before it was answered, which names it as `opened` and goes on saving.
    """
    shown = {item.link_id for section in current.reading.sections() for item in current.reading.items_of(section)}
    theirs = [section for section in current.reading.sections() if not is_of_another(section)]
    asked = [Topic(section, _askable(section, current, opened)) for section in theirs]
    return [topic for topic in asked if any(item.link_id in shown for item in topic.items)]


def seal(draft: Draft, items: list[Item]) -> str:
    """Return what a page sends along to show which questions it was opened with; nobody can make it up."""
    return signing.dumps([str(draft.public_id), *(item.link_id for item in items if item.sensitive)], salt=SALT)


def opened_with(draft: Draft, seal_of_page: str) -> frozenset[str]:
    """Return the questions that a page of this draft was opened with; none for a made up, old or foreign one."""
    try:
        of, *link_ids = signing.loads(seal_of_page, salt=SALT, max_age=LONGEST_OPEN)
    except signing.BadSignature:
        return frozenset()
    return frozenset(link_ids) if of == str(draft.public_id) else frozenset()


def _askable(section: Section, current: DraftReading, opened: frozenset[str]) -> list[Item]:
    items = [item for item in section.items if not item.worker_answers]
    told = {**current.draft.answers, **current.draft.suggestions, **current.draft.unfinished}
    if any(item.sensitive and item.link_id in told for item in section.items):
        return [item for item in items if not item.sensitive or item.link_id in opened]
    return items
