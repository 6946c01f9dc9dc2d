"""An assessment sent while the worker is down: the receipt promises no place, and the place arrives with the worker."""

from datetime import date

import pytest
from django.db import transaction

from assessments import receipts, services
from cas_portal.access.binding import bind
from queues.models import Standing
from tests.factories.assessments import full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


def test_the_place_on_the_list_arrives_when_the_worker_is_back(agency, settle):
    home = ready_household(agency=agency)
    by, day = home.assessor, home.client.created_at.date()
    with transaction.atomic(), bind(by):
        draft = services.start_draft(by=by, client=home.client)
        answers = full_answers(home.program, AH01=draft.started_on.isoformat())
        assert services.save_answers(by=by, draft_id=draft.public_id, answers=answers).problems == {}
        record = services.submit_assessment(by=by, draft_id=draft.public_id, event=7)
        told = [line["text"] for line in receipts.receipt(record, None, None, by=by, shows_score=True)["created"]]
    assert "Sent to the housing list. The place on it follows by itself, also when the lists are late." in told
    with seeding(agency.continuum):
        assert not Standing.objects.filter(pk=home.client.pk, hct_id=record.pk).exists()
    settle(max(day, draft.started_on, date(2025, 9, 1)))
    with seeding(agency.continuum):
        assert Standing.objects.get(pk=home.client.pk).hct_id == record.pk
