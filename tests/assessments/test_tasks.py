"""The nightly job of assessing, under the worker's sign-in."""

from datetime import date

import pytest

from assessments import tasks
from assessments.models import Draft
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
