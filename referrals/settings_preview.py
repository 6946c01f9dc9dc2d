"""What a change of a setting does to offers that run: counted by one statement, shown before it is saved."""

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Agency
from cas_portal.accounts.rules.previews import Effect
from referrals.models import Deadline, Opening, Referral
from referrals.states import HOLDS_OPENING

Due = Deadline.Kind
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
    return [Effect(waiting.count(), _("clocks run already and keep their day"))]


def clock_preview(key: str):
    """Return the preview of one clock."""
    return lambda continuum_id, day, value: clocks(key, continuum_id)


def offers(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the openings that are offered to more households than the new limit allows."""
    live = Count("referrals", filter=Q(referrals__state__in=HOLDS_OPENING))
    many = Opening.objects.filter(continuum_id=continuum_id).annotate(live=live).filter(live__gt=int(str(value)))
    return [Effect(many.count(), _("openings are offered to more households than that; these offers go on"))]


def agency_stops(by: Actor, agency: Agency) -> list[Effect]:
    """Count the openings of an agency that wait, and the offers that wait for it to act."""
    openings = Opening.objects.visible_to(by).filter(agency=agency).unfilled()
    live = Referral.objects.visible_to(by).holding_opening()
    return [
        Effect(openings.count(), _("openings of its programs wait for a household; withdraw those that end")),
        Effect(
            live.filter(housing_agency=agency).count(), _("live referrals are at its programs; nobody answers them")
        ),
        Effect(live.filter(provider_agency=agency).count(), _("live referrals wait for it as the client's provider")),
    ]
