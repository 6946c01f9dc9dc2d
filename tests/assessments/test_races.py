"""Many hands at once: one draft, one record."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from assessments import services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from cas_portal.access.binding import bind
from cas_portal.time import clock
from clients.models import Contact
from tests.assessments.conftest import MORNING
from tests.factories.assessments import full_answers, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
HANDS = 8


def at_once(actor, act):
    """Run the act in many threads, each in a transaction of its own bound to the actor."""

    def one(number):
        try:
            with clock.freeze(MORNING), transaction.atomic(), bind(actor):
                return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def test_many_starts_make_one_draft():
    home = ready_household()
    made = at_once(home.assessor, lambda _: services.start_draft(by=home.assessor, client=home.client).public_id)
    assert len(set(made)) == 1
    with seeding(home.client.continuum):
        assert Draft.objects.count() == 1


def test_many_submits_make_one_record():
    home = ready_household()
    with clock.freeze(MORNING), transaction.atomic(), bind(home.assessor):
        draft_id = services.start_draft(by=home.assessor, client=home.client).public_id
        services.save_answers(by=home.assessor, draft_id=draft_id, answers=full_answers(home.program))
    made = at_once(
        home.assessor, lambda _: services.submit_assessment(by=home.assessor, draft_id=draft_id, event=7).public_id
    )
    assert len(set(made)) == 1
    with seeding(home.client.continuum):
        for model in (Assessment, CEEvent, CurrentLivingSituation, Contact):
            assert model.objects.count() == 1


def test_answers_saved_at_once_are_all_kept():
    home = ready_household()
    with clock.freeze(MORNING), transaction.atomic(), bind(home.assessor):
        draft_id = services.start_draft(by=home.assessor, client=home.client).public_id
    questions = ["VB05", "VB07", "VB10", "VB11", "VB01", "HC50", "HC30", "HC43"]

    def save(number):
        services.save_answer(
            by=home.assessor, draft_id=draft_id, link_id=questions[number], answer=1, seen=0, writer=str(number)
        )

    at_once(home.assessor, save)
    with seeding(home.client.continuum):
        assert Draft.objects.get().answers == dict.fromkeys(questions, 1)
