"""Birthdays that may change what a household is (N19)."""

from datetime import date

import pytest
from django.db import transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.notifications.models import Notification
from clients.services.birthdays import tell_of_birthdays
from tests.database import as_worker
from tests.factories.accounts import UserFactory
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    cas_program,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("born", "day", "told"),
    [
        (date(2007, 8, 6), date(2025, 8, 6), 1),
        (date(2007, 8, 6), date(2025, 8, 5), 0),
        (date(2007, 8, 6), date(2025, 8, 7), 0),
        (date(2000, 2, 29), date(2025, 3, 1), 1),
        (date(2000, 2, 29), date(2025, 2, 28), 0),
        (date(1970, 8, 6), date(2025, 8, 6), 1),
        (date(2005, 8, 6), date(2025, 8, 6), 0),
    ],
)
def test_the_lead_case_manager_hears_of_it_once_on_that_day(born, day, told):
    head = ClientFactory()
    home = HouseholdFactory(client=head)
    HouseholdMemberFactory(client=head, household=home)
    child = ClientFactory(agency=head.agency)
    IdentityFactory(client=child, birth_date=born)
    HouseholdMemberFactory(client=child, household=home, relationship=2)
    EnrollmentFactory(client=head, household=home, program=cas_program(head.agency))
    manager = UserFactory()
    CaseManagerFactory(client=head, user=manager)
    by = Actor.system("birthdays", head.continuum_id)
    with as_worker():
        for _twice in range(2):
            with transaction.atomic(), bind(by):
                assert tell_of_birthdays(by=by, on=day) == told
                assert Notification.objects.filter(kind="N19", recipient=manager).count() == told
