"""Counting declines: the third asks for a case conference (policy §7.3, N13)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.guards import Step
from referrals.models import Referral
from referrals.services import notices
from referrals.states import Part, State


def count_client_decline(step: Step) -> None:
    """Flag the referral at the client's third decline and tell SSF and the client's provider."""
    if _count(step, State.DECLINED_CLIENT) % step.rules.number("decline_flag_at") == 0:
        step.referral.case_conference = True
        _tell(step, _("A client declined for the third time. Plan a case conference."))


def count_provider_decline(step: Step) -> None:
    """Tell SSF and the client's provider when programs declined one client for the third time."""
    if _count(step, State.DECLINED_PROVIDER) % step.rules.number("decline_flag_at") == 0:
        step.referral.case_conference = True
        _tell(step, _("Programs declined one client for the third time. Plan a case conference."))


def _count(step: Step, state: State) -> int:
    """How many declines there are with the one being written."""
    earlier = Referral.objects.filter(client_id=step.referral.client_id, state=state).exclude(pk=step.referral.pk)
    return earlier.count() + 1


def _tell(step: Step, text: str | Promise) -> None:
    whom = (Part.SSF, Part.PROVIDER)
    notices.send(step.referral, by=step.by, kind="N13", text=text, whom=whom, moment=f"third:{step.move.verb}")
