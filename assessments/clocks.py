"""Every clock of assessing for one client, as data: when it was last done, until when that counts, what is due.

Pages show these rows, notices and lists read the same ones (policy §2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from assessments import validity
from assessments.models import Assessment, CurrentLivingSituation, Draft, FollowUp
from cas_portal.access.actor import Actor
from cas_portal.time.dates import add_days
from clients.annual import last_annual_window, next_annual_window
from clients.models import Client, Enrollment


class State(StrEnum):
    """Where a clock stands: never done, counting, soon over, over."""

    NEVER = "never"
    RUNNING = "running"
    WARNING = "warning"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: `last_on` when it was last done, `through` the last day that counts, `opens` when it may be done.

    Of an open draft `row` is the draft.
    """

    kind: str
    state: State
    last_on: date | None = None
    through: date | None = None
    opens: date | None = None
    row: Draft | None = None


CLS = "CLS"
DRAFT = "DRAFT"
PLAN = "PLAN"


def clock(kind: str, last_on: date, through: date, warning: date, today: date) -> Clock:
    """Return a clock that runs through its last day and warns from the warning day on (policy §2)."""
    state = State.OVER if today > through else State.WARNING if today >= warning else State.RUNNING
    return Clock(kind, state, last_on, through)


def scored(kind: str, newest: Assessment | None, today: date, settings: Mapping[str, Any]) -> Clock:
    """Return the clock of the Crisis Assessment (90 days) or the HCT (15 months), by what the record keeps."""
    if newest is None or newest.valid_through is None:
        return Clock(kind, State.NEVER)
    last_day = newest.valid_through
    return clock(kind, newest.assessed_on, last_day, validity.warning_on(kind, last_day, settings), today)


def living_situation(recorded_on: date | None, today: date, settings: Mapping[str, Any]) -> Clock:
    """Return the clock of the living situation: 30 days, survivors alike (policy §2, D13)."""
    if recorded_on is None:
        return Clock(CLS, State.NEVER)
    through = add_days(recorded_on, int(settings.get("cls_stale_days", validity.CLS_STALE_DAYS)))
    return clock(CLS, recorded_on, through, through, today)


def annual(entered_on: date, done_on: date | None, today: date) -> Clock:
    """Return the clock of the annual assessment: 30 days around the anniversary of the entry (D21).

    A window that went by without one is over until one is done, late as it is, or until the next window opens.
    """
    window, missed = next_annual_window(entered_on, today), last_annual_window(entered_on, today)
    if missed and not window.is_open(today) and (done_on is None or done_on < missed.opens):
        return Clock(validity.ANNUAL, State.OVER, done_on, missed.closes, missed.opens)
    if done_on and window.opens <= done_on <= window.closes:
        return Clock(validity.ANNUAL, State.RUNNING, done_on, window.closes, window.opens)
    state = State.WARNING if window.is_open(today) else State.RUNNING
    return Clock(validity.ANNUAL, state, done_on, window.closes, window.opens)


def draft(row: Draft, today: date, settings: Mapping[str, Any]) -> Clock:
    """Return the clock of an open draft: 7 days (policy §2)."""
    through = add_days(row.started_on, int(settings.get("draft_days", validity.DRAFT_DAYS)))
    return replace(clock(DRAFT, row.started_on, through, through, today), row=row)


def plan(row: FollowUp, today: date) -> Clock | None:
    """Return the clock of a support plan that is due after an HCT; None when it is made, and for other follow-ups."""
    if row.kind != FollowUp.Kind.PLAN or row.state == FollowUp.State.DONE or row.due_on is None:
        return None
    return clock(PLAN, row.created_at.date(), row.due_on, row.due_on, today)


def clocks_of(
    actor: Actor, client: Client, enrollment: Enrollment | None, today: date, settings: Mapping[str, Any]
) -> list[Clock]:
    """Return every clock that runs for the client, as far as the actor sees its records, in the order of the work."""
    newest: dict[str, Assessment] = {}
    for row in Assessment.objects.visible_to(actor).filter(client=client).counting().newest_first():
        newest.setdefault(row.kind, row)
    stays = CurrentLivingSituation.objects.visible_to(actor).filter(client=client, voided_at=None)
    last = stays.order_by("-information_date").values_list("information_date", flat=True).first()
    found = [living_situation(last, today, settings)]
    if not client.survivor:
        found.append(scored(validity.CRISIS, newest.get(validity.CRISIS), today, settings))
    found.append(scored(validity.HCT, newest.get(validity.HCT), today, settings))
    due = FollowUp.objects.visible_to(actor).filter(client=client, kind=FollowUp.Kind.PLAN).order_by("-pk").first()
    if due and (owed := plan(due, today)):
        found.append(owed)
    if enrollment:
        done = newest.get(validity.ANNUAL)
        found.append(annual(enrollment.entry_date, done.assessed_on if done else None, today))
    drafts = Draft.objects.visible_to(actor).open().filter(client=client).select_related("corrects", "created_by")
    return [*found, *(draft(row, today, settings) for row in drafts.order_by("started_on"))]
