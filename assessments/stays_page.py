"""What the page about dated stays says: the finding in words, the plot, what overlaps, the days ahead. No queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.chronic.ahead import Change
from assessments.chronic.finding import Evidence, Finding, Gap
from assessments.chronic.spans import Span, read
from assessments.chronic.stays import DAY, Proof, Rules
from assessments.models import CurrentLivingSituation, DatedStay
from assessments.services.chronic import stay_of
from cas_portal.hud import groups, lists
from cas_portal.hud.groups import SituationGroup
from cas_portal.time.dates import add_months
from cas_portal.ui import plots
from cas_portal.ui.templatetags.ui import day

QUARTER = 3
YES, NO = 1, 0


def headline(found: Finding) -> str:
    """Return the answer in one sentence."""
    if found.chronic and found.by_veteran_rule:
        return _("Chronically homeless: the VA found so at intake, and that episode of care goes on.")
    if found.chronic and found.test_a:
        return _("Chronically homeless: homeless without a break since %(day)s.") % {"day": day(found.since)}
    if found.chronic:
        return _("Chronically homeless: %(times)s times homeless in 36 months, in %(months)s different months.") % {
            "times": len(found.episodes),
            "months": len(found.months),
        }
    if found.waits_for_disability:
        return _("Not known: the history is long enough, but nobody has said whether there is a disabling condition.")
    if not found.months:
        return _("Not known: no day without a home is on the history yet.")
    return _("Not chronically homeless by this history.")


def condition_words(on_profile: int, found: Finding) -> str:
    """Return what is known of a disabling condition: by the profile, else by what an HCT says."""
    said = on_profile
    if on_profile not in (YES, NO) and Gap.NO_DISABILITY in found.gaps:
        said = NO
    elif on_profile not in (YES, NO) and found.chronic and not found.by_veteran_rule:
        said = YES
    return lists.label("1.8", said)


def facts(found: Finding, rules: Rules) -> list[tuple[str, str]]:
    """Return how the answer comes about, test by test."""
    yes_no = {True: _("Yes"), False: _("No")}
    since = f"{yes_no[found.test_a]}, " + _("since %(day)s") % {"day": day(found.since)} if found.since else _("No")
    times = ngettext("%(n)s time", "%(n)s times", len(found.episodes)) % {"n": len(found.episodes)}
    months = ngettext("%(n)s month", "%(n)s months", len(found.months)) % {"n": len(found.months)}
    asked = min(len(found.months), rules.evidence_months)
    proved = _("%(proved)s of the latest %(asked)s months; %(needed)s of 12 are needed") % {
        "proved": found.proved_months,
        "asked": asked,
        "needed": rules.evidence_months_required,
    }
    verified = _("Verified") if found.evidence is Evidence.VERIFIED else _("By the client’s own word so far")
    return [
        (_("Homeless on this day"), yes_no[found.now_homeless]),
        (_("12 months without a break"), since if found.test_a or found.since else _("No")),
        (_("4 times and 12 months in 36 months"), f"{yes_no[found.test_b]}, {times}, {months}"),
        (_("Months with proof"), proved),
        (_("How well it is proved"), verified),
    ]


def gap_words(found: Finding, rules: Rules) -> list[str]:
    """Return what is missing, each as something to do."""
    words = {
        Gap.DISABILITY_UNKNOWN: _("Ask whether the person has a disabling condition, and write it down on this page."),
        Gap.NO_DISABILITY: _("The record says that the person has no disabling condition. Without one nobody counts."),
        Gap.NOT_HOMELESS_NOW: _("The history does not say that the person is homeless today. Add where they are now."),
        Gap.TOO_SHORT: _("Neither 12 months without a break nor 4 times with 12 months in all are on the history."),
        Gap.PROOF: _(
            "Proof for more months: %(proved)s of the latest 12 have a record, a letter or a worker who saw it."
        )
        % {"proved": found.proved_months},
        Gap.DISABILITY_PAPER: _("The paper about the disability is not accepted, or no longer valid."),
    }
    return [words[gap] for gap in found.gaps]


def ahead_words(changes: Iterable[Change]) -> list[str]:
    """Return the days on which the answer changes if nothing else does."""
    texts = {
        (True, Evidence.VERIFIED): _("From %(day)s: chronically homeless, verified"),
        (True, Evidence.SELF_REPORTED): _("From %(day)s: chronically homeless, not verified"),
        (False, Evidence.VERIFIED): _("From %(day)s: no longer chronically homeless"),
        (False, Evidence.SELF_REPORTED): _("From %(day)s: no longer chronically homeless"),
    }
    return [texts[change.chronic, change.evidence] % {"day": day(change.on)} for change in changes]


def place_words(stay: DatedStay) -> str:
    """Return the kind of place in HUD's words, with its name."""
    words = lists.label("3.12.1", stay.situation)
    return f"{words} ({stay.place})" if stay.place else words


def period_words(stay: DatedStay) -> str:
    """Return from when until when, as people say it."""
    if stay.ended_on is None:
        return _("since %(day)s") % {"day": day(stay.started_on)}
    if stay.ended_on == stay.started_on:
        return _("on %(day)s") % {"day": day(stay.started_on)}
    return _("%(start)s to %(end)s") % {"start": day(stay.started_on), "end": day(stay.ended_on)}


