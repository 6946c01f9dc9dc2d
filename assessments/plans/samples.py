"""Goals to start from: copied into the form and then put into the client's own words."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.plans.content import Area

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A goal as many people set it. `smart` in the order of `content.SMART`, for housing goals."""

    key: str
    area: Area
    text: Text
    barriers: Text
    days: int
    steps: tuple[tuple[Text, Text], ...]
    smart: tuple[Text, ...] = ("", "", "", "", "")

    def initial(self) -> dict[str, Any]:
        """Return what the form is filled in with; the steps stand apart."""
        names = ("specific", "measurable", "achievable", "relevant", "time_bound")
        smart = dict(zip(names, (str(text) for text in self.smart), strict=True))
        shared = {"text": str(self.text), "barriers": str(self.barriers), "days": self.days, "area": self.area}
        return shared | smart

    def initial_steps(self) -> list[dict[str, str]]:
        """Return the steps as the form takes them."""
        return [{"text": str(text), "owner": str(owner)} for text, owner in self.steps]


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
            (_("Get my photo ID and Social Security card"), CLIENT),
            (_("Hand in my papers"), WORKER),
            (_("Look at three apartments"), CLIENT),
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
            (_("Ask my doctor to sign the disability form"), CLIENT),
            (_("Collect letters about the time I was without a home"), WORKER),
            (_("Answer every call about an offer within three days"), CLIENT),
        ),
    ),
    Sample(
        key="papers",
        area=Area.DOCUMENTS,
        text=_("I have all the papers that a landlord asks for"),
        barriers=_("My ID was lost."),
        days=60,
        steps=((_("Order my birth certificate"), WORKER), (_("Go to the DMV for an ID"), CLIENT)),
    ),
    Sample(
        key="income",
        area=Area.INCOME,
        text=_("I have a steady income"),
        barriers=_("I do not know which benefits I can get."),
        days=90,
        steps=((_("Apply for benefits together"), WORKER), (_("Meet the job coach"), CLIENT)),
    ),
    Sample(
        key="health",
        area=Area.HEALTH,
        text=_("I see a doctor regularly"),
        barriers=_("I have no way to get to the clinic."),
        days=60,
        steps=((_("Make an appointment"), CLIENT), (_("Arrange the ride"), WORKER)),
    ),
)
BY_KEY = {sample.key: sample for sample in SAMPLES}
