"""Goals to start from: copied into the form and then put into the client's own words."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.plans.content import SMART, Area, Goal

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A goal as many people set it. `smart` in the order of `content.SMART`, for housing goals.

    A step says what is done, by whom, and how many days after the goal is copied.
    """

    key: str
    area: Area
    text: Text
    barriers: Text
    days: int
    steps: tuple[tuple[Text, Text, int], ...]
    smart: tuple[Text, ...] = ("", "", "", "", "")

    def initial(self) -> dict[str, Any]:
        """Return what the form is filled in with; the steps stand apart."""
        smart = dict(zip(SMART, (str(text) for text in self.smart), strict=True))
        shared = {"text": str(self.text), "barriers": str(self.barriers), "days": self.days, "area": self.area}
        return shared | smart | {"sample": self.key}

    def initial_steps(self, today: date) -> list[dict[str, Any]]:
        """Return the steps as the form takes them, due so many days from today."""
        return [
            {"text": str(text), "owner": str(owner), "due": today + timedelta(days=days)}
            for text, owner, days in self.steps
        ]

    def texts(self) -> list[Text]:
        """Return every text that is copied."""
        return [self.text, self.barriers, *self.smart, *(text for step in self.steps for text in step[:2])]


def in_this_language(goal: Goal) -> Goal:
    """Return a goal with what is still the sample's text in the language of the moment; own words stay as they are."""
    sample = BY_KEY.get(goal.sample)
    if sample is None:
        return goal
    known = _wordings(sample.key)

    def say(words: str) -> str:
        return str(known.get(words, words))

    said: dict[str, Any] = {name: say(getattr(goal, name)) for name in ("text", "barriers", *SMART)}
    steps = tuple(replace(step, text=say(step.text), owner=say(step.owner)) for step in goal.steps)
    return replace(goal, **said, steps=steps)


@cache
def _wordings(key: str) -> dict[str, Text]:
    """The texts of a sample by their wording in every language it may have been copied in."""
    known: dict[str, Text] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {str(text): text for text in BY_KEY[key].texts() if text}
    return known


CLIENT, WORKER = _("I do this"), _("My worker")

SAMPLES = (
    Sample(
        key="apartment",
        area=Area.HOUSING,
        text=_("I live in an apartment of my own"),
        barriers=_("I have no deposit, and my papers are not complete."),
        days=180,
        smart=(
            _("I rent an apartment that I can pay for, in an area that is safe for me."),
            _("I have signed a lease and have the keys."),
            _("My worker helps me with the papers, the search and the deposit."),
            _("With a door of my own I can sleep, work on my health and keep my things."),
            _("Within six months."),
        ),
        steps=(
            (_("Get my photo ID and Social Security card"), CLIENT, 30),
            (_("Hand in my papers"), WORKER, 45),
            (_("Look at three apartments"), CLIENT, 90),
        ),
    ),
    Sample(
        key="supportive",
        area=Area.HOUSING,
        text=_("I move into housing with support"),
        barriers=_("My disability paper is missing."),
        days=270,
        smart=(
            _("I move into supportive housing when a home is offered."),
            _("My papers are accepted, and I have answered an offer."),
            _("My worker and my doctor help me with the papers."),
            _("With support in the house I can keep my home."),
            _("Papers within 60 days, housing as soon as a home is offered."),
        ),
        steps=(
            (_("Ask my doctor to sign the disability form"), CLIENT, 21),
            (_("Collect letters about the time I was without a home"), WORKER, 45),
            (_("Answer every call about an offer within three days"), CLIENT, 270),
        ),
    ),
    Sample(
        key="papers",
        area=Area.DOCUMENTS,
        text=_("I have all the papers that a landlord asks for"),
        barriers=_("My ID was lost."),
        days=60,
        steps=((_("Order my birth certificate"), WORKER, 14), (_("Go to the DMV for an ID"), CLIENT, 30)),
    ),
    Sample(
        key="income",
        area=Area.INCOME,
        text=_("I have a steady income"),
        barriers=_("I do not know which benefits I can get."),
        days=90,
        steps=((_("Apply for benefits together"), WORKER, 14), (_("Meet the job coach"), CLIENT, 30)),
    ),
    Sample(
        key="health",
        area=Area.HEALTH,
        text=_("I see a doctor regularly"),
        barriers=_("I have no way to get to the clinic."),
        days=60,
        steps=((_("Make an appointment"), CLIENT, 14), (_("Arrange the ride"), WORKER, 14)),
    ),
)
BY_KEY = {sample.key: sample for sample in SAMPLES}
