"""Openings, offers, and what became of them."""

from referrals.models.deadlines import Deadline
from referrals.models.openings import Opening, OpeningQuerySet, ProgramRule
from referrals.models.referral import Referral, ReferralQuerySet, Transition

__all__ = ["Deadline", "Opening", "OpeningQuerySet", "ProgramRule", "Referral", "ReferralQuerySet", "Transition"]
