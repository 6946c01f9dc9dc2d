"""What the answers of an HCT open for a household: each with one sentence why and the next step. Pure, no queries.

Staff see it, never the client (instruments §5, "on submit"). A rule speaks only where something was asked: a plain "no"
opens nothing and is left out, an answer that is not known is named. No rule reads a score, and none what a household
says of violence: that is for the call made together (`assessments.safety`), and stands nowhere else on the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from assessments import stays_page
from assessments.chronic.finding import Evidence, Finding
from assessments.chronic.stays import Rules
from assessments.engine.visibility import Reading

YES, NO = 1, 0
AHEAD_DAYS = 90
NOT_RECEIVED = frozenset({"applied", "denied", "not_applied"})
WITHOUT_HOME = frozenset({"homeless", "institutional", "temporary"})


class State(StrEnum):
    """Whether it is open."""

    OPEN = "open"
    TO_PROVE = "to_prove"
    NOT_KNOWN = "not_known"
    CLOSED = "closed"


class Place(StrEnum):
    """Where the next step is done."""

    STAYS = "stays"
    PAPERS = "papers"
    EVENT = "event"
    PLAN = "plan"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing the answers open, or could: what, why, what to do next, and what is missing for it."""

    key: str
    title: str
    state: State
    why: str
    next: str
    place: Place
    missing: Sequence[str] = ()


def ways(reading: Reading, finding: Finding | None = None, rules: Rules | None = None) -> list[Way]:
    """Return everything that an HCT opens or could; the chronic finding first, for whoever may read it."""
    found = [chronic(finding, rules or Rules())] if finding else []
    tried = (foster_youth, vash, landlord_help, disability_benefits, behavioral_health, records_help)
    return [*found, *(way for rule in tried for way in rule(reading))]


def chronic(finding: Finding, rules: Rules) -> Way:
    """Supportive housing for chronically homeless people: the finding of policy §4, and what is missing for it."""
    proved = finding.evidence is Evidence.VERIFIED
    unknown = not finding.chronic and (finding.waits_for_disability or not finding.months)
    told = {
        (True, True): (State.OPEN, _("Nothing is missing for this. Housing also asks for the other papers.")),
        (True, False): (State.TO_PROVE, _("Add the proof that is missing to the dated history and the papers.")),
    }
    closed = State.NOT_KNOWN if unknown else State.CLOSED
    step = _("Complete the dated history, so that it is true to the last day.")
    if finding.waits_for_disability:
        step = _("Ask about a disabling condition, and write it down beside the dated history.")
    state, following = told.get((finding.chronic, proved), (closed, step))
    return Way(
        key="chronic",
        title=_("Housing for chronically homeless people"),
        state=state,
        why=stays_page.headline(finding),
        next=following,
        place=Place.STAYS,
        missing=stays_page.gap_words(finding, rules),
    )


def foster_youth(reading: Reading) -> Iterator[Way]:
    """The voucher for young people who were in foster care at 16 or older (HC40-HC42)."""
    asked, title = "HC40" in reading.visible, _("Voucher for former foster youth (FYI)")
    if not asked or reading.value("HC40") == NO:
        return
    if reading.value("HC42") is True:
        why = _("18 to 24 years old, in foster care at 16 or older, out of it or soon, and without a home or at risk.")
        step = _("Ask for the paper about the time in foster care, and put it with the other papers.")
        yield Way("fyi", title, State.OPEN, why, step, Place.PAPERS)
        return
    state, why = _why_no_voucher(reading)
    yield Way("fyi", title, state, why, _("Do the assessment again when this changes or is known."), Place.RECORD)


def _why_no_voucher(reading: Reading) -> tuple[State, str]:
    if reading.value("HC40") is None:
        return State.NOT_KNOWN, _("It is not known whether the client was in foster care at 16 or older.")
    if reading.value("HC41") is None:
        return State.NOT_KNOWN, _("It is not known when the client left foster care.")
    place = reading.value("VB12")
    if place is None:
        return State.NOT_KNOWN, _("It is not known where the household slept.")
    option = reading.definition.items["VB12"].option(place)
    if not option or option.group not in WITHOUT_HOME:
        return State.CLOSED, _("The household has a home that counts as permanent.")
    return State.CLOSED, _("Foster care ends more than %(days)s days from now.") % {"days": AHEAD_DAYS}


