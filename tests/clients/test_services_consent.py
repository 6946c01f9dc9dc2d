"""Release of information: who sees a record from which moment to which."""

from datetime import UTC, date, datetime

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client, Release
from clients.services.consent import (
    history,
    losing_sight,
    record_refusal,
    record_release,
    release_valid_through,
    revoke_release,
    running_releases,
)
from clients.services.outside import open_to_agency
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory


def sign(actor, client, **kwargs):
    values = {"signature": "Rosa Example", "signed_on": clock.today(), **kwargs}
    with acting(actor):
        return record_release(by=actor, client_id=client.pk, **values)


def sees(actor, client) -> bool:
    with acting(actor):
        return Client.objects.visible_to(actor).filter(pk=client.pk).exists()


@pytest.mark.django_db
@pytest.mark.case("D22")
@pytest.mark.parametrize(
    ("signed", "through"), [(date(2023, 5, 1), date(2026, 5, 1)), (date(2024, 2, 29), date(2027, 2, 28))]
)
def test_release_runs_36_months(agency, signed, through):
    assert release_valid_through(agency.continuum_id, signed) == through


@pytest.mark.case("D22")
def test_record_is_open_through_the_last_day_and_closed_the_next(assessor, person):
    with clock.freeze(datetime(2024, 2, 29, 20, tzinfo=UTC)):
        release = sign(assessor, person, signed_on=date(2024, 2, 29))
    assert release.valid_through == date(2027, 2, 28)
    with acting(assessor):
        assert Client.objects.get(pk=person.pk).shared_until == datetime(2027, 3, 1, 8, tzinfo=UTC)


def test_signature_opens_the_record_to_the_community_at_once(assessor, partner, stranger, person):
    assert not sees(partner, person)
    sign(assessor, person)
    assert sees(partner, person)
    assert not sees(stranger, person)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"signature": "  "}, "Ask the client to sign"),
        ({"signed_on": date(2999, 1, 1)}, "in the future"),
        ({"signed_on": date(2000, 1, 1)}, "is over"),
    ],
)
def test_what_is_no_release(assessor, person, values, words):
    with pytest.raises(Invalid, match=words):
        sign(assessor, person, **values)


def test_survivor_record_is_never_released(agency):
    worker = staff(Role.VSP_ASSESSOR, agency)
    with pytest.raises(Invalid, match="not shared"):
        sign(worker, ClientFactory(agency=agency, anonymous=True))


def test_declining_is_recorded_and_opens_nothing(assessor, partner, person):
    with acting(assessor):
        refusal = record_refusal(by=assessor, client_id=person.pk, signed_on=clock.today())
        assert (refusal.method, refusal.scope, refusal.valid_through) == ("refused", "none", None)
    assert not sees(partner, person)
    assert sees(assessor, person)


def test_declining_ends_what_was_signed_before(assessor, partner, person):
    sign(assessor, person)
    with acting(partner):
        record_refusal(by=partner, client_id=person.pk, signed_on=clock.today())
    assert not sees(partner, person)
    with acting(assessor):
        assert not running_releases(Client.objects.get(pk=person.pk)).exists()


def test_withdrawing_closes_the_record_at_that_instant(assessor, partner, person):
    sign(assessor, person)
    with acting(assessor):
        revoke_release(by=assessor, client_id=person.pk)
    assert not sees(partner, person)
    with acting(assessor):
        release = Release.objects.get(client=person)
        assert (release.revoked_by_id, release.revoked_at is None) == (assessor.user_id, False)


def test_another_agency_can_withdraw_for_the_client_and_then_sees_nothing(assessor, partner, person):
    sign(assessor, person)
    with acting(partner):
        revoke_release(by=partner, client_id=person.pk)
        assert not Client.objects.visible_to(partner).exists()


def test_withdrawing_twice_is_a_conflict(assessor, person):
    sign(assessor, person)
    with acting(assessor):
        revoke_release(by=assessor, client_id=person.pk)
        with pytest.raises(Conflict):
            revoke_release(by=assessor, client_id=person.pk)


def test_longest_of_two_releases_counts(assessor, person):
    sign(assessor, person, signed_on=date(2026, 1, 5))
    sign(assessor, person, signed_on=date(2025, 1, 5))
    with acting(assessor):
        assert Client.objects.get(pk=person.pk).shared_until == datetime(2029, 1, 6, 8, tzinfo=UTC)
        assert [release.signed_on.year for release in history(person)] == [2026, 2025]


def test_auditor_records_no_release(agency, shared_person):
    with pytest.raises(Forbidden):
        sign(staff(Role.AUDITOR, agency), shared_person)


def test_agencies_that_lose_sight_leave_out_those_with_a_grant(assessor, partner, other_agency, person):
    sign(assessor, person)
    with acting(assessor):
        assert losing_sight(person) == [other_agency]
        open_to_agency(by=assessor, client_id=person.pk, agency_id=other_agency.pk, reason="referral")
        assert losing_sight(person) == []
        revoke_release(by=assessor, client_id=person.pk)
    assert sees(partner, person)
