"""Many hands at once: one draft, one record."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep as pause

import pytest
from django.db import connection, transaction

from assessments import services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Contact
from tests.assessments.conftest import MORNING
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, full_answers, ready_household
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


def test_a_correction_that_meets_a_void_leaves_one_record_that_counts():
    """Whoever corrects a record that is being made void waits, and is told so: the one before it counts again."""
    home = ready_household()
    sysadmin = staff(Role.SYSADMIN, home.agency)
    first = AssessmentFactory(client=home.client, enrollment=home.enrollment)
    second = corrected(home, first)
    draft_id = begun(home, second)
    voided = Event()

    def void():
        made = services.void_assessment(by=sysadmin, assessment=second, code="twice")
        voided.set()
        pause(0.5)
        return made.pk

    def send():
        voided.wait(10)
        return services.submit_assessment(by=home.assessor, draft_id=draft_id, event=7).pk

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(in_a_thread, actor, act) for actor, act in ((sysadmin, void), (home.assessor, send))]
        assert done[0].result() == second.pk
        with pytest.raises(Conflict, match="void"):
            done[1].result()
    with seeding(home.client.continuum):
        assert list(Assessment.objects.filter(superseded_by=None).counting()) == [first]


def in_a_thread(actor, act):
    try:
        with clock.freeze(MORNING), transaction.atomic(), bind(actor):
            return act()
    finally:
        connection.close()


def begun(home, record):
    """A draft that corrects a record, with every answer."""
    with clock.freeze(MORNING), transaction.atomic(), bind(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client, corrects=record)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program))
        return draft.public_id


def corrected(home, record):
    draft_id = begun(home, record)
    with clock.freeze(MORNING), transaction.atomic(), bind(home.assessor):
        return services.submit_assessment(by=home.assessor, draft_id=draft_id, event=7)
