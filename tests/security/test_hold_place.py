"""What somebody may see and change still cannot be carried off: to another agency, client, community or author."""

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from clients.models import Client, ClientAccess, Release
from tests.architecture.world import our_models, row_about
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.clients import ClientAccessFactory, ClientFactory, EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HELD = ("continuum_id", "agency_id", "client_id")
LATER = "2111-01-01T00:00:00Z"


@pytest.fixture
def partner():
    """Somebody of another agency, who sees what is released to the community."""
    return staff(Role.ASSESSOR, AgencyFactory(name="Partner"))


def refused(statement: str, values: list) -> bool:
    """Whether the database says no to a statement for lack of rights."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount, "the statement met no row, which proves nothing"
    except DatabaseError as error:
        assert isinstance(error.__cause__, InsufficientPrivilege), error
        return True
    return False


@pytest.mark.parametrize("column", HELD)
@pytest.mark.parametrize("model", our_models(Wall.CLIENT_ROW), ids=lambda model: model._meta.db_table)
def test_row_about_a_client_keeps_its_place(model, column, partner):
    client = ClientFactory(released=True)
    row = row_about(model, client)
    others = {
        "continuum_id": ContinuumFactory(code="CA-999").pk,
        "agency_id": partner.agency_ids[0],
        "client_id": ClientFactory(released=True).pk,
    }
    statement = f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s"
    with acting(partner):
        assert refused(statement, [others[column], row.pk])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("continuum_id", lambda: ContinuumFactory(code="CA-999").pk),
        ("agency_id", lambda: AgencyFactory().pk),
        ("survivor", lambda: True),
        ("shared_until", lambda: LATER),
        ("created_by_id", lambda: None),
    ],
)
def test_client_keeps_its_place(column, value, partner):
    owner = staff(Role.ASSESSOR)
    client = ClientFactory(
        agency_id=owner.agency_ids[0], continuum_id=owner.continuum_id, released=True, created_by_id=owner.user_id
    )
    new = value()
    for actor in (partner, owner):
        with acting(actor):
            assert refused(f"UPDATE clients_client SET {column} = %s WHERE id = %s", [new, client.pk])


def test_survivor_record_never_becomes_a_named_one():
    actor = staff(Role.VSP_ASSESSOR)
    client = ClientFactory(agency_id=actor.agency_ids[0], continuum_id=actor.continuum_id, anonymous=True)
    with acting(actor):
        assert refused("UPDATE clients_client SET survivor = false, survivor_code = NULL WHERE id = %s", [client.pk])


def test_grant_to_one_client_opens_no_other(partner):
    seen, hidden = ClientFactory(), ClientFactory()
    ClientAccessFactory(client=seen, agency_id=partner.agency_ids[0])
    with acting(partner):
        assert Client.objects.filter(pk__in=[seen.pk, hidden.pk]).count() == 1
        assert refused("UPDATE clients_clientaccess SET client_id = %s WHERE client_id = %s", [hidden.pk, seen.pk])


@pytest.mark.parametrize("ends_at", [None, LATER])
def test_grant_is_not_stretched_by_who_was_granted(ends_at, partner):
    grant = ClientAccessFactory(agency_id=partner.agency_ids[0], ends_at="2090-01-01T00:00:00Z")
    with acting(partner):
        assert refused("UPDATE clients_clientaccess SET ends_at = %s WHERE id = %s", [ends_at, grant.pk])
        assert ClientAccess.objects.filter(pk=grant.pk).update(ends_at="2030-01-01T00:00:00Z") == 1


def test_grant_names_an_agency_of_the_giver(partner):
    client = ClientFactory(released=True)
    values = [client.continuum_id, client.pk, partner.agency_ids[0], "referral", client.agency_id]
    statement = (
        "INSERT INTO clients_clientaccess (continuum_id, client_id, agency_id, reason, granted_by_id)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    with acting(partner):
        assert refused(statement, values)


@pytest.mark.parametrize("missing", [False, True], ids=["hidden", "missing"])
@pytest.mark.parametrize("verb", ["insert", "update"])
def test_hidden_and_missing_clients_refuse_alike(verb, missing, partner):
    hidden = ClientFactory()
    program = EnrollmentFactory(client__released=True)
    key = 987_654_321 if missing else hidden.pk
    statement = (
        "INSERT INTO clients_contact (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,"
        " happened_on, kind, qualifying)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 0, false, '2026-01-01', 'confirmed', true)"
    )
    values = [partner.continuum_id, partner.agency_ids[0], key]
    if verb == "update":
        statement, values = "UPDATE clients_enrollment SET client_id = %s WHERE id = %s", [key, program.pk]
    with acting(partner):
        assert refused(statement, values)


def test_release_is_changed_by_withdrawing_it_alone(partner):
    client = ClientFactory(released=True)
    row = row_about(Release, client)
    with acting(partner):
        assert refused("UPDATE clients_release SET valid_through = '2099-01-01' WHERE id = %s", [row.pk])
        assert Release.objects.filter(pk=row.pk).update(revoked_at="2026-01-01T00:00:00Z") == 1
