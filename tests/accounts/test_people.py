"""Inviting people, letting them in, closing and opening accounts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid, KnownPerson, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.accounts import invitations
from cas_portal.accounts.backends import actor_by_id
from cas_portal.accounts.models import Agency, Inactive, Invitation, Membership, User
from cas_portal.accounts.services import memberships, people
from cas_portal.outbox import editing
from cas_portal.outbox.models import Message
from cas_portal.time import clock
from tests.accounts.conftest import PASSWORD, user_of
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, staff

pytestmark = pytest.mark.django_db


def invite(admin, agency, **more):
    with acting(admin):
        data = {"email": "Kim@Example.org", "name": "Kim Kay", "agency_id": agency.pk, "role": Role.ASSESSOR}
        return people.invite(by=admin, **(data | more))


def accept(invitation, password=PASSWORD):
    return people.accept(public_id=invitation.public_id, key=invitations.key(invitation), password=password)


def test_invited_person_holds_a_role_that_works_after_accepting(admin, agency):
    user = invite(admin, agency)
    assert (user.email, user.is_active, user.inactive_reason) == ("kim@example.org", False, Inactive.INVITED)
    assert actor_by_id(user.pk, agency.continuum_id) is None
    accept(Invitation.objects.get())
    actor = actor_by_id(user.pk, agency.continuum_id)
    assert actor is not None and actor.roles == {Role.ASSESSOR}
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_inviting_twice_is_inviting_once(admin, agency):
    assert invite(admin, agency) == invite(admin, agency)
    assert (Invitation.objects.count(), Membership.objects.filter(role=Role.ASSESSOR).count()) == (1, 1)
    assert Message.objects.filter(topic="accounts.invitation").count() == 1


def test_somebody_with_an_account_gets_the_role_and_no_link(admin, agency, assessor):
    user = invite(admin, agency, email=user_of(assessor).email, role=Role.CAN_NAVIGATOR, confirmed=True)
    assert user.pk == assessor.user_id
    assert not Invitation.objects.exists()
    assert actor_by_id(user.pk, agency.continuum_id).roles == {Role.ASSESSOR, Role.CAN_NAVIGATOR}


def test_a_known_address_is_asked_about_first(admin, agency, assessor):
    person = user_of(assessor)
    with pytest.raises(KnownPerson) as asked:
        invite(admin, agency, email=person.email.upper(), role=Role.CAN_NAVIGATOR)
    known = asked.value
    assert (known.http_status, known.name, known.roles) == (409, person.name, ["Assessor, Harbor House"])
    assert known.too == "CAN navigator, Harbor House"
    assert actor_by_id(person.pk, agency.continuum_id).roles == {Role.ASSESSOR}
    assert invite(admin, agency, email=person.email) == person  # holds this very role already


def test_nobody_is_asked_about_people_of_another_community(admin, agency):
    far = AgencyFactory(continuum=ContinuumFactory(code="CA-999"))
    person = user_of(staff(Role.ASSESSOR, far))
    assert invite(admin, agency, email=person.email) == person


def test_a_closed_account_is_opened_not_invited(admin, agency, assessor):
    with acting(admin):
        people.close(by=admin, public_id=user_of(assessor).public_id)
    with pytest.raises(Conflict):
        invite(admin, agency, email=user_of(assessor).email)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSADMIN])
def test_only_system_administrators_invite(role, agency):
    with pytest.raises(Forbidden):
        invite(staff(role, agency), agency)


def test_agencies_of_other_communities_do_not_exist(admin):
    with pytest.raises(Missing):
        invite(admin, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))


def test_accepting_twice_keeps_the_first_password(admin, agency):
    invite(admin, agency)
    invitation = Invitation.objects.get()
    accept(invitation)
    with pytest.raises(Conflict):
        accept(invitation, "another long pass phrase")
    assert User.objects.get(email="kim@example.org").check_password(PASSWORD)


def test_a_link_works_for_three_days(admin, agency):
    invite(admin, agency)
    invitation = Invitation.objects.get()
    last = invitation.invited_at + timedelta(hours=72)
    assert invitation.expires_at == last
    with clock.freeze(last), pytest.raises(Conflict):
        accept(invitation)
    with clock.freeze(last - timedelta(seconds=1)):
        accept(invitation)


def test_a_new_link_ends_the_old_one(admin, agency):
    user = invite(admin, agency)
    old = Invitation.objects.get()
    with acting(admin):
        people.invite_again(by=admin, public_id=user.public_id)
    with pytest.raises(Missing):
        accept(old)
    accept(Invitation.objects.get())


def test_a_wrong_key_opens_nothing(admin, agency):
    invite(admin, agency)
    with pytest.raises(Missing):
        people.accept(public_id=Invitation.objects.get().public_id, key="0" * 64, password=PASSWORD)


def test_closing_voids_an_open_invitation(admin, agency):
    user = invite(admin, agency)
    with acting(admin):
        people.close(by=admin, public_id=user.public_id)
    with pytest.raises(Conflict):
        accept(Invitation.objects.get())


def test_closed_people_are_out_and_come_back_with_their_roles(admin, agency, assessor):
    who = user_of(assessor)
    who.set_password(PASSWORD)
    who.save()
    with acting(admin):
        people.close(by=admin, public_id=who.public_id)
    assert actor_by_id(who.pk, agency.continuum_id) is None
    with acting(admin):
        people.open_again(by=admin, public_id=who.public_id)
    assert actor_by_id(who.pk, agency.continuum_id).roles == {Role.ASSESSOR}


def test_nobody_changes_their_own_account(admin):
    with acting(admin):
        for act in (people.close, people.open_again, people.reset_factors):
            with pytest.raises(Forbidden):
                act(by=admin, public_id=user_of(admin).public_id)


def test_the_last_administrator_stays(admin, agency):
    other = staff(Role.SYSADMIN, agency)
    with acting(admin):
        people.close(by=admin, public_id=user_of(other).public_id)
    alone = Membership.objects.get(user_id=admin.user_id)
    with acting(admin), pytest.raises(Conflict):
        memberships.keep_one_administrator(admin, alone)


@pytest.mark.parametrize(("days", "counts"), [(1, False), (29, False), (31, True)])
def test_an_administrator_who_leaves_within_a_month_does_not_stand_in(admin, agency, days, counts):
    staff(Role.SYSADMIN, agency, ends_at=clock.now() + timedelta(days=days))
    alone = Membership.objects.get(user_id=admin.user_id)
    with acting(admin):
        if counts:
            memberships.keep_one_administrator(admin, alone)
        else:
            with pytest.raises(Conflict, match="last system administrator"):
                memberships.keep_one_administrator(admin, alone)


def test_roles_fit_the_agency(admin, agency):
    shelter = AgencyFactory(continuum=agency.continuum, is_vsp=True)
    with pytest.raises(Invalid):
        invite(admin, shelter)
    with pytest.raises(Invalid):
        invite(admin, agency, role=Role.VSP_ASSESSOR)
    with pytest.raises(Invalid):
        invite(admin, agency, scas_desk=True)
    invite(admin, shelter, role=Role.VSP_ASSESSOR)


def test_a_role_is_held_through_its_last_day(admin, agency):
    with clock.freeze(datetime(2026, 1, 5, 20, tzinfo=UTC)), acting(admin):
        user = people.invite(
            by=admin, email="a@example.org", name="A", agency_id=agency.pk, role=Role.ASSESSOR,
            ends_on=datetime(2026, 1, 31, tzinfo=UTC).date(),
        )  # fmt: skip
    assert Membership.objects.get(user=user).ends_at == datetime(2026, 2, 1, 8, tzinfo=UTC)


def test_a_planned_end_is_taken_back_but_not_one_that_has_come(admin, agency, assessor):
    held = Membership.objects.get(user_id=assessor.user_id)
    with acting(admin):
        assert memberships.keep_role(by=admin, membership_id=held.public_id).ends_at is None
        memberships.end_role(by=admin, membership_id=held.public_id, on=date(2090, 12, 15))
        kept = memberships.keep_role(by=admin, membership_id=held.public_id)
        assert (kept.ends_at, kept.last_day) == (None, None)
        memberships.end_role(by=admin, membership_id=held.public_id)
        with pytest.raises(Conflict, match="over"):
            memberships.keep_role(by=admin, membership_id=held.public_id)


def test_a_planned_end_is_not_taken_back_by_oneself_unseen_or_twice(admin, agency, assessor, manager):
    held = Membership.objects.get(user_id=assessor.user_id)
    mine = Membership.objects.get(user_id=admin.user_id)
    with acting(admin):
        opened = editing.token(memberships.last_day(held))
        memberships.end_role(by=admin, membership_id=held.public_id, on=date(2090, 12, 15))
        with pytest.raises(StaleForm):
            memberships.keep_role(by=admin, membership_id=held.public_id, opened=opened)
        with pytest.raises(Forbidden):
            memberships.keep_role(by=admin, membership_id=mine.public_id)
        with pytest.raises(Missing):
            memberships.keep_role(by=admin, membership_id=agency.public_id)
    with acting(manager), pytest.raises(Forbidden):
        memberships.keep_role(by=manager, membership_id=held.public_id)
    MembershipFactory(user_id=assessor.user_id, agency=agency, role=Role.ASSESSOR)
    with acting(admin), pytest.raises(Conflict, match="without an end already"):
        memberships.keep_role(by=admin, membership_id=held.public_id)


@pytest.mark.parametrize(
    ("ends_at", "last"),
    [
        (datetime(2026, 12, 16, 8, tzinfo=UTC), date(2026, 12, 15)),
        (datetime(2026, 12, 16, 7, 59, tzinfo=UTC), date(2026, 12, 15)),
        (datetime(2026, 12, 15, 18, tzinfo=UTC), date(2026, 12, 15)),
        (datetime(2026, 7, 1, 7, tzinfo=UTC), date(2026, 6, 30)),
    ],
)
def test_the_last_day_is_the_one_on_which_the_role_still_holds(ends_at, last):
    assert Membership(ends_at=ends_at).last_day == last


def test_an_ended_role_and_a_closed_agency_are_gone_at_once(admin, agency, assessor, manager):
    held = Membership.objects.get(user_id=assessor.user_id)
    with acting(admin):
        memberships.end_role(by=admin, membership_id=held.public_id)
    assert actor_by_id(assessor.user_id, agency.continuum_id) is None
    assert actor_by_id(manager.user_id, agency.continuum_id) is not None
    Agency.objects.filter(pk=agency.pk).update(active=False)
    assert actor_by_id(manager.user_id, agency.continuum_id) is None


def test_every_change_is_in_the_audit_log(admin, agency, audit_log, transactional_db):
    user = invite(admin, agency)
    accept(Invitation.objects.get())
    found = audit_log(
        "SELECT table_name, op, user_id FROM audit.change WHERE table_name LIKE 'accounts_%%' AND user_id IS NOT NULL"
    )
    assert ("accounts_membership", "INSERT", admin.user_id) in found
    assert ("accounts_invitation", "INSERT", admin.user_id) in found
    assert ("accounts_invitation", "UPDATE", user.pk) in found
    assert ("accounts_user", "UPDATE", user.pk) in found
    assert "nonce" not in str(audit_log("SELECT after FROM audit.change WHERE table_name = 'accounts_invitation'"))
