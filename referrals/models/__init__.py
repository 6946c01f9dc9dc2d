"""Openings, offers, and what became of them."""

from referrals.models.deadlines import Deadline
from referrals.models.hand_over import HandOver
from referrals.models.openings import Opening, OpeningQuerySet, ProgramRule
from referrals.models.referral import Referral, ReferralQuerySet, Transition

__all__ = [
    "Deadline",
    "HandOver",
    "Opening",
    "OpeningQuerySet",
    "ProgramRule",
    "Referral",
    "ReferralQuerySet",
    "Transition",
]
