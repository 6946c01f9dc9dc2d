"""What the database itself refuses about offers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from referrals.models import Opening, Referral
from referrals.states import State
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, ProgramFactory
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = pytest.mark.django_db


def test_two_households_cannot_hold_one_slot_of_an_opening():
    opening = OpeningFactory()
    ReferralFactory(opening=opening)

    with pytest.raises(IntegrityError, match="referral_one_live_per_opening_slot"), transaction.atomic():
        ReferralFactory(opening=opening)


def test_one_household_cannot_hold_two_openings():
    client = ClientFactory()
    ReferralFactory(client=client)

    with pytest.raises(IntegrityError, match="referral_one_live_per_client_slot"), transaction.atomic():
        ReferralFactory(client=client)


def test_a_household_enrolled_in_one_program_may_be_offered_another():
    client = ClientFactory()
    first = ReferralFactory(
        client=client, state=State.ENROLLED, sent_on=date(2025, 9, 2), enrolled_on=date(2025, 9, 10)
    )

    second = ReferralFactory(client=client)

    assert second.client_slot == first.client_slot


def test_a_parked_referral_names_its_last_day():
    with pytest.raises(IntegrityError, match="referral_parked_until_a_day"), transaction.atomic():
        ReferralFactory(state=State.PARKED)


def test_one_unit_is_reported_once_while_it_waits():
    program = ProgramFactory()
    OpeningFactory(program=program, unit_label="12B")

    with pytest.raises(IntegrityError, match="opening_unit_reported_once"), transaction.atomic():
        OpeningFactory(program=program, unit_label="12B")


def test_no_row_is_seen_from_another_continuum():
    referral = ReferralFactory(client=ClientFactory(released=True))
    from_elsewhere = OpeningFactory(
        program__agency__continuum__code="CA-514", program__agency__continuum__name="Elsewhere"
    )

    with seeding(from_elsewhere.continuum):
        assert not Referral.objects.filter(pk=referral.pk).exists()
        assert not Opening.objects.filter(pk=referral.opening_id).exists()
