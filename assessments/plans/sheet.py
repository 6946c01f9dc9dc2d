"""A plan to take along: in the client's language, without a score, a band or a rank (X16)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Plan
from assessments.plans.comparing import agreement_words, smart_labels, supporter_words
from assessments.plans.content import SMART, Area, Goal, Status, Step, content_of
from assessments.plans.samples import in_this_language
from cas_portal.ui.templatetags.ui import day
from clients.summary import Section, Sheet


def sheet_of(plan: Plan, *, name: str, code: str, agency: str) -> Sheet:
    """Return the plan as a sheet: goals with their steps, helpers, agreement, next review.

    What is still the text of a sample is said in the language of the sheet.
    """
    content = content_of(plan.content)
    goals = [_goal(number, in_this_language(goal)) for number, goal in enumerate(content.goals, start=1)]
    team = Section(_("Who helps you"), lines=[supporter_words(one) for one in content.team], for_client=True)
    snapshot = {
        "agreement": plan.agreement,
        "agreed_on": plan.agreed_on.isoformat() if plan.agreed_on else None,
        "no_agreement_reason": plan.no_agreement_reason,
    }
    about = Section(
        _("About this plan"),
        facts=[
            (_("Date of the plan"), day(plan.made_on)),
            (_("We look at it again on"), day(plan.review_on)),
            (_("Your agreement"), agreement_words(snapshot, to_client=True)),
        ],
        lines=[_("You can ask for a change of this plan at any time.")],
        for_client=True,
    )
    return Sheet(
        title=_("Your plan"),
        name=name,
        agency=agency,
        on=plan.made_on,
        reference=code,
        sections=[*goals, *([team] if team.lines else []), about],
    )


def _goal(number: int, goal: Goal) -> Section:
    labels = smart_labels()
    time = ngettext("%(n)s day", "%(n)s days", goal.days) % {"n": goal.days}
    facts = [
        (_("Goal"), goal.text),
        *((labels[key], getattr(goal, key)) for key in SMART if getattr(goal, key)),
        (_("What stands in the way"), goal.barriers),
        (_("Time"), time),
        (_("Status"), str(Status(goal.status).label)),
    ]
    title = _("Goal %(n)s") % {"n": number} + f": {Area(goal.area).label}"
    return Section(title, facts=facts, lines=[step_words(step) for step in goal.steps], for_client=True)


def step_words(step: Step) -> str:
    """Return a step as one line: what, who, by when, done when."""
    due = _("by %(day)s") % {"day": day(step.due)} if step.due else ""
    done = _("done on %(day)s") % {"day": day(step.done_on)} if step.done_on else ""
    return ", ".join(part for part in (step.text, step.owner, due, done) if part)
