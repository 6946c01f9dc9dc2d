"""The lists of the work: who is on them, in which order, a page at a time."""

from datetime import date

import pytest

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Setting
from cas_portal.ui.pagination import keyset_page
from clients.models import ClientAccess
from referrals import reading, services
from referrals.models import Referral
from referrals.services import households
from referrals.states import State
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import ClientAccessFactory, ClientFactory, HouseholdMemberFactory
from tests.factories.referrals import ReferralFactory
from tests.referrals.world import acting, on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def with_program(world, state: State, **given) -> int:
    """A referral that the world's housing provider works on."""
    opening = world.another_opening()
    client = ClientFactory(agency=world.client_agency, released=True)
    given = {"sent_on": date(2025, 9, 1), "ack_due_on": date(2025, 9, 4), **given}
    return ReferralFactory(client=client, opening=opening, state=state, **given).pk


def walk(rows, keys) -> list[int]:
    """Every row, two to a page, there and back."""
    found, page = [], keyset_page(rows, keys=keys, size=2)
    while True:
        found += [row.pk for row in page]
        if not page.next:
            break
        page = keyset_page(rows, keys=keys, size=2, cursor=page.next)
    back = keyset_page(rows, keys=keys, size=2, cursor=page.previous)
    assert [row.pk for row in back] == found[len(found) - len(page) - 2 : len(found) - len(page)]
    return found


def test_the_inbox_pages_from_what_is_overdue_to_what_waits_for_nobody(world):
    later, soon = date(2025, 9, 20), date(2025, 9, 10)
    accepted = with_program(world, State.ACCEPTED, decision_due_on=soon)
    undated = with_program(world, State.IN_PROCESS, decision_due_on=None)
    decide = with_program(world, State.IN_PROCESS, decision_due_on=later)
    sent = with_program(world, State.SENT, decision_due_on=later)
    stalled = with_program(world, State.SENT, decision_due_on=later, stalled_since=soon)
    with acting(world.housing):
        assert walk(reading.inbox_of(world.housing), reading.INBOX_KEYS) == [stalled, sent, decide, undated, accepted]


def test_the_desk_pages_through_each_referral_once(world):
    agency = world.client_agency
    asked = {"provider_agency": agency, "notified_on": date(2025, 9, 1)}
    selected = with_program(world, State.CANDIDATE)
    late = with_program(world, State.PROVIDER_NOTIFIED, late_since=date(2025, 9, 5), **asked)
    in_time = with_program(world, State.PROVIDER_NOTIFIED, **asked)
    declined = with_program(world, State.DECLINE_PENDING)
    silent = with_program(world, State.IN_PROCESS, escalated_on=date(2025, 9, 5))
    willing = with_program(world, State.PROVIDER_YES)
    with acting(world.ssf):
        waiting = walk(reading.waiting_for_ssf(world.ssf), reading.DESK_KEYS)
        others = list(reading.others_for_ssf(world.ssf).values_list("pk", flat=True))
    assert waiting == [declined, willing, selected, late, silent]
    assert others == [in_time]


def test_questions_go_to_the_person_asked_and_to_the_managers_of_the_agency(world):
    made = world.asked()
    colleague = staff(Role.ASSESSOR, world.client_agency)
    boss = staff(Role.AGENCY_MANAGER, world.client_agency)
    for actor, shown in ((world.manager, [made.pk]), (boss, [made.pk]), (colleague, []), (staff(), [])):
        with acting(actor):
            assert [row.pk for row in reading.questions_of(actor)] == shown


def test_a_changed_setting_changes_the_guard(world):
    with on(2025, 9, 12):
        made = world.asked()
        Setting.objects.create(
            continuum=world.client_agency.continuum, key="interest_contact_days", value=14, valid_from=date(2025, 9, 1)
        )
        world.do(world.manager, services.client_interested, referral_id=made.public_id, contact_on=date(2025, 8, 30))
    assert world.read(made).state == State.PROVIDER_YES


def test_a_program_keeps_the_record_of_a_household_only_while_it_has_its_referral(world):
    """Head and members who live with it; who left, and who is not referred any more, are shut."""
    made = world.sent()
    child, left = ClientFactory(agency=world.client_agency), ClientFactory(agency=world.client_agency)
    HouseholdMemberFactory(client=child, household=world.household, relationship=2)
    HouseholdMemberFactory(client=left, household=world.household, relationship=2, left_on=date(2025, 9, 1))
    stranger = ClientFactory(agency=world.client_agency)
    for client in (left, stranger):
        ClientAccessFactory(client=client, agency=world.housing_agency, reason=households.ACCESS_REASON)

    def shut() -> set[int]:
        with seeding(world.client_agency.continuum) as by:
            households.shut_stale_records(by=by)
            grants = ClientAccess.objects.filter(reason=households.ACCESS_REASON)
            return set(grants.exclude(ends_at=None).values_list("client_id", flat=True))

    assert shut() == {left.pk, stranger.pk}
    with seeding(world.client_agency.continuum):
        Referral.objects.filter(pk=made.pk).update(state=State.CANCELLED)
    assert shut() == {left.pk, stranger.pk, child.pk, world.client.pk}
