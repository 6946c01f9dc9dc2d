"""What the database gives to a role, it reads from the memberships itself; nothing a request says is enough."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Membership, User
from clients.models import Client, Contact
from tests.architecture.world import NEVER_OF_A_SURVIVOR, our_models, row_about
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, actor_for, change_roles, staff
from tests.factories.clients import ClientAccessFactory, ClientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OVERSEERS = (Role.SYSADMIN, Role.AUDITOR)
ABOUT_CLIENTS = our_models(Wall.CLIENT_ROW)
OF_SURVIVORS = [model for model in ABOUT_CLIENTS if model.__name__ not in NEVER_OF_A_SURVIVOR]
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


def seen(model, actor) -> int:
    """How many rows the database shows somebody who asks for all of them."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", [Client, *ABOUT_CLIENTS], ids=lambda model: model._meta.db_table)
def test_overseers_see_rows_without_a_release(model):
    client = ClientFactory()
    if model is not Client:
        row_about(model, client)
    assert [seen(model, staff(role)) > 0 for role in OVERSEERS] == [True, True]
    assert seen(model, staff(Role.SSF_ADMIN)) == 0


@pytest.mark.parametrize("model", [Client, *OF_SURVIVORS], ids=lambda model: model._meta.db_table)
def test_overseers_see_no_survivor(model):
    client = ClientFactory(anonymous=True)
    if model is not Client:
        row_about(model, client)
    assert [seen(model, staff(role)) for role in OVERSEERS] == [0, 0]


def test_overseers_of_another_community_see_nothing():
    ClientFactory()
    far = AgencyFactory(continuum=ContinuumFactory(code="CA-999"))
    assert [seen(Client, staff(role, far)) for role in OVERSEERS] == [0, 0]


def changed(actor, client) -> int:
    with acting(actor):
        return Client.objects.filter(pk=client.pk).update(birth_year=1990)


def test_sysadmins_change_what_they_see_and_auditors_do_not():
    client = ClientFactory()
    assert [changed(staff(role), client) for role in OVERSEERS] == [1, 0]


LOST = {
    "membership over": lambda actor: Membership.objects.filter(user_id=actor.user_id).update(ends_at=LONG_AGO),
    "agency closed": lambda actor: Agency.objects.filter(pk__in=actor.agency_ids).update(active=False),
    "person inactive": lambda actor: User.objects.filter(pk=actor.user_id).update(is_active=False),
    "role taken": lambda actor: change_roles(actor, role=Role.ASSESSOR),
}


@pytest.mark.parametrize("how", LOST)
def test_claiming_a_role_that_is_not_held_shows_nothing(how):
    client = ClientFactory()
    actor = staff(Role.SYSADMIN)
    LOST[how](actor)
    assert actor.roles == {Role.SYSADMIN}
    assert (seen(Client, actor), changed(actor, client)) == (0, 0)


DESK_LOST = LOST | {
    "desk taken": lambda actor: Membership.objects.filter(user_id=actor.user_id).update(scas_desk=False),
    "never held": lambda actor: None,
}


@pytest.mark.parametrize("how", DESK_LOST)
def test_claiming_the_desk_shows_no_survivor(how):
    """Whoever sets the scope of the desk sees survivors of others only while their membership has it."""
    client = ClientFactory(anonymous=True)
    row_about(Contact, client)
    actor = staff(Role.SSF_ADMIN, scas_desk=True)
    if how == "never held":
        held = actor_for(MembershipFactory(role=Role.SSF_ADMIN))
        actor = replace(held, memberships=tuple(replace(one, scas_desk=True) for one in held.memberships))
    else:
        assert (seen(Client, actor), seen(Contact, actor)) == (1, 1)
    DESK_LOST[how](actor)
    assert actor.has_scas_desk
    assert (seen(Client, actor), seen(Contact, actor)) == (0, 0)


def granted(actor, client, *, agency_id=None, user_id=None, granted_by=None) -> bool:
    """Whether the database takes a grant of access from somebody, written past every service."""
    values = [client.continuum_id, client.pk, agency_id, user_id, granted_by or actor.agency_ids[0]]
    statement = (
        "INSERT INTO clients_clientaccess (continuum_id, client_id, agency_id, user_id, granted_by_id, reason)"
        " VALUES (%s, %s, %s, %s, %s, 'referral')"
    )
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        assert isinstance(error.__cause__, InsufficientPrivilege), error
        return False
    return True


@pytest.fixture
def partner():
    """Somebody of another agency, who sees what is released to the community."""
    return staff(Role.ASSESSOR, AgencyFactory(name="Partner"))


def test_agency_that_sees_a_released_client_cannot_keep_it_open(partner):
    client = ClientFactory(released=True)
    assert not granted(partner, client, agency_id=partner.agency_ids[0])
    assert not granted(partner, client, user_id=partner.user_id)
    assert not granted(partner, client, agency_id=partner.agency_ids[0], granted_by=client.agency_id)


def test_agency_that_was_granted_a_client_cannot_pass_it_on(partner):
    client = ClientFactory()
    ClientAccessFactory(client=client, agency_id=partner.agency_ids[0])
    assert seen(Client, partner) == 1
    assert not granted(partner, client, agency_id=AgencyFactory().pk)
    assert not granted(partner, client, agency_id=AgencyFactory().pk, granted_by=client.agency_id)


def test_agency_that_owns_the_record_opens_it(partner):
    client = ClientFactory()
    owner = staff(Role.ASSESSOR, client.agency)
    assert granted(owner, client, agency_id=partner.agency_ids[0])
    assert granted(owner, client, user_id=partner.user_id)


def test_ssf_opens_records_to_the_agency_it_refers_to_and_to_no_person(partner):
    client = ClientFactory(released=True)
    ssf = staff(Role.SSF_ADMIN)
    assert granted(ssf, client, agency_id=partner.agency_ids[0])
    assert not granted(ssf, client, user_id=partner.user_id)
    Membership.objects.filter(user_id=ssf.user_id).update(ends_at=LONG_AGO)
    assert not granted(ssf, client, agency_id=AgencyFactory().pk)


def test_sysadmin_opens_records_and_an_auditor_does_not(partner):
    client = ClientFactory()
    assert granted(staff(Role.SYSADMIN), client, agency_id=partner.agency_ids[0])
    assert not granted(staff(Role.AUDITOR), client, agency_id=AgencyFactory().pk)
