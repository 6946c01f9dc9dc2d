"""CE events and living situations at the service."""

from datetime import date

import pytest

from assessments import services
from assessments.models import CEEvent, CurrentLivingSituation
from cas_portal.access import errors
from cas_portal.access.roles import Role
from clients.models import Contact
from tests.factories.accounts import staff
from tests.factories.assessments import CEEventFactory, CurrentLivingSituationFactory, ready_household
from tests.factories.clients import ProgramFactory

pytestmark = pytest.mark.slow
TODAY = date(2025, 8, 5)


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def stay(home):
    return CurrentLivingSituationFactory(
        client=home.client, enrollment=home.enrollment, information_date=date(2025, 8, 1)
    )


def refer(home, by, event=14):
    program = ProgramFactory(agency=home.agency)
    with_event = {"event": event, "event_date": TODAY, "location_program": program, "agency_id": by.agency_ids[0]}
    return services.record_referral_event(by=by, client=home.client, **with_event)


@pytest.mark.case("X03")
def test_a_sent_referral_writes_its_event_with_location_and_no_result(home, stay, acting):
    ssf = staff(Role.SSF_ADMIN)
    with acting(ssf):
        event = refer(home, ssf)
        assert (event.event, event.by_referral, event.result) == (14, True, None)
        assert event.location_program is not None
        copy = CurrentLivingSituation.objects.get(client=home.client, information_date=TODAY)
        assert (copy.situation, copy.contact_kind, copy.location) == (116, "copy", "5th and K")
        assert not Contact.objects.filter(client=home.client).exists()
        services.record_event_result(by=ssf, event=event, result=1, on=TODAY)
        services.record_event_result(by=ssf, event=event, result=1, on=TODAY)
        with pytest.raises(errors.Conflict):
            services.record_event_result(by=ssf, event=event, result=3, on=TODAY)


def test_a_referral_writes_no_other_event_and_without_any_stay_no_copy(home, acting):
    ssf = staff(Role.SSF_ADMIN)
    with acting(ssf):
        with pytest.raises(errors.Invalid):
            refer(home, ssf, event=7)
        assert refer(home, ssf).event == 14
        assert not CurrentLivingSituation.objects.filter(client=home.client).exists()


@pytest.mark.parametrize(("event", "result"), [(7, 1), (14, 4)])
def test_an_event_takes_only_its_results(event, result, home, acting):
    row = CEEventFactory(client=home.client, enrollment=home.enrollment, event=event)
    with acting(home.assessor), pytest.raises(errors.Invalid):
        services.record_event_result(by=home.assessor, event=row, result=result, on=TODAY)


@pytest.mark.case("X02")
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ASSESSOR, {1, 2, 5, 6, 7, 16, 18}),
        (Role.AGENCY_MANAGER, {1, 2, 5, 6, 7, 16, 18}),
        (Role.CAN_NAVIGATOR, {1, 2, 5, 6, 7, 16, 18}),
        (Role.CALL_CENTER, {1, 2, 3, 6, 7, 8, 9, 16}),
        (Role.SSF_ADMIN, {5, 18}),
    ],
)
def test_each_role_logs_its_own_events(role, allowed, home, acting):
    CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment)
    actor = staff(role, home.agency)
    with acting(actor):
        for event in range(1, 19):
            if event in allowed:
                services.log_ce_event(by=actor, client=home.client, event=event, event_date=TODAY)
            else:
                with pytest.raises(errors.Forbidden):
                    services.log_ce_event(by=actor, client=home.client, event=event, event_date=TODAY)
        assert {row.event for row in CEEvent.objects.filter(client=home.client)} == allowed


@pytest.mark.parametrize("day", [date(2025, 1, 14), date(2025, 8, 6)])
def test_an_event_lies_between_enrollment_and_today(day, home, acting):
    with acting(home.assessor), pytest.raises(errors.Invalid, match="between"):
        services.log_ce_event(by=home.assessor, client=home.client, event=7, event_date=day)


def test_wrong_records_are_voided_with_a_reason_and_kept(home, stay, acting):
    event = CEEventFactory(client=home.client, enrollment=home.enrollment)
    stranger = staff(Role.ASSESSOR)
    with acting(stranger):
        for void in (
            lambda: services.void_ce_event(by=stranger, event=event, reason="x"),
            lambda: services.void_living_situation(by=stranger, living_situation=stay, reason="x"),
        ):
            with pytest.raises(errors.Forbidden):
                void()
    with acting(home.assessor):
        with pytest.raises(errors.Invalid):
            services.void_ce_event(by=home.assessor, event=event, reason="")
        for _ in range(2):
            voided = services.void_ce_event(by=home.assessor, event=event, reason="Wrong day")
            gone = services.void_living_situation(by=home.assessor, living_situation=stay, reason="Wrong day")
        assert (voided.void_reason, gone.void_reason) == ("Wrong day", "Wrong day")
        assert CEEvent.objects.filter(pk=event.pk).exists()