def vash(reading: Reading) -> Iterator[Way]:
    """HUD-VASH, for veterans (HC30); what veteran services say of it (HC31) is told to those with that right alone."""
    served, title = reading.value("HC30"), "HUD-VASH"
    if "HC30" not in reading.visible or served == NO:
        return
    if served is None:
        why = _("It is not known whether an adult of the household served in the military.")
        step = _("Ask again when there is trust, and correct this assessment.")
        yield Way("vash", title, State.NOT_KNOWN, why, step, Place.RECORD)
        return
    judged = reading.definition.items.get("HC31")
    if judged is None or not reading.context.opens(judged):
        why = _("An adult of the household served in the military.")
        step = _("Veteran services staff say whether it is open. Ask them, and ask the client for the DD-214.")
        yield Way("vash", title, State.NOT_KNOWN, why, step, Place.PAPERS)
        return
    yield _judged_vash(title, reading.value("HC31"))


def _judged_vash(title: str, answer: object) -> Way:
    if answer == YES:
        why = _("A veteran whom veteran services found eligible.")
        return Way("vash", title, State.OPEN, why, _("Put the DD-214 with the papers."), Place.PAPERS)
    if answer == NO:
        why = _("A veteran whom veteran services found not eligible.")
        step = _("Other homes for veterans stay open: put the DD-214 with the papers.")
        return Way("vash", title, State.CLOSED, why, step, Place.PAPERS)
    why = _("An adult of the household served in the military; nobody has said yet whether they are eligible.")
    return Way("vash", title, State.NOT_KNOWN, why, _("Say so by correcting this assessment."), Place.RECORD)


def landlord_help(reading: Reading) -> Iterator[Way]:
    """Help to find a landlord, for whoever can pay the rent (HC43)."""
    answer, title = reading.value("HC43"), _("Help to find a landlord (LEAP)")
    if "HC43" not in reading.visible or answer == NO:
        return
    if answer == YES:
        why = _("A voucher or a steady income is there, and what is missing is a landlord.")
        yield Way("leap", title, State.OPEN, why, _("Refer to housing navigation: log the CE event."), Place.EVENT)
        return
    why = _("It is not known whether there is a voucher or a steady income.")
    yield Way("leap", title, State.NOT_KNOWN, why, _("Ask about it, and correct this assessment."), Place.RECORD)


def disability_benefits(reading: Reading) -> Iterator[Way]:
    """Help with SSI or SSDI for an adult with a lasting condition who does not receive it (VB07, HC14)."""
    if reading.value("VB07") != YES or reading.value("HC14") not in NOT_RECEIVED:
        return
    why = {
        "applied": _("An adult has a lasting condition and waits for an answer to SSI or SSDI."),
        "denied": _("An adult has a lasting condition, and SSI or SSDI was denied."),
        "not_applied": _("An adult has a lasting condition and never applied for SSI or SSDI."),
    }[str(reading.value("HC14"))]
    step = _("This HCT is the application for the help. Make the benefits a goal of the support plan.")
    yield Way("hdap", _("Help with disability benefits (HDAP)"), State.OPEN, why, step, Place.PLAN)


def behavioral_health(reading: Reading) -> Iterator[Way]:
    """Counseling, mental health or recovery services, for whoever would like them (HC07)."""
    if reading.value("HC07") == YES:
        title = _("Counseling, mental health or recovery services")
        why = _("The client would like them if they are offered.")
        yield Way("behavioral_health", title, State.OPEN, why, _("Name in the plan who helps with it."), Place.PLAN)


def records_help(reading: Reading) -> Iterator[Way]:
    """Help with what a landlord would see, for whoever would welcome it (HC23)."""
    if reading.value("HC23") == "help":
        title = _("Help with a record that landlords look at")
        why = _("There is something on record, and help with it would be welcome.")
        yield Way("records_help", title, State.OPEN, why, _("Make it a legal goal of the support plan."), Place.PLAN)


def tags() -> Mapping[State, tuple[str, str]]:
    """Return the words and the tone of each state."""
    return {
        State.OPEN: (_("Open"), "good"),
        State.TO_PROVE: (_("Open, not proved yet"), "attention"),
        State.NOT_KNOWN: (_("Not known yet"), "attention"),
        State.CLOSED: (_("Not open now"), "neutral"),
    }
