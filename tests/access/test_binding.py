"""What the database believes while an actor is bound."""

import pytest
from django.db import ProgrammingError, connection, transaction

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.binding import bind, bound_actor
from cas_portal.access.roles import Role
from clients.models import Client
from tests.factories.accounts import AgencyFactory, ContinuumFactory
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db


def settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('app.continuum', true), current_setting('app.agencies', true),"
            " current_setting('app.scope', true)"
        )
        return cursor.fetchone()


def actor(continuum: int = 1, agencies: tuple[int, ...] = (3, 2), **fields) -> Actor:
    held = tuple(ActorMembership(agency_id=agency, role=Role.ASSESSOR) for agency in agencies)
    return Actor(user_id=5, continuum_id=continuum, memberships=held, **fields)


def test_bind_sets_role_and_context_and_undoes_both():
    with bind(actor()):
        assert settings() == ("app", "1", "{2,3}", "user")
        assert bound_actor().user_id == 5
    assert settings()[0] == "web"
    assert bound_actor() is None


def test_bind_nests():
    with bind(actor(1)):
        with bind(actor(2, agencies=())):
            assert settings() == ("app", "2", "{}", "user")
        assert settings() == ("app", "1", "{2,3}", "user")


def test_bind_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), bind(actor()):
        raise ZeroDivisionError
    assert settings()[0] == "web"


def test_bind_survives_a_failed_statement():
    with pytest.raises(ProgrammingError), transaction.atomic(), bind(actor()), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    assert settings()[0] == "web"


@pytest.mark.django_db(transaction=True)
def test_bind_refuses_to_stand_outside_of_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"), bind(actor()):
        pass


@pytest.mark.django_db(transaction=True)
def test_context_ends_with_the_transaction():
    with transaction.atomic(), bind(actor()):
        assert settings()[0] == "app"
    assert settings()[:3] == ("web", "", "")


def test_without_context_client_tables_are_refused_not_empty():
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Client.objects.count()


def test_web_gains_nothing_by_claiming_scope_system():
    client = ClientFactory()
    with bind(Actor.system("pretender", client.continuum_id)):
        assert not Client.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_in_scope_system_sees_its_continuum_alone(as_worker):
    ours = ClientFactory()
    elsewhere = ContinuumFactory(code="XX-500", name="Elsewhere")
    ClientFactory(agency=AgencyFactory(continuum=elsewhere))
    with as_worker(), transaction.atomic(), bind(Actor.system("sweep", ours.continuum_id)):
        assert [client.pk for client in Client.objects.all()] == [ours.pk]


def test_other_continuum_sees_nothing():
    client = ClientFactory(released=True)
    other = AgencyFactory(continuum=ContinuumFactory(code="XX-500", name="Elsewhere"))
    with bind(actor(other.continuum_id, agencies=(other.pk, client.agency_id))):
        assert not Client.objects.exists()
