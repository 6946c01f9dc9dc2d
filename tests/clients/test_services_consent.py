"""Release of information: who sees a record from which moment to which."""

import importlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from cas_portal.time import clock
from clients.models import Client, ClientAccess, Release, ReleasePaper
from clients.services.consent import (
    Signing,
    agencies_to_name,
    history,
    losing_sight,
    record_refusal,
    record_release,
    release_valid_through,
    revoke_release,
    running_releases,
    sign_for_household,
    sign_release,
)
from clients.services.outside import open_to_agency
from clients.services.papers import Paper
from tests.clients.acting import acting
from tests.database import connected_as
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, ReleaseFactory

pytestmark = pytest.mark.slow


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


def test_a_paper_from_before_the_latest_word_opens_nothing_again(assessor, partner, person):
    sign(assessor, person, signed_on=date(2026, 1, 5))
    with pytest.raises(Invalid, match="decided again after this day"):
        sign(assessor, person, signed_on=date(2025, 1, 5))
    with acting(assessor):
        assert Client.objects.get(pk=person.pk).shared_until == datetime(2029, 1, 6, 8, tzinfo=UTC)
        revoke_release(by=assessor, client_id=person.pk)
    with pytest.raises(Invalid, match="decided again after this day"):
        sign(assessor, person, signed_on=date(2026, 1, 6))
    assert not sees(partner, person)
    sign(assessor, person)
    assert sees(partner, person)
    with acting(assessor):
        record_refusal(by=assessor, client_id=person.pk, signed_on=clock.today())
    with pytest.raises(Invalid, match="decided again after this day"):
        sign(assessor, person, signed_on=clock.today() - timedelta(days=1))
    with acting(assessor):
        told = [(release.signed_on, release.scope) for release in history(person)]
    today = clock.today()
    assert told == [(today, "none"), (today, "continuum"), (date(2026, 1, 5), "continuum")]


@pytest.fixture
def third(agency):
    """Somebody of a third agency of the community."""
    return staff(Role.ASSESSOR, AgencyFactory(name="Third Agency", continuum=agency.continuum))


def name_only(actor, client, *agencies, **kwargs):
    with acting(actor):
        signing = Signing(signed_on=clock.today(), name="Rosa Example", agencies=tuple(one.pk for one in agencies))
        return sign_release(by=actor, client_id=client.pk, signing=signing, **kwargs)


def running(actor, client) -> list[str]:
    with acting(actor):
        return [row.scope for row in running_releases(client)]


def test_narrowing_a_release_hides_the_record_at_once_from_who_is_not_named(
    assessor, partner, third, other_agency, person
):
    sign(assessor, person)
    assert sees(partner, person) and sees(third, person)
    name_only(assessor, person, other_agency)
    assert (sees(partner, person), sees(third, person)) == (True, False)
    assert running(assessor, person) == ["named"]
    name_only(assessor, person, third_agency(third))
    assert (sees(partner, person), sees(third, person)) == (False, True)


def third_agency(actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_ids[0])


def test_widening_a_release_opens_the_record_and_leaves_no_grant_over(assessor, partner, third, other_agency, person):
    name_only(assessor, person, other_agency)
    sign(assessor, person)
    assert sees(partner, person) and sees(third, person)
    assert running(assessor, person) == ["continuum"]
    with acting(assessor):
        assert not ClientAccess.objects.running().filter(client=person, reason="release").exists()
        record_refusal(by=assessor, client_id=person.pk, signed_on=clock.today())
    assert not sees(partner, person) and not sees(third, person)


