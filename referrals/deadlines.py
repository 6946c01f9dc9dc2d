"""When a referral must be answered, and when the sweep acts (policy §8). Pure but for the rows at the end."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cas_portal.accounts.settings import holidays, settings_on
from cas_portal.time import clock
from cas_portal.time.dates import add_business_days, add_days
from referrals.models import Deadline, Referral

Due = Deadline.Kind


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings and holidays of a continuum on one day."""

    settings: Mapping[str, object]
    holidays: Container[date]
    zone: str

    @classmethod
    def on(cls, continuum_id: int, zone: str, day: date) -> "Rules":
        """Read them, in two queries."""
        return cls(settings_on(continuum_id, day), holidays(continuum_id), zone)

    def number(self, key: str) -> int:
        """Return a setting that is a number."""
        return int(str(self.settings[key]))

    def say(self, words: object) -> str:
        """Return a text with the settings it names, such as %(decision_days)s, filled in."""
        return str(words) % self.settings


@dataclass(frozen=True, slots=True)
class When:
    """The last day to answer, and the day from which the sweep acts."""

    due_on: date
    acts_on: date


def when(kind: Due, start: date, rules: Rules, park_until: date | None = None) -> When:
    """Return the days of a deadline that starts on a day (policy §2, §7.2, §8; F01-F06).

    A deadline is missed from the day after its last day; with `stall_on_due_day` decisions on the day itself (F05).
    Warnings and the end of a park come on their day.
    """
    if kind in {Due.PARK_WARNING, Due.PARK_END}:
        end = park_until or start
        day = end if kind == Due.PARK_END else max(start, add_days(end, -rules.number("park_warning_days")))
        return When(day, day)
    if kind in {Due.ANSWER, Due.ANSWER_WARNING, Due.ACKNOWLEDGE}:
        return _in_business_days(kind, start, rules)
    decision = add_days(start, rules.number("decision_days"))
    if kind == Due.DECISION_WARNING:
        day = add_days(decision, -rules.number("stall_warning_days"))
        return When(day, day)
    if kind == Due.ESCALATION:
        decision = add_days(decision, rules.number("stall_escalate_days"))
    return When(decision, decision if rules.settings["stall_on_due_day"] else add_days(decision, 1))


def _in_business_days(kind: Due, start: date, rules: Rules) -> When:
    if kind == Due.ACKNOWLEDGE:
        day = add_business_days(start, rules.number("program_ack_bd"), rules.holidays)
        return When(day, day)
    answer_days = rules.number("provider_answer_bd")
    if kind == Due.ANSWER_WARNING:
        day = add_business_days(start, max(answer_days - 1, 0), rules.holidays)
        return When(day, day)
    day = add_business_days(start, answer_days, rules.holidays)
    return When(day, add_days(day, 1))


def moment(day: date, zone: str) -> datetime:
    """Return the first moment of a day where the community is."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def restart(
    referral: Referral, *, starts: tuple[Due, ...], keeps: tuple[Due, ...], day: date, rules: Rules, agency_id: int
) -> None:
    """End the open deadlines but those kept, and start new ones; the last days are written on the referral too."""
    running = Deadline.objects.filter(referral=referral, done_at=None, dropped_at=None).exclude(kind__in=keeps)
    running.update(dropped_at=clock.now())
    rows = []
    for kind in starts:
        days = when(kind, day, rules, referral.park_until)
        _remember(referral, kind, days)
        rows.append(
            Deadline(
                continuum_id=referral.continuum_id,
                agency_id=agency_id,
                client_id=referral.client_id,
                referral=referral,
                kind=kind,
                due_on=days.due_on,
                due_at=moment(days.acts_on, rules.zone),
            )
        )
    Deadline.objects.bulk_create(rows)


def _remember(referral: Referral, kind: Due, days: When) -> None:
    column = {Due.ANSWER: "answer_due_on", Due.ACKNOWLEDGE: "ack_due_on", Due.DECISION: "decision_due_on"}.get(kind)
    if column:
        setattr(referral, column, days.due_on)
