"""Stays as spans of days on one day of asking: homeless days, other nights, breaks, episodes (policy §4, rules 1-5).

A span has its first day and the day after its last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.chronic.stays import DAY, Proof, Rules, Stay
from cas_portal.hud.groups import SituationGroup, is_homeless_situation, situations


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `start` up to but without `end`."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of the span."""
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day of the span."""
        return self.end - DAY

    def touches(self, other: "Span") -> bool:
        """Whether the two share a day."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Reading:
    """What stays say on a day: homeless days with the proof of each stay, and the nights that end an episode."""

    as_of: date
    proved: tuple[tuple[Span, Proof], ...]
    homeless: tuple[Span, ...]
    breaks: tuple[Span, ...]

    @property
    def episodes(self) -> list[Span]:
        """Homeless days with no break between them (rule 5), oldest first, each from its first to its last day."""
        made: list[Span] = []
        for span in self.homeless:
            if made and not self._broken(made[-1].end, span.start):
                made[-1] = Span(made[-1].start, span.end)
            else:
                made.append(span)
        return made

    @property
    def current_episode(self) -> Span | None:
        """The last episode, unless a break has ended it."""
        episodes = self.episodes
        if not episodes or self._broken(episodes[-1].end, self.as_of + DAY):
            return None
        return episodes[-1]

    @property
    def now_homeless(self) -> bool:
        """Whether the day of asking is a homeless day (rule 6)."""
        return any(span.holds(self.as_of) for span in self.homeless)

    def _broken(self, start: date, end: date) -> bool:
        return any(run.start >= start and run.end <= end for run in self.breaks)


def read(stays: Iterable[Stay], as_of: date, rules: Rules) -> Reading:
    """Read stays on a day. What begins later is left out; what ends later is still going on."""
    known = [seen for stay in stays if (seen := stay.as_seen_on(as_of))]
    proved = [(_days(stay, as_of), stay.proof) for stay in known if is_homeless_situation(stay.situation)]
    away: list[Span] = []
    long: list[Span] = []
    institutions = situations(SituationGroup.INSTITUTIONAL)
    for stay in sorted(known, key=lambda one: (one.start, one.end or as_of)):
        if is_homeless_situation(stay.situation):
            continue
        if stay.situation in institutions:
            nights = ((stay.end or as_of) - stay.start).days
            if nights >= rules.institution_break_nights:
                long.append(_nights(stay, as_of))
            elif any(span.holds(stay.start - DAY) for span, _proof in proved):
                proved.append((_days(stay, as_of), stay.proof))
                continue
        away.append(_nights(stay, as_of))
    homeless = joined(span for span, _proof in proved)
    runs = _without(joined(away), homeless)
    breaks = [run for run in runs if _breaks(run, long, rules)]
    return Reading(as_of, tuple(proved), tuple(homeless), tuple(breaks))


def _days(stay: Stay, as_of: date) -> Span:
    """Return the days somebody was there: the day of asking is one of a stay that goes on."""
    if stay.end is None:
        return Span(stay.start, as_of + DAY)
    return Span(stay.start, max(stay.end, stay.start + DAY))


def _nights(stay: Stay, as_of: date) -> Span:
    """Return the nights spent there: the coming night of a stay that goes on has not been spent yet."""
    if stay.end is None:
        return Span(stay.start, as_of)
    return Span(stay.start, max(stay.end, stay.start + DAY))


def _breaks(run: Span, long: Sequence[Span], rules: Rules) -> bool:
    return (run.end - run.start).days >= rules.break_nights or any(run.touches(span) for span in long)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans that touch or overlap as one, in order; empty ones are left out."""
    made: list[Span] = []
    for span in sorted(one for one in spans if one.start < one.end):
        if made and span.start <= made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return made


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return what is left of spans when other days are taken out: a homeless day is never also another night."""
    made = []
    for span in spans:
        start = span.start
        for cut in taken:
            if cut.end <= start or cut.start >= span.end:
                continue
            if cut.start > start:
                made.append(Span(start, cut.start))
            start = max(start, cut.end)
        if start < span.end:
            made.append(Span(start, span.end))
    return made
