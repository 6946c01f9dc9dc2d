"""Roles are given by a system administrator to somebody else, whatever SQL is run under the sign-in of requests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.accounts.services import memberships
from cas_portal.time import clock
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
INSERT = (
    "INSERT INTO accounts_membership (user_id, continuum_id, agency_id, role, starts_at, scas_desk)"
    " VALUES (%s, %s, %s, %s, now() - interval '1 day', false)"
)
WIDER = {
    "another role": "role = 'sysadmin'",
    "another agency": "agency_id = {other}",
    "another person": "user_id = {stranger}",
    "no end": "ends_at = NULL",
    "a later end": "ends_at = ends_at + interval '1 day'",
    "an earlier beginning": "starts_at = starts_at - interval '1 day'",
    "the desk for survivors": "scas_desk = true",
    "a certificate": "certified_through = '2099-01-01'",
}


@pytest.fixture
def office(agency):
    return AgencyFactory(name="Office", continuum=agency.continuum)


def written(actor, statement, *values) -> int | None:
    """How many rows SQL of somebody's own changed; None when the database refuses it for lack of rights."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount
    except DatabaseError as error:
        assert isinstance(error.__cause__, InsufficientPrivilege), error
        return None


def given(actor, user_id, agency, role=Role.SYSADMIN) -> int | None:
    return written(actor, INSERT, user_id, agency.continuum_id, agency.pk, role)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_themselves_a_role(role, agency, office):
    actor = staff(role, agency)
    assert given(actor, actor.user_id, office) is None
    assert given(actor, actor.user_id, office, Role.ASSESSOR) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN])
def test_only_administrators_give_roles_to_others(role, agency, office):
    assert given(staff(role, agency), UserFactory().pk, office, Role.ASSESSOR) is None


def test_an_administrator_gives_a_role_in_their_own_community(admin, agency, office):
    far = AgencyFactory(continuum=ContinuumFactory(code="CA-999"))
    assert given(admin, UserFactory().pk, office) == 1
    assert given(admin, UserFactory().pk, far) is None
    assert written(admin, INSERT, UserFactory().pk, agency.continuum_id, far.pk, Role.ASSESSOR) is None


def test_nobody_is_made_an_administrator_before_somebody_signs_in(agency, office):
    """The sign-in of requests alone, bound to nobody, as on the pages of signing in and of invitations."""
    for role in (Role.SYSADMIN, Role.ASSESSOR):
        with pytest.raises(DatabaseError, match="given by a system administrator"), transaction.atomic():
            Membership.objects.create(
                user=UserFactory(), continuum=agency.continuum, agency=office, role=role, starts_at=clock.now()
            )


def test_an_administrator_whose_role_ended_gives_nothing(agency, office):
    former = staff(Role.SYSADMIN, agency, ends_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert given(former, UserFactory().pk, office) is None


@pytest.mark.parametrize("what", WIDER)
@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SSF_ADMIN, Role.SYSADMIN])
def test_nobody_widens_their_own_role(what, role, agency, office):
    ends_at = clock.now() + timedelta(days=9)
    actor = staff(role, agency, ends_at=ends_at, certified_through=None)
    change = WIDER[what].format(other=office.pk, stranger=UserFactory().pk)
    if (what, role) == ("another role", Role.SYSADMIN):
        change = "role = 'ssf_admin'"
    assert written(actor, f"UPDATE accounts_membership SET {change} WHERE user_id = %s", actor.user_id) is None


@pytest.mark.parametrize("what", WIDER)
def test_of_others_an_administrator_widens_everything_and_ssf_the_certificate(what, admin, trainer, agency, office):
    held = MembershipFactory(agency=agency, ends_at=clock.now() + timedelta(days=9), certified_through=None)
    statement = "UPDATE accounts_membership SET " + WIDER[what].format(other=office.pk, stranger=UserFactory().pk)
    assert written(trainer, f"{statement} WHERE id = %s", held.pk) == (1 if what == "a certificate" else None)
    assert written(admin, f"{statement} WHERE id = %s", held.pk) == 1


def test_no_role_of_somebody_else_is_taken_over(admin, agency):
    held = MembershipFactory(role=Role.SSF_ADMIN, agency=agency)
    change = "UPDATE accounts_membership SET user_id = %s WHERE id = %s"
    assert written(admin, change, admin.user_id, held.pk) is None


def test_a_role_is_ended_and_kept_as_the_services_do(admin, agency):
    held = MembershipFactory(agency=agency)
    with acting(admin):
        memberships.end_role(by=admin, membership_id=held.public_id, on=clock.today())
        memberships.keep_role(by=admin, membership_id=held.public_id)
        memberships.end_role(by=admin, membership_id=held.public_id)
    held.refresh_from_db()
    assert held.ends_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_first_administrator_comes_from_the_owner_or_the_worker(agency, as_worker, owner_sql):
    with as_worker():
        Membership.objects.create(
            user=UserFactory(), continuum=agency.continuum, agency=agency, role=Role.SYSADMIN, starts_at=clock.now()
        )
    owner_sql(INSERT, UserFactory().pk, agency.continuum_id, agency.pk, Role.SYSADMIN)
    assert Membership.objects.filter(role=Role.SYSADMIN).count() == 2
