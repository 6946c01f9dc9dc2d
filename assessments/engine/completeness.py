"""What still stands between a draft and its submit (instruments §0 Req, §11)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from .answers import AnswerProblem, normalize
from .definition import Item, Section, Wording
from .people import concerns_nobody
from .visibility import Reading


class SectionState(StrEnum):
    """The state of a section on the task list."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Gap:
    """One visible question that keeps the draft from being submitted: unanswered, or with an answer not accepted."""

    item: Item
    message: str | Wording | None = None

    @property
    def is_unanswered(self) -> bool:
        """Whether the question is required and has no answer at all; 8, 9 and 99 are answers."""
        return self.message is None


def gap_of(item: Item, reading: Reading) -> Gap | None:
    """Return what is wrong with one visible question, or None."""
    answer = reading.answers.get(item.link_id)
    if answer is None:
        return Gap(item) if item.required else None
    try:
        normalize(item, answer, reading.context)
    except AnswerProblem as problem:
        return Gap(item, str(problem))
    if item.must_be is not None and answer != item.must_be:
        return Gap(item, item.must_be_message)
    most = reading.value(item.limits.at_most) if item.limits.at_most else None
    if isinstance(most, int) and isinstance(answer, int) and answer > most:
        other = reading.definition.wording_of(item.limits.at_most)
        return Gap(item, _("Enter %(number)s or less, as in “%(question)s”") % {"number": most, "question": other})
    return None


def gaps(reading: Reading) -> list[Gap]:
    """Every gap in the order asked; an empty list means that the answers are complete and valid."""
    return [gap for section in reading.sections() for gap in section_gaps(section, reading)]


def section_gaps(section: Section, reading: Reading) -> list[Gap]:
    """The gaps of one section."""
    return [gap for item in reading.items_of(section) if (gap := gap_of(item, reading))]


def section_state(section: Section, reading: Reading) -> SectionState:
    """Not started without any answer, completed without gaps, else in progress.

    A section of optional questions alone counts as completed once one of them is answered.
    """
    items = reading.items_of(section)
    if not any(reading.answers.get(item.link_id) is not None for item in items):
        return SectionState.NOT_STARTED
    return SectionState.IN_PROGRESS if section_gaps(section, reading) else SectionState.COMPLETED


def waits_for(section: Section, reading: Reading) -> Item | None:
    """Return the unanswered question that decides whether a section is asked; None when nothing can open it now."""
    context = reading.context
    if concerns_nobody(section):
        return None
    if not any(context.shows(item.who) and not (item.survivor_skips and context.survivor) for item in section.items):
        return None
    open_ways = section.enable_when or [condition for item in section.items for condition in item.enable_when]
    if any(condition.fact and not reading.holds(condition) for condition in open_ways) and not section.enable_any:
        return None
    for condition in open_ways:
        if condition.question in reading.visible and reading.answers.get(condition.question) is None:
            return reading.definition.items[condition.question]
    return None
