"""Every table that standing reads announces exactly the clients a change touches, whoever makes it."""

from datetime import date

import pytest
from django.db import connection

from queues.models import DirtyClient, EmergencyTransfer, ManualEvh
from queues.triggers import EVERY_SOURCE
from referrals.states import State
from tests.database import connected_as
from tests.factories.accounts import UserFactory
from tests.factories.assessments import AssessmentFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory, EnrollmentFactory, HouseholdMemberFactory
from tests.factories.documents import DocumentItemFactory
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BORN = date(2015, 3, 3)


@pytest.fixture
def family(transactional_db):
    """A parent with a child, and somebody else whom nothing may touch."""
    home = ready_household(others=((2, BORN),))
    ready_household(agency=home.agency)
    forget(home)
    return home


def forget(home) -> None:
    with connected_as("owner"):
        DirtyClient.objects.all().delete()


def announced(home) -> set[int]:
    with seeding(home.agency.continuum):
        found = set(DirtyClient.objects.values_list("client_id", flat=True))
    forget(home)
    return found


def child(home):
    with seeding(home.agency.continuum):
        members = home.enrollment.household.members.select_related("client__identity")
        return members.exclude(client=home.client).get().client


def touch(home, table: str, column: str, value: object, pk: int) -> None:
    """A change by hand, past every service."""
    with connected_as("owner"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])


def test_every_source_has_its_three_triggers(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'queues_dirty%'")
        found = set(cursor.fetchall())
    events = ("insert", "update", "delete")
    assert found == {(source.table, f"queues_dirty_{event}") for source in EVERY_SOURCE for event in events}


@pytest.mark.parametrize(
    ("make", "table", "column", "value"),
    [
        (ContactFactory, "clients_contact", "happened_on", date(2025, 8, 8)),
        (AssessmentFactory, "assessments_assessment", "voided_at", None),
        (ReferralFactory, "referrals_referral", "state", State.NO_CONTACT.value),
        (EnrollmentFactory, "clients_enrollment", "entry_date", date(2025, 2, 2)),
    ],
)
def test_rows_of_one_client(family, make, table, column, value):
    more = {}
    if make is ReferralFactory:
        more["opening"] = OpeningFactory(program__agency=family.agency)
    if make is AssessmentFactory:
        more["enrollment"] = family.enrollment
    row = make(client=family.client, **more)
    assert announced(family) == {family.client.pk}
    if make is AssessmentFactory:
        with connected_as("owner"), connection.cursor() as cursor:
            void = "UPDATE assessments_assessment SET voided_at = now(), void_reason = 'x', voided_by_id = %s"
            cursor.execute(void, [UserFactory().pk])
    else:
        touch(family, table, column, value, row.pk)
    assert announced(family) == {family.client.pk}
    if make is not AssessmentFactory:
        with connected_as("owner"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])
        assert announced(family) == {family.client.pk}


def test_a_change_of_other_columns_is_no_news(family):
    row = ContactFactory(client=family.client)
    forget(family)
    touch(family, "clients_contact", "kind", "check_in", row.pk)
    assert announced(family) == set()


def test_papers_of_a_child_touch_the_head(family):
    minor = child(family)
    row = DocumentItemFactory(client=minor, kind="BIRTH_CERT")
    assert announced(family) == {family.client.pk, minor.pk}
    touch(family, "documents_documentitem", "valid_through", date(2030, 1, 1), row.pk)
    assert announced(family) == {family.client.pk, minor.pk}
    with connected_as("owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_documentitem WHERE id = %s", [row.pk])
    assert announced(family) == {family.client.pk, minor.pk}


def test_a_birth_date_touches_the_head(family):
    minor = child(family)
    touch(family, "clients_identity", "birth_date", date(2016, 1, 1), minor.identity.pk)
    assert announced(family) == {family.client.pk, minor.pk}


def test_a_new_member_touches_the_head(family):
    other = ready_household(agency=family.agency).client
    forget(family)
    with seeding(family.agency.continuum):
        household = family.enrollment.household
    row = HouseholdMemberFactory(client=other, household=household, relationship=5, agency=family.agency)
    assert announced(family) == {family.client.pk}
    touch(family, "clients_householdmember", "left_on", date(2025, 8, 8), row.pk)
    assert announced(family) == {family.client.pk}


def test_the_client_itself(family):
    touch(family, "clients_client", "veteran_status", 1, family.client.pk)
    assert announced(family) == {family.client.pk}
    touch(family, "clients_client", "sex", 1, family.client.pk)
    assert announced(family) == set()


def test_a_program_touches_everybody_enrolled_in_it(family):
    with seeding(family.agency.continuum):
        enrolled = set(family.program.enrollment_set.values_list("client_id", flat=True))
    touch(family, "clients_program", "project_type", 3, family.program.pk)
    assert announced(family) == enrolled


def test_decisions_by_hand(family):
    base = {"client": family.client, "continuum": family.agency.continuum, "agency": family.agency}
    with seeding(family.agency.continuum):
        ManualEvh.objects.create(**base, evh=True, reason="x", starts_on=date(2025, 8, 8), ends_on=date(2025, 9, 8))
    assert announced(family) == {family.client.pk}
    with seeding(family.agency.continuum):
        EmergencyTransfer.objects.create(**base, requested_on=date(2025, 8, 8))
    assert announced(family) == {family.client.pk}


def test_a_bulk_update_by_hand_is_caught(family):
    clients = [ready_household(agency=family.agency).client for _ in range(3)]
    for client in clients:
        ContactFactory(client=client)
    forget(family)
    with connected_as("owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE clients_contact SET qualifying = false")
    assert announced(family) == {client.pk for client in clients}


def test_the_announcement_is_undone_with_the_change(family):
    with pytest.raises(ZeroDivisionError), seeding(family.agency.continuum):
        ContactFactory._meta.model.objects.create(
            client=family.client, continuum=family.agency.continuum, agency=family.agency,
            happened_on=date(2025, 8, 8), kind="check_in", qualifying=True,
        )  # fmt: skip
        _ = 1 / 0
    assert announced(family) == set()
