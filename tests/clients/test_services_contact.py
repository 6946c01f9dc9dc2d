"""Contacts, case managers, and helpers from outside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from guardian.models import UserObjectPermission

from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.models import CaseManager, Client, ClientAccess, Contact
from clients.services.case_managers import assign_case_manager, possible_managers
from clients.services.contact import log_contact
from clients.services.outside import (
    close_to_agency,
    end_view,
    grant_view,
    helper_by_email,
    helper_by_public_id,
    helpers_of,
    open_to_agency,
)
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory


def contact(actor, client, kind="confirmed", day=None):
    return log_contact(by=actor, client_id=client.pk, kind=kind, happened_on=day or clock.today())


@pytest.mark.parametrize(("kind", "counts"), [("confirmed", True), ("check_in", True), ("failed_try", False)])
def test_contact_counts_unless_nobody_was_reached(assessor, person, kind, counts):
    with acting(assessor):
        assert contact(assessor, person, kind).qualifying is counts


@pytest.mark.parametrize("kwargs", [{"kind": "telepathy"}, {"day": date(2999, 1, 1)}])
def test_what_is_no_contact(assessor, person, kwargs):
    with acting(assessor), pytest.raises(Invalid):
        contact(assessor, person, **kwargs)


def test_contact_is_never_changed(assessor, person):
    with acting(assessor):
        row = contact(assessor, person)
        for change in (lambda: Contact.objects.filter(pk=row.pk).update(qualifying=False), row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_contact_with_a_hidden_client_is_missing(partner, person):
    with acting(partner), pytest.raises(Missing):
        contact(partner, person)


def assign(actor, client, person, lead=True, agency=None):
    return assign_case_manager(
        by=actor, client_id=client.pk, user_id=person.user_id, agency_id=(agency or person).agency_ids[0], lead=lead
    )


def test_assessor_takes_a_client_nobody_looks_after(assessor, person):
    with acting(assessor):
        manager = assign(assessor, person, assessor)
        assert (manager.user_id, manager.lead, manager.starts_on) == (assessor.user_id, True, clock.today())
        assert Client.objects.visible_to(assessor).looked_after_by(assessor.user_id).get() == person


def test_assigning_again_changes_nothing(assessor, person):
    with acting(assessor):
        assert assign(assessor, person, assessor).pk == assign(assessor, person, assessor).pk


def test_new_lead_ends_the_old_one(agency, assessor, person):
    colleague = staff(Role.ASSESSOR, agency)
    with acting(assessor):
        first = assign(assessor, person, assessor)
        assign(assessor, person, colleague)
        first.refresh_from_db()
        assert first.ends_on == clock.today()
        assert CaseManager.objects.get(client=person, ends_on=None).user_id == colleague.user_id


def test_second_case_manager_beside_the_lead(agency, assessor, person):
    colleague = staff(Role.ASSESSOR, agency)
    with acting(assessor):
        assign(assessor, person, assessor)
        assign(assessor, person, colleague, lead=False)
        assert CaseManager.objects.filter(client=person, ends_on=None).count() == 2


def test_assessor_does_not_hand_out_clients_of_others(agency, assessor, person):
    colleague, third = staff(Role.ASSESSOR, agency), staff(Role.ASSESSOR, agency)
    with acting(assessor):
        assign(assessor, person, assessor)
    with acting(colleague), pytest.raises(Forbidden):
        assign(colleague, person, third)


def test_manager_assigns_people_of_the_agency_and_nobody_elses(agency, partner, shared_person):
    manager, colleague = staff(Role.AGENCY_MANAGER, agency), staff(Role.ASSESSOR, agency)
    with acting(manager):
        assert assign(manager, shared_person, colleague).user_id == colleague.user_id
        with pytest.raises(Forbidden):
            assign(manager, shared_person, partner)


def test_person_must_work_at_the_agency(agency, partner, shared_person):
    manager = staff(Role.AGENCY_MANAGER, agency)
    with acting(manager), pytest.raises(Invalid):
        assign(manager, shared_person, partner, agency=manager)


def test_call_center_assigns_nobody(other_agency, shared_person):
    caller = staff(Role.CALL_CENTER, other_agency)
    with acting(caller), pytest.raises(Forbidden):
        assign(caller, shared_person, caller)


def test_choice_of_managers_follows_the_reach(agency, other_agency, assessor, partner):
    ssf = staff(Role.SSF_ADMIN, other_agency)
    with acting(assessor):
        assert [value for value, _ in possible_managers(assessor)] == [f"{assessor.user_id}@{agency.pk}"]
    with acting(ssf):
        assert len(possible_managers(ssf)) == 2


@pytest.fixture
def helper(other_agency):
    """Somebody whose agency does not see the client."""
    return staff(Role.HOUSING_PROVIDER, other_agency)


def sees(actor, client) -> bool:
    with acting(actor):
        return Client.objects.visible_to(actor).filter(pk=client.pk).exists()


def grant(actor, client, helper, days=30):
    with acting(actor):
        grant_view(by=actor, client_id=client.pk, user_id=helper.user_id, ends_at=clock.now() + timedelta(days=days))


def test_helper_sees_this_one_client_and_changes_nothing(agency, assessor, helper, person):
    other = ClientFactory(agency=agency)
    grant(assessor, person, helper)
    assert (sees(helper, person), sees(helper, other)) == (True, False)
    with acting(helper), pytest.raises(Forbidden):
        contact(helper, person)


def test_colleagues_of_the_helper_see_nothing(other_agency, assessor, helper, person):
    grant(assessor, person, helper)
    assert not sees(staff(Role.ASSESSOR, other_agency), person)


def test_grant_ends_at_that_instant(assessor, helper, person):
    grant(assessor, person, helper)
    with acting(assessor):
        assert [row.user_id for row in helpers_of(assessor, person)] == [helper.user_id]
        end_view(by=assessor, client_id=person.pk, user_id=helper.user_id)
        end_view(by=assessor, client_id=person.pk, user_id=helper.user_id)
        assert helpers_of(assessor, person) == []
    assert not sees(helper, person)


@pytest.mark.parametrize("part", ["guardian", "row"])
def test_both_parts_of_a_grant_must_hold(assessor, helper, person, part):
    grant(assessor, person, helper)
    with acting(assessor):
        if part == "row":
            ClientAccess.objects.filter(client=person).update(ends_at=clock.now() - timedelta(days=1))
        else:
            UserObjectPermission.objects.all().delete()
    assert not sees(helper, person)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_grant_has_an_end_within_a_year(assessor, helper, person, days):
    with pytest.raises(Invalid):
        grant(assessor, person, helper, days)


def notices(helper):
    with acting(helper):
        return list(Notification.objects.visible_to(helper).values_list("kind", "text", "url"))


def test_helper_is_told_without_a_name_and_once_for_each_end(assessor, helper, partner, person):
    with clock.freeze(datetime(2025, 8, 5, 17, tzinfo=UTC)):
        for _time in range(2):
            grant(assessor, person, helper, 10)
    page = reverse("clients:client", args=[person.public_id])
    assert notices(helper) == [("N21", "You may see the record of a client through Aug 15, 2025.", page)]
    assert notices(partner) == []


def test_refused_grant_tells_nobody(assessor, helper, person):
    with pytest.raises(Invalid):
        grant(assessor, person, helper, 400)
    assert notices(helper) == []


def test_granting_again_moves_the_end(assessor, helper, person):
    grant(assessor, person, helper, 10)
    grant(assessor, person, helper, 20)
    with acting(assessor):
        assert len(helpers_of(assessor, person)) == 1


def test_only_the_agency_of_the_record_lets_helpers_in(partner, helper, shared_person):
    with pytest.raises(Forbidden):
        grant(partner, shared_person, helper)


def test_survivor_records_are_opened_to_nobody(agency, other_agency, helper):
    worker = staff(Role.VSP_ASSESSOR, agency)
    client = ClientFactory(agency=agency, anonymous=True)
    with pytest.raises(Forbidden):
        grant(worker, client, helper)
    with acting(worker), pytest.raises(Invalid):
        open_to_agency(by=worker, client_id=client.pk, agency_id=other_agency.pk, reason="referral")


def test_person_of_another_community_is_no_helper(assessor, stranger, person):
    with pytest.raises(Invalid):
        grant(assessor, person, stranger)


def test_helper_is_found_by_sign_in_address(assessor, helper, stranger):
    user, far = User.objects.get(pk=helper.user_id), User.objects.get(pk=stranger.user_id)
    with acting(assessor):
        assert helper_by_email(assessor, user.email.upper()) == user.pk
        assert helper_by_public_id(assessor, user.public_id) == user.pk
        with pytest.raises(Invalid):
            helper_by_email(assessor, far.email)
        with pytest.raises(Missing):
            helper_by_public_id(assessor, far.public_id)


def test_agency_sees_a_client_from_opening_to_closing(assessor, partner, other_agency, person):
    with acting(assessor):
        for _twice in range(2):
            open_to_agency(by=assessor, client_id=person.pk, agency_id=other_agency.pk, reason="referral")
    assert sees(partner, person)
    assert sees(staff(Role.HOUSING_PROVIDER, other_agency), person)
    with acting(partner):
        close_to_agency(by=partner, client_id=person.pk, agency_id=other_agency.pk, reason="referral")
    assert not sees(partner, person)


def test_agency_of_another_community_is_missing(assessor, far_agency, person):
    with acting(assessor), pytest.raises(Missing):
        open_to_agency(by=assessor, client_id=person.pk, agency_id=far_agency.pk, reason="referral")
