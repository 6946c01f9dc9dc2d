"""Whether somebody is chronically homeless on a day, why, and what is missing (policy §4, rules 6-12)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assessments.chronic.spans import Reading, Span, read
from assessments.chronic.stays import DAY, ELAPSED, Proof, Rules, Stay
from cas_portal.time.dates import add_months, at_least_months

WEAKEST_LAST = (Proof.THIRD_PARTY, Proof.OBSERVATION, Proof.SELF)


class Evidence(StrEnum):
    """How well the history is proved (rule 11)."""

    VERIFIED = "VERIFIED"
    SELF_REPORTED = "SELF_REPORTED"


class Gap(StrEnum):
    """What keeps the answer from being yes, or from being verified."""

    DISABILITY_UNKNOWN = "disability_unknown"
    NO_DISABILITY = "no_disability"
    NOT_HOMELESS_NOW = "not_homeless_now"
    TOO_SHORT = "too_short"
    PROOF = "proof"
    DISABILITY_PAPER = "disability_paper"


@dataclass(frozen=True, slots=True)
class Person:
    """What is asked of the person beside the stays; None is not known.

    `found_by_va`: found chronic at VA intake, and that episode of care is still open (rule 10).
    """

    disability: bool | None = None
    found_by_va: bool = False
    disability_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month with at least one homeless day, and the best proof of one."""

    first: date
    proof: Proof


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer on a day (rule 12). `since` is E of test A; `months` and `episodes` are those of the window."""

    as_of: date
    window_start: date
    chronic: bool
    by_veteran_rule: bool
    now_homeless: bool
    test_a: bool
    since: date | None
    test_b: bool
    episodes: tuple[Span, ...]
    months: tuple[Month, ...]
    evidence: Evidence
    proved_months: int
    gaps: tuple[Gap, ...]

    @property
    def waits_for_disability(self) -> bool:
        """Whether the history is enough, and only nobody knows whether there is a disabling condition (rule 9)."""
        return Gap.DISABILITY_UNKNOWN in self.gaps and self.now_homeless and (self.test_a or self.test_b)


def find(stays: Iterable[Stay], as_of: date, person: Person, rules: Rules | None = None) -> Finding:
    """Apply policy §4 to the stays of one head of household on one day."""
    rules = rules or Rules()
    reading = read(stays, as_of, rules)
    opens = add_months(as_of, -rules.window_months)
    since = _since(reading)
    test_a = since is not None and _full(since, as_of, rules)
    episodes = tuple(one for one in reading.episodes if _in_window(reading, one, opens))
    months = _months(reading, opens)
    test_b = len(episodes) >= rules.min_episodes and len(months) >= rules.min_months
    by_rule = bool(person.disability) and reading.now_homeless and (test_a or test_b)
    proved = sum(month.proof is not Proof.SELF for month in months[-rules.evidence_months :])
    verified = proved >= rules.evidence_months_required and person.disability_accepted
    chronic = by_rule or person.found_by_va
    found = Finding(
        as_of=as_of,
        window_start=opens,
        chronic=chronic,
        by_veteran_rule=person.found_by_va and not by_rule,
        now_homeless=reading.now_homeless,
        test_a=test_a,
        since=since,
        test_b=test_b,
        episodes=episodes,
        months=months,
        evidence=Evidence.VERIFIED if verified else Evidence.SELF_REPORTED,
        proved_months=proved,
        gaps=(),
    )
    return _with_gaps(found, person, rules)


def _since(reading: Reading) -> date | None:
    """Return E: walk back from the month of asking while each month has a homeless day of the current episode."""
    episode = reading.current_episode
    if episode is None:
        return None
    spans = [span for span in reading.homeless if span.start >= episode.start]
    first, month = None, reading.as_of.replace(day=1)
    while (found := _first_day_in(spans, month)) is not None:
        first, month = found, add_months(month, -1)
    return first


def _first_day_in(spans: Iterable[Span], month: date) -> date | None:
    whole = Span(month, add_months(month, 1))
    return min((max(span.start, month) for span in spans if span.touches(whole)), default=None)


def _full(since: date, as_of: date, rules: Rules) -> bool:
    if rules.continuous_method == ELAPSED:
        return at_least_months(since, rules.continuous_months, as_of)
    return (as_of.year - since.year) * 12 + as_of.month - since.month + 1 >= rules.continuous_months


def _in_window(reading: Reading, episode: Span, opens: date) -> bool:
    return any(span.touches(episode) and span.last >= opens for span in reading.homeless)


def _months(reading: Reading, opens: date) -> tuple[Month, ...]:
    """Return every month with a homeless day in the window, oldest first, with the best proof among its stays."""
    best: dict[date, Proof] = {}
    window = Span(opens, reading.as_of + DAY)
    for span, proof in reading.proved:
        if not span.touches(window):
            continue
        month = max(span.start, opens).replace(day=1)
        while month < span.end:
            best[month] = min(proof, best.get(month, Proof.SELF), key=WEAKEST_LAST.index)
            month = add_months(month, 1)
    return tuple(Month(first, best[first]) for first in sorted(best))


def _with_gaps(found: Finding, person: Person, rules: Rules) -> Finding:
    proof_missing = found.proved_months < rules.evidence_months_required
    asked = not found.chronic
    checks = (
        (Gap.DISABILITY_UNKNOWN, asked and person.disability is None),
        (Gap.NO_DISABILITY, asked and person.disability is False),
        (Gap.NOT_HOMELESS_NOW, asked and not found.now_homeless),
        (Gap.TOO_SHORT, asked and not (found.test_a or found.test_b)),
        (Gap.PROOF, bool(found.months) and proof_missing),
        (Gap.DISABILITY_PAPER, person.disability is True and not person.disability_accepted),
    )
    return replace(found, gaps=tuple(gap for gap, missing in checks if missing))
