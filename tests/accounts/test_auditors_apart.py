"""An auditor holds no other role; who held two before sees by name only what the other role shows by itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cas_portal.access.errors import Conflict
from cas_portal.access.roles import Role
from cas_portal.accounts.backends import actor_by_id
from cas_portal.accounts.models import Membership
from cas_portal.accounts.services import memberships, people, requests
from cas_portal.time import clock
from clients.models import Client
from clients.policies import client_reach
from clients.services.search import Asked, find_clients
from tests.accounts.conftest import user_of
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, change_role, staff
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = pytest.mark.django_db
OTHERS = [role for role in Role if role is not Role.AUDITOR]


@pytest.fixture
def office(agency):
    return AgencyFactory(name="Lead office", continuum=agency.continuum)


@pytest.mark.parametrize(("first", "second"), [(Role.AUDITOR, Role.ASSESSOR), (Role.SSF_ADMIN, Role.AUDITOR)])
def test_a_second_role_beside_auditor_is_refused(admin, agency, office, first, second):
    person = user_of(staff(first, agency))
    with acting(admin), pytest.raises(Conflict, match="holds no other role"):
        memberships.give_role(by=admin, user=person, agency_id=office.pk, role=second)


def test_neither_an_invitation_nor_a_request_goes_around_that(admin, manager, agency):
    email = user_of(staff(Role.AUDITOR, agency)).email
    with acting(admin), pytest.raises(Conflict, match="holds no other role"):
        people.invite(by=admin, email=email, name="Audra", agency_id=agency.pk, role=Role.ASSESSOR, confirmed=True)
    with acting(manager):
        asked = requests.ask_role(
            by=manager, agency_id=agency.pk, name="Audra", email=email, role=Role.ASSESSOR, confirmed=True
        )
    with acting(admin), pytest.raises(Conflict, match="holds no other role"):
        requests.grant(by=admin, public_id=asked.public_id, confirmed=True)


def test_one_may_audit_for_two_agencies_and_change_sides_in_time(admin, agency, office):
    actor = staff(Role.AUDITOR, agency, starts_at=clock.now() - timedelta(days=2))
    with acting(admin):
        assert memberships.give_role(by=admin, user=user_of(actor), agency_id=office.pk, role=Role.AUDITOR)
        for held in Membership.objects.filter(user_id=actor.user_id):
            memberships.end_role(by=admin, membership_id=held.public_id)
    with acting(admin):
        assert memberships.give_role(by=admin, user=user_of(actor), agency_id=office.pk, role=Role.ASSESSOR)


@pytest.mark.parametrize("role", OTHERS)
def test_database_refuses_the_second_role_by_itself(agency, office, role):
    person = user_of(staff(Role.AUDITOR, agency))
    with pytest.raises(DatabaseError, match="holds no other role"), transaction.atomic():
        MembershipFactory(user=person, agency=office, role=role)


def test_database_refuses_to_turn_or_stretch_a_role_into_one(agency, office):
    person = user_of(staff(Role.AUDITOR, agency))
    other = MembershipFactory(user=person, agency=office, role=Role.AUDITOR)
    over = MembershipFactory(user=person, agency=office, role=Role.ASSESSOR, ends_at=clock.now() - timedelta(days=1))
    changes = [(other, {"role": Role.ASSESSOR}), (over, {"ends_at": None})]
    for row, change in changes:
        with pytest.raises(DatabaseError, match="holds no other role"), transaction.atomic():
            change_role(row, **change)


@pytest.fixture
def held_before(owner_sql, agency, office, transactional_db):
    """Somebody who got both roles before the database refused it."""

    def both(role):
        actor = staff(role, office)
        try:
            owner_sql("ALTER TABLE accounts_membership DISABLE TRIGGER auditors_apart")
            MembershipFactory(user=user_of(actor), agency=office, role=Role.AUDITOR)
        finally:
            owner_sql("ALTER TABLE accounts_membership ENABLE TRIGGER auditors_apart")
        return actor_by_id(actor.user_id, actor.continuum_id)

    return both


@pytest.mark.slow
@pytest.mark.parametrize("role", [role for role in OTHERS if role is not Role.SYSADMIN])
def test_two_roles_unmask_nobody(held_before, agency, role):
    """The auditor's sight is masked: beside a role that shows names it would show them all."""
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name="Unreleased", last_name="Example")
    browser = signed_in(held_before(role))
    page = browser.get(reverse("clients:client", args=[client.public_id]))
    found = browser.post(reverse("clients:find"), {"q": "Unreleased"}, follow=True)
    told = browser.get(f"/api/v1/clients/{client.public_id}/")
    assert (page.status_code, told.status_code) == (404, 404)
    assert b"Unreleased Example" not in found.content


@pytest.mark.slow
def test_two_roles_see_what_the_one_that_shows_names_sees(held_before, agency, office):
    one, two = staff(Role.ASSESSOR, office), held_before(Role.ASSESSOR)
    for number, traits in enumerate([{}, {"released": True}, {"anonymous": True}]):
        client = ClientFactory(agency=(agency, office)[number % 2], **traits)
        if not client.survivor:
            IdentityFactory(client=client, first_name="Seen", last_name="Example")
    seen = []
    for actor in (one, two):
        with acting(actor):
            named = [found.client.pk for found in find_clients(by=actor, asked=Asked(name="Seen Example"))]
            seen.append((set(Client.objects.visible_to(actor).values_list("pk", flat=True)), named))
    assert seen[0] == seen[1]
    assert not client_reach(two).masked
