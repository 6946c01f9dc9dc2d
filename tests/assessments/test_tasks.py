"""The nightly job of assessing, under the worker's sign-in."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from assessments import tasks
from assessments.models import Draft
from assessments.services import calls
from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "worker", "owner"])
def test_old_drafts_are_deleted_and_young_ones_kept(as_worker):
    home = ready_household()
    other = ready_household(agency=home.agency)
    DraftFactory(client=home.client, enrollment=home.enrollment, started_on=date(2025, 6, 5))
    young = DraftFactory(client=other.client, enrollment=other.enrollment, started_on=date(2025, 6, 6))
    with as_worker():
        assert tasks.purge_drafts() == 1
        assert tasks.purge_drafts() == 0
    with seeding(home.client.continuum):
        assert list(Draft.objects.all()) == [young]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "worker", "owner"])
def test_old_calls_are_deleted_with_the_number_they_hold(as_worker, acting):
    specialist = staff(Role.CALL_CENTER)
    with acting(specialist):
        begun = calls.start_call(by=specialist, callback="9165550142").started_at
    job = Actor.system("assessments-purge-drafts", specialist.continuum_id)
    with as_worker():
        for before, gone in ((begun, 0), (begun + timedelta(seconds=1), 1)):
            with transaction.atomic(), bind(job):
                assert calls.purge_calls(by=job, before=before) == gone