def test_somebody_whom_the_client_names_no_more_writes_it_down_and_then_sees_nothing(
    assessor, partner, third, person, settings
):
    """The signed paper is kept, though its keeper is shut out by it."""
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="
    sign(assessor, person)
    paper = Paper(kind=ReleasePaper.Kind.PAPER, media_type="application/pdf", content=b"%PDF-1.7")
    with acting(partner):
        signing = Signing(signed_on=clock.today(), papers=(paper,), agencies=(third.agency_ids[0],))
        made = sign_release(by=partner, client_id=person.pk, signing=signing)
        assert not Client.objects.visible_to(partner).filter(pk=person.pk).exists()
    with acting(assessor):
        assert made.papers.count() == 1
        first = Release.objects.get(client=person, scope="continuum")
        assert first.revoked_by_id == partner.user_id
    assert sees(third, person)


def test_a_signature_that_is_refused_ends_nothing(assessor, partner, far_agency, person):
    sign(assessor, person)
    for wrong, error in (((far_agency,), Missing), ((), StaleForm)):
        with pytest.raises(error):
            name_only(assessor, person, *wrong, seen=None if wrong else 0)
    with pytest.raises(Invalid):
        sign(assessor, person, signature=" ")
    assert sees(partner, person)
    assert running(assessor, person) == ["continuum"]


def test_what_an_agency_sees_through_a_referral_stays_when_the_release_is_narrowed(assessor, partner, third, person):
    sign(assessor, person)
    with acting(assessor):
        open_to_agency(by=assessor, client_id=person.pk, agency_id=partner.agency_ids[0], reason="referral")
    name_only(assessor, person, third_agency(third))
    assert sees(partner, person) and sees(third, person)
    with acting(assessor):
        assert ClientAccess.objects.running().filter(client=person, reason="referral").count() == 1


def test_each_person_of_a_household_has_a_latest_word_of_their_own(
    assessor, partner, third, other_agency, person, agency
):
    child, adult = ClientFactory(agency=agency), ClientFactory(agency=agency)
    for one in (person, child, adult):
        sign(assessor, one)
    signing = Signing(signed_on=clock.today(), name="Rosa Example", agencies=(other_agency.pk,))
    with acting(assessor):
        sign_for_household(by=assessor, client_id=person.pk, signing=signing, minors=[child.pk])
    assert [sees(third, one) for one in (person, child, adult)] == [False, False, True]
    assert all(sees(partner, one) for one in (person, child, adult))


@pytest.mark.django_db(transaction=True)
def test_releases_left_running_beside_a_later_word_end_with_the_migration(agency, other_agency):
    """Before, a second signature ended nothing; who had narrowed a release, or said no, is closed to the others."""
    third, far = AgencyFactory(continuum=agency.continuum), date(2099, 1, 1)
    narrowed, renewed, alone = (ClientFactory(agency=agency) for _ in range(3))
    for client, later in ((narrowed, {"scope": "named", "agencies": [third.pk]}), (renewed, {}), (alone, None)):
        ReleaseFactory(client=client, signed_on=date(2025, 1, 1), valid_through=far)
        if later is not None:
            ReleaseFactory(client=client, signed_on=date(2025, 6, 1), valid_through=far, **later)
    reader, named = staff(Role.ASSESSOR, other_agency), staff(Role.ASSESSOR, third)
    assert [sees(reader, one) for one in (narrowed, renewed, alone)] == [True, True, True]
    ends = importlib.import_module("clients.migrations.0020_latest_word").ENDS
    with connected_as("owner"), connection.cursor() as cursor:
        for touched in (2, 0):
            cursor.execute(ends)
            assert cursor.rowcount == touched
    assert [sees(reader, one) for one in (narrowed, renewed, alone)] == [False, True, True]
    assert sees(named, narrowed)


def test_victim_service_providers_are_neither_named_nor_said_to_lose_sight(assessor, agency, person):
    shelter = AgencyFactory(continuum=agency.continuum, is_vsp=True)
    with acting(assessor):
        assert shelter not in agencies_to_name(person)
    with pytest.raises(Missing):
        name_only(assessor, person, shelter)
    sign(assessor, person)
    with acting(assessor):
        assert shelter not in losing_sight(person)


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
