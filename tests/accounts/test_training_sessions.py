"""Training sessions: places are taken and given back, who came is certified, and nobody certifies themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Certificate, Membership, TrainingPlace
from cas_portal.accounts.services import training
from cas_portal.time import clock
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEGINS = datetime(2025, 9, 10, 17, tzinfo=UTC)
BEFORE, AFTER = BEGINS - timedelta(days=3), BEGINS + timedelta(hours=3)


@pytest.fixture(autouse=True)
def before():
    with clock.freeze(BEFORE):
        yield


def plan(by, **values):
    said = {
        "title": "Yearly training",
        "starts_at": BEGINS,
        "minutes": 120,
        "where": "Room 2, first floor",
        "places": 1,
    }
    with acting(by):
        return training.plan(by=by, **said | values)


def do(by, service, session, **more):
    with acting(by):
        return service(by=by, public_id=session.public_id, **more)


def test_a_place_is_taken_once_given_back_and_taken_by_another(trainer, assessor, manager):
    session = plan(trainer)
    assert plan(trainer) == session
    assert do(assessor, training.book, session) == do(assessor, training.book, session)
    with pytest.raises(Conflict, match="full"):
        do(manager, training.book, session)
    do(assessor, training.give_back, session)
    do(assessor, training.give_back, session)
    do(manager, training.book, session)
    with acting(manager):
        assert [(line.left, line.mine is not None) for line in training.coming(manager)] == [(0, True)]
        assert TrainingPlace.objects.count() == 2


def test_who_came_is_certified_from_that_day(trainer, assessor, manager):
    session = plan(trainer, places=3)
    places = [do(person, training.book, session) for person in (assessor, manager, trainer)]
    with pytest.raises(Conflict, match="has not taken place"):
        do(trainer, training.mark, session, came=[])
    with clock.freeze(AFTER):
        came = [places[0].public_id, places[2].public_id]
        assert do(trainer, training.mark, session, came=came) == 1
        assert do(trainer, training.mark, session, came=[places[1].public_id]) == 0
    with acting(trainer):
        made = Certificate.objects.get()
        marked = dict(TrainingPlace.objects.values_list("user_id", "came"))
    assert (made.user_id, made.done_on, made.valid_through) == (assessor.user_id, date(2025, 9, 10), date(2026, 9, 10))
    assert marked == {assessor.user_id: True, manager.user_id: False, trainer.user_id: None}
    assert Membership.objects.get(user_id=assessor.user_id).certified_through == date(2026, 9, 10)


def test_a_session_that_was_called_off_takes_nobody(trainer, assessor):
    session = plan(trainer)
    with pytest.raises(Invalid):
        do(trainer, training.call_off, session, reason=" ")
    do(trainer, training.call_off, session, reason="The trainer is ill")
    do(trainer, training.call_off, session, reason="Another reason")
    with pytest.raises(Conflict, match="called off"):
        do(assessor, training.book, session)
    assert plan(trainer) != session


def test_what_cannot_be(trainer, assessor):
    session = plan(trainer)
    with pytest.raises(Invalid):
        plan(trainer, starts_at=BEFORE)
    for service, more in ((training.call_off, {"reason": "x"}), (training.mark, {"came": []})):
        with pytest.raises(Forbidden):
            do(assessor, service, session, **more)
    with pytest.raises(Forbidden):
        plan(assessor)
    with clock.freeze(AFTER), pytest.raises(Conflict, match="has begun"):
        do(assessor, training.book, session)
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    with pytest.raises(Missing):
        do(far, training.book, session)


def test_the_pages_from_offer_to_attendance(trainer, assessor):
    desk, visitor = signed_in(trainer), signed_in(assessor)
    day = {"day_0": "9", "day_1": "10", "day_2": "2025"}
    sent = day | {"title": "Yearly", "begins": "10:00", "minutes": "90", "where": "Room 2", "places": "5"}
    assert desk.post(reverse("accounts:new_training_session"), sent | {"places": "0"}).status_code == 422
    address = desk.post(reverse("accounts:new_training_session"), sent).url
    assert "5 places left" in visitor.get(reverse("accounts:training_sessions")).content.decode()
    assert visitor.get(reverse("accounts:new_training_session")).status_code == 403
    assert visitor.post(f"{address}book/").status_code == 302
    text = visitor.get(address).content.decode()
    assert "Give my place back" in text and "Who has a place" not in text
    file = visitor.get(f"{address}calendar.ics")
    assert file["Content-Type"].startswith("text/calendar") and b"DTSTART:20250910T170000Z\r\n" in file.content
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))
    assert desk.get(f"{address}call-off/").status_code == 200
    with clock.freeze(AFTER):
        desk, visitor = signed_in(trainer), signed_in(assessor)
        page = desk.get(address)
        came = page.context["places"][0].public_id
        assert desk.post(f"{address}attendance/", {"came": [came, "nonsense"]}).status_code == 302
        assert "certificate recorded" in desk.get(address).content.decode()
        assert "You came" in visitor.get(address).content.decode()