def lines(stays: Iterable[DatedStay]) -> list[str]:
    """Return a line for each stay: from when until when, and where."""
    return [f"{period_words(stay)}: {place_words(stay)}" for stay in stays]


def overlaps(stays: Sequence[DatedStay], today: date) -> list[str]:
    """Explain days that stand in two stays of different kinds."""
    made = []
    ordered = sorted(stays, key=lambda stay: (stay.started_on, stay.pk))
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            shared = _shared(first, second, today)
            if shared and first.situation != second.situation:
                made.append(_overlap_words(first, second, shared))
    return made


def doubts(stays: Sequence[DatedStay], last: CurrentLivingSituation | None) -> list[str]:
    """Name each stay that goes on although a later living situation says that the person is in another kind of place.

    The history counts as it stands (policy §4, rule 1); whoever reads it is asked which of the two is right.
    """
    if last is None:
        return []
    label = partial(lists.label, "3.12.1")
    words = _("%(place)s goes on by this history, but on %(day)s the client stayed elsewhere: %(other)s.")
    return [
        words % {"place": place_words(stay), "day": day(last.information_date), "other": label(last.situation)}
        for stay in stays
        if stay.ended_on is None and stay.started_on < last.information_date and stay.situation != last.situation
    ]


def _shared(first: DatedStay, second: DatedStay, today: date) -> Span | None:
    one, other = (_span(stay, today) for stay in (first, second))
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None


def _span(stay: DatedStay, today: date) -> Span:
    end = stay.ended_on or today + DAY
    return Span(stay.started_on, max(end, stay.started_on + DAY))


def _overlap_words(first: DatedStay, second: DatedStay, shared: Span) -> str:
    values = {
        "start": day(shared.start),
        "end": day(shared.last),
        "first": place_words(first),
        "second": place_words(second),
    }
    text = _("%(start)s to %(end)s stands in two stays: %(first)s, and %(second)s.") % values
    homeless = [groups.is_homeless_situation(stay.situation) for stay in (first, second)]
    if any(homeless) and not all(homeless):
        return f"{text} " + _("These days count as homeless. If that is wrong, correct one of the two.")
    return f"{text} " + _("Each day counts once.")


def plot(stays: Sequence[DatedStay], found: Finding, rules: Rules) -> plots.LanePlot:
    """Return 36 months as lanes: where the person was, which days count as homeless, which months are proved."""
    today = found.as_of
    reading = read([stay_of(stay) for stay in stays], today, rules)
    by_group: dict[str, list[tuple[date, date, str]]] = {"homeless": [], "institution": [], "other": []}
    for stay in stays:
        span = _span(stay, today)
        by_group[_lane(stay.situation)].append((span.start, span.end, "soft"))
    months = [
        (month.first, add_months(month.first, 1), "proved" if month.proof is not Proof.SELF else "soft")
        for month in found.months
    ]
    rows: list[tuple[Any, list[tuple[date, date, str]]]] = [
        (_("Outside or shelter"), by_group["homeless"]),
        (_("Institution"), by_group["institution"]),
        (_("Other places"), by_group["other"]),
        (_("Counts as homeless"), [(span.start, span.end, "full") for span in reading.homeless]),
        (_("Months proved"), months),
    ]
    return plots.lane_plot(rows, low=found.window_start, high=today + DAY, marks=_quarters(found.window_start, today))


def _lane(situation: int) -> str:
    if groups.is_homeless_situation(situation):
        return "homeless"
    return "institution" if situation in groups.situations(SituationGroup.INSTITUTIONAL) else "other"


def _quarters(low: date, high: date) -> list[date]:
    first = date(low.year, 1, 1)
    every = [add_months(first, count) for count in range(0, 60, QUARTER)]
    return [one for one in every if low <= one <= high]


def unrecorded(stays: Sequence[DatedStay], found: Finding) -> int:
    """Return how many days of the window stand in no stay; they break nothing and prove nothing (rule 4)."""
    window = Span(found.window_start, found.as_of + DAY)
    spans = sorted(_span(stay, found.as_of) for stay in stays)
    inside = [Span(max(s.start, window.start), min(s.end, window.end)) for s in spans if s.touches(window)]
    covered, reached = 0, window.start
    for span in inside:
        start = max(span.start, reached)
        covered += max((span.end - start).days, 0)
        reached = max(reached, span.end)
    return (window.end - window.start).days - covered


def differences(yours: Any, theirs: DatedStay) -> list[dict[str, str]]:
    """Return what differs between what somebody typed and the stay as it is stored now."""
    labels = {
        "started_on": _("From"),
        "ended_on": _("Until"),
        "situation": _("What kind of place?"),
        "place": _("Name or area"),
        "proof": _("What proves it?"),
    }
    return [
        {"label": label, "yours": _words(name, getattr(yours, name)), "theirs": _words(name, getattr(theirs, name))}
        for name, label in labels.items()
        if getattr(yours, name) != getattr(theirs, name)
    ]


def _words(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if name == "situation":
        return lists.label("3.12.1", value)
    if name == "proof":
        return str(DatedStay.Proof(value).label)
    return str(value) if value else _("Empty")
