"""What a change of a setting does to offers that run: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import ngettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Agency
from cas_portal.accounts.rules.previews import Effect, PreviewFunction
from referrals.models import Deadline, Opening, Referral
from referrals.states import HOLDS_OPENING, State

Due = Deadline.Kind
IN_BUSINESS_DAYS = (Due.ANSWER, Due.ACKNOWLEDGE)
CLOCKS = {
    "provider_answer_bd": (Due.ANSWER,),
    "program_ack_bd": (Due.ACKNOWLEDGE,),
    "decision_days": (Due.DECISION,),
    "stall_warning_days": (Due.DECISION_WARNING,),
    "stall_escalate_days": (Due.ESCALATION,),
    "stall_on_due_day": (Due.DECISION,),
    "park_warning_days": (Due.PARK_WARNING,),
    "park_disengaged_days": (Due.PARK_END,),
    "park_review_months": (Due.PARK_END,),
}


def clocks(key: str, continuum_id: int) -> list[Effect]:
    """Count the clocks of a setting that run: they keep their day."""
    waiting = Deadline.objects.filter(continuum_id=continuum_id, kind__in=CLOCKS[key], done_at=None, dropped_at=None)
    return [
        Effect(
            waiting.count(),
            ngettext_lazy("clock runs already and keeps its day", "clocks run already and keep their day", "count"),
        )
    ]


def clock_preview(key: str):
    """Return the preview of one clock."""
    return lambda continuum_id, day, value: clocks(key, continuum_id)


def offers(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the openings that are offered to more households than the new limit allows."""
    live = Count("referrals", filter=Q(referrals__state__in=HOLDS_OPENING))
    many = Opening.objects.filter(continuum_id=continuum_id).annotate(live=live).filter(live__gt=int(str(value)))
    return [
        Effect(
            many.count(),
            ngettext_lazy(
                "opening is offered to more households than that; these offers go on",
                "openings are offered to more households than that; these offers go on",
                "count",
            ),
        )
    ]


def held_often(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households that are offered more openings at a time than the new limit allows."""
    live = Referral.objects.filter(continuum_id=continuum_id).holding_client().order_by()
    many = live.values("client").annotate(n=Count("pk")).filter(n__gt=int(str(value)))
    return [
        Effect(
            many.count(),
            ngettext_lazy(
                "household is offered more than that; these offers go on",
                "households are offered more than that; these offers go on",
                "count",
            ),
        )
    ]


def being_asked(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the offers whose client is being asked: the new number counts for their answer."""
    rows = Referral.objects.filter(continuum_id=continuum_id, state=State.PROVIDER_NOTIFIED)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "client is being asked now; the new number counts for them",
                "clients are being asked now; the new number counts for them",
                "count",
            ),
        )
    ]


def at_programs(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the offers a program works on: the new number counts for their no-show."""
    rows = Referral.objects.filter(continuum_id=continuum_id, state__in=[State.SENT, State.IN_PROCESS])
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "referral is at a program now; the new number counts for it",
                "referrals are at a program now; the new number counts for them",
                "count",
            ),
        )
    ]


def held_back(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households that would not be offered a program they declined."""
    since = day - timedelta(days=int(str(value)))
    rows = Referral.objects.filter(continuum_id=continuum_id, state=State.DECLINED_CLIENT, closed_on__gte=since)
    count = rows.order_by().values("client").distinct().count()
    return [
        Effect(
            count,
            ngettext_lazy(
                "household would not be offered a program it declined",
                "households would not be offered a program they declined",
                "count",
            ),
        )
    ]


def declined_often(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households with at least so many declines."""
    rows = Referral.objects.filter(continuum_id=continuum_id, state=State.DECLINED_CLIENT).order_by()
    many = rows.values("client").annotate(n=Count("pk")).filter(n__gte=int(str(value)))
    return [
        Effect(
            many.count(),
            ngettext_lazy(
                "household has declined that often already; SSF is told at the next decline",
                "households have declined that often already; SSF is told at the next decline",
                "count",
            ),
        )
    ]


def may_return(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households enrolled and not moved in that could come back to their place."""
    since = day - timedelta(days=int(str(value)))
    rows = Referral.objects.filter(continuum_id=continuum_id, state=State.ENROLLED, enrolled_on__gte=since)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "household is enrolled, has not moved in and could come back to its place",
                "households are enrolled, have not moved in and could come back to their place",
                "count",
            ),
        )
    ]


def clocks_over(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the business-day clocks that run over a day: they keep their last day."""
    waiting = Deadline.objects.filter(continuum_id=continuum_id, kind__in=IN_BUSINESS_DAYS, due_on__gte=day)
    return [
        Effect(
            waiting.filter(done_at=None, dropped_at=None).count(),
            ngettext_lazy(
                "referral clock runs over this day and keeps its last day",
                "referral clocks run over this day and keep their last day",
                "count",
            ),
        )
    ]


OTHERS: dict[str, PreviewFunction] = {
    "max_live_per_opening": offers,
    "max_live_per_client": held_often,
    "interest_contact_days": being_asked,
    "contact_tries": being_asked,
    "contact_try_days": being_asked,
    "redecline_block_days": held_back,
    "decline_flag_at": declined_often,
    "missed_appointments": at_programs,
    "no_show_wait_bd": at_programs,
    "return_days": may_return,
    "holiday": clocks_over,
}


def agency_stops(by: Actor, agency: Agency) -> list[Effect]:
    """Count the openings of an agency that wait, and the offers that wait for it to act."""
    openings = Opening.objects.visible_to(by).filter(agency=agency).unfilled()
    live = Referral.objects.visible_to(by).holding_opening()
    return [
        Effect(
            openings.count(),
            ngettext_lazy(
                "opening of its programs waits for a household; withdraw it if it ends",
                "openings of its programs wait for a household; withdraw those that end",
                "count",
            ),
        ),
        Effect(
            live.filter(housing_agency=agency).count(),
            ngettext_lazy(
                "live referral is at its programs; nobody answers it",
                "live referrals are at its programs; nobody answers them",
                "count",
            ),
        ),
        Effect(
            live.filter(provider_agency=agency).count(),
            ngettext_lazy(
                "live referral waits for it as the client's provider",
                "live referrals wait for it as the client's provider",
                "count",
            ),
        ),
    ]
