"""Openings and referrals."""

from datetime import date

import factory

from documents.kinds import Tier
from referrals.models import Opening, ProgramRule, Referral
from referrals.models.openings import HousingKind
from referrals.states import OpeningStatus, State
from tests.factories.base import WalledFactory
from tests.factories.clients import ClientRowFactory, ProgramFactory


class ProgramRuleFactory(WalledFactory):
    """The rules of a PSH program that asks for nothing but PSH papers."""

    class Meta:
        model = ProgramRule

    program = factory.SubFactory(ProgramFactory)
    continuum = factory.SelfAttribute("program.continuum")
    housing_kind = HousingKind.PSH
    required_tier = Tier.PSH_READY


class OpeningFactory(WalledFactory):
    """An opening for which SSF looks for a household."""

    class Meta:
        model = Opening

    program = factory.SubFactory(ProgramFactory)
    agency = factory.SelfAttribute("program.agency")
    continuum = factory.SelfAttribute("program.continuum")
    status = OpeningStatus.SOURCING
    housing_kind = HousingKind.PSH
    required_tier = Tier.PSH_READY
    unit_label = factory.Sequence(lambda n: f"Unit {n}")
    available_on = date(2025, 9, 1)
    reported_on = date(2025, 8, 25)


class ReferralFactory(ClientRowFactory):
    """A live candidate for an opening."""

    class Meta:
        model = Referral

    opening = factory.SubFactory(OpeningFactory)
    housing_agency = factory.SelfAttribute("opening.agency")
    state = State.CANDIDATE
    selected_on = date(2025, 8, 26)
