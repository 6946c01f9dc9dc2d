"""From opening to move-in, and what each step leaves behind."""

from datetime import date

import pytest

from assessments.models import CEEvent, CurrentLivingSituation
from cas_portal.accounts.models import Agency, User
from cas_portal.notifications.models import Notification
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import CaseManager, Client, ClientAccess, Contact, Enrollment
from referrals import services
from referrals.models import Referral, Transition
from referrals.states import OpeningStatus, State
from tests.factories.accounts import AgencyFactory
from tests.factories.assessments import CurrentLivingSituationFactory
from tests.factories.base import seeding
from tests.factories.clients import CaseManagerFactory, ClientFactory, HouseholdMemberFactory, IdentityFactory
from tests.referrals.world import acting, on

pytestmark = pytest.mark.slow


def test_a_household_goes_from_candidate_to_housed(world):
    with on(2025, 9, 2):
        made = world.enrolled()
    with on(2025, 9, 12):
        world.do(
            world.housing, services.move_in, referral_id=made.public_id, moved_in_on=date(2025, 9, 11), destination=410
        )

    found = world.read(made)
    assert found.state == State.HOUSED
    assert (found.enrolled_on, found.moved_in_on, found.closed_on) == (
        date(2025, 9, 2),
        date(2025, 9, 11),
        date(2025, 9, 12),
    )
    assert (found.opening.status, found.opening.filled_on) == (OpeningStatus.FILLED, date(2025, 9, 11))
    with seeding(world.client_agency.continuum):
        stays = {row.program_id: row for row in Enrollment.objects.filter(client=world.client)}
        assert stays[world.program.pk].move_in_date == date(2025, 9, 11)
        assert stays[world.program.pk].exit_date is None
        cas = next(row for key, row in stays.items() if key != world.program.pk)
        assert (cas.exit_date, cas.destination, cas.exit_reason) == (date(2025, 9, 11), 410, "housed_by_cas")
        verbs = list(Transition.objects.filter(referral=made).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["select", "notify", "interested", "refer", "accept", "enroll", "move_in"]


def test_the_provider_asked_is_the_agency_the_case_manager_works_at(world):
    """Not the one of whoever wrote them down."""
    with seeding(world.client_agency.continuum):
        CaseManager.objects.filter(client=world.client).update(ends_on=date(2025, 9, 1))
        writer = Agency.objects.get(pk=world.ssf.agency_ids[0])
        user = User.objects.get(pk=world.manager.user_id)
    CaseManagerFactory(client=world.client, user=user, agency=writer)
    with on(2025, 9, 2):
        made = world.asked()
    assert (made.provider_agency_id, made.provider_user_id) == (world.client_agency.pk, world.manager.user_id)


@pytest.mark.case("X03")
def test_sending_writes_the_event_with_its_location_and_no_result(world):
    CurrentLivingSituationFactory(client=world.client, information_date=date(2025, 8, 20))

    with on(2025, 9, 2):
        made = world.sent()

    with seeding(world.client_agency.continuum):
        event = CEEvent.objects.get(client=world.client)
        assert (event.event, event.event_date, event.location_program_id) == (14, date(2025, 9, 2), world.program.pk)
        assert (event.result, event.result_date, event.by_referral) == (None, None, True)
        assert CurrentLivingSituation.objects.filter(client=world.client, information_date=date(2025, 9, 2)).exists()
    assert world.read(made).ce_event_id == event.pk


def test_accepting_writes_result_1_dated_today(world):
    with on(2025, 9, 2):
        made = world.sent()
    with on(2025, 9, 5):
        world.do(world.housing, services.accept, referral_id=made.public_id)

    found = world.read(made)
    assert (found.state, found.ce_event.result, found.ce_event.result_date) == (State.ACCEPTED, 1, date(2025, 9, 5))


def test_the_program_sees_the_referral_from_sending_on_and_not_before(world):
    with on(2025, 9, 2):
        made = world.willing()
        with acting(world.housing):
            assert not Referral.objects.visible_to(world.housing).exists()
        world.do(world.ssf, services.refer, referral_id=made.public_id)
        with acting(world.housing):
            assert Referral.objects.visible_to(world.housing).get().pk == made.pk


def test_the_view_of_the_record_opens_with_sending_and_ends_with_the_referral(world):
    with on(2025, 9, 2):
        made = world.declined()
    with seeding(world.client_agency.continuum):
        assert ClientAccess.objects.get(agency=world.housing_agency).ends_at is None

    with on(2025, 9, 3):
        world.do(world.ssf, services.confirm_decline, referral_id=made.public_id)

    with seeding(world.client_agency.continuum):
        assert ClientAccess.objects.get(agency=world.housing_agency).ends_at is not None


@pytest.fixture
def closed_member(world):
    """A partner whose own record another agency keeps, and who released nothing."""
    partner = ClientFactory(agency=AgencyFactory(continuum=world.client_agency.continuum))
    IdentityFactory(client=partner, first_name="Closed")
    HouseholdMemberFactory(client=partner, household=world.household, relationship=SPOUSE_OR_PARTNER)
    return partner


class TestWholeHousehold:
    def seen_by_program(self, world) -> set[int]:
        with acting(world.housing):
            return set(Client.objects.visible_to(world.housing).values_list("pk", flat=True))

    def test_a_referral_opens_every_member_to_the_program_and_to_nobody_else(self, world, closed_member):
        with on(2025, 9, 2):
            made = world.willing()
            assert self.seen_by_program(world) == set()
            world.do(world.ssf, services.refer, referral_id=made.public_id)
        assert self.seen_by_program(world) == {world.client.pk, closed_member.pk}
        with acting(world.ssf):
            assert not Client.objects.visible_to(world.ssf).filter(pk=closed_member.pk).exists()

    def test_a_member_who_joins_or_leaves_is_opened_or_closed_at_once(self, world, closed_member):
        with on(2025, 9, 2):
            world.sent()
        baby = ClientFactory(agency=closed_member.agency)
        row = HouseholdMemberFactory(client=baby, household=world.household, relationship=CHILD)
        assert baby.pk in self.seen_by_program(world)
        with seeding(world.client_agency.continuum):
            row.left_on = date(2025, 9, 3)
            row.save(update_fields=["left_on"])
        assert baby.pk not in self.seen_by_program(world)

    def test_members_who_released_nothing_are_enrolled_and_move_in_with_the_others(self, world, closed_member):
        with on(2025, 9, 2):
            made = world.enrolled()
            with seeding(world.client_agency.continuum):
                stays = Enrollment.objects.filter(program=world.program)
                assert {stay.client_id for stay in stays} == {world.client.pk, closed_member.pk}
            given = {"moved_in_on": date(2025, 9, 2), "destination": 435, "subsidy": 439}
            world.do(world.housing, services.move_in, referral_id=made.public_id, **given)
        assert self.seen_by_program(world) == {world.client.pk, closed_member.pk}
        with seeding(world.client_agency.continuum):
            assert Enrollment.objects.get(program=world.program, client=closed_member).move_in_date

    def test_the_members_are_closed_when_the_referral_ends(self, world, closed_member):
        with on(2025, 9, 2):
            made = world.declined()
            world.do(world.ssf, services.confirm_decline, referral_id=made.public_id)
        assert self.seen_by_program(world) == set()


def test_the_answer_of_the_client_is_activity(world):
    with on(2025, 9, 2):
        world.willing()

    with seeding(world.client_agency.continuum):
        contact = Contact.objects.get(client=world.client, kind=Contact.Kind.REFERRAL_ANSWER)
    assert (contact.happened_on, contact.qualifying) == (date(2025, 9, 2), True)


def test_people_are_told_without_names(world):
    with on(2025, 9, 2):
        world.sent()

    with acting(world.housing):
        notice = Notification.objects.visible_to(world.housing).get()
    assert (notice.kind, "Testa" in notice.text) == ("N9", False)
    with acting(world.manager):
        assert set(Notification.objects.visible_to(world.manager).values_list("kind", flat=True)) == {"N7", "N9"}
