"""Opening very many records in an hour is slowed and told, never refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Setting
from cas_portal.accounts.rules import previews
from cas_portal.audit import record
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.services import opening
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, UserFactory, staff
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.fixture
def agency():
    return AgencyFactory(name="Harbor House")


@pytest.fixture
def assessor(agency):
    return staff(Role.ASSESSOR, agency)


@pytest.fixture
def admin(agency):
    return staff(Role.SYSADMIN, agency)


@pytest.fixture(autouse=True)
def twenty(agency):
    Setting.objects.create(continuum=agency.continuum, key=opening.KEY, value=MOST, valid_from="2020-01-01")


@pytest.fixture
def waited(monkeypatch):
    """How long each page waited; the clock of the test goes on instead."""
    seconds: list[float] = []
    monkeypatch.setattr(opening, "pause", seconds.append)
    return seconds


def opens(actor, first, last):
    """Open records by number: what the log knows of them is their number."""
    with acting(actor):
        for number in range(first, last + 1):
            opening.opened(by=actor, client_id=number, purpose="client")


def told(actor) -> list[Notification]:
    with acting(actor):
        return list(Notification.objects.visible_to(actor).order_by("pk"))


def test_as_many_as_the_setting_says_open_at_once(assessor, admin, waited):
    opens(assessor, 1, MOST)
    opens(assessor, 1, MOST)
    assert (waited, told(admin)) == ([], [])


@pytest.mark.slow
def test_each_one_more_waits_longer_and_none_longer_than_two_seconds(assessor, waited):
    opens(assessor, 1, MOST + 50)
    assert waited[:3] == pytest.approx([0.05, 0.1, 0.15])
    assert waited[39:] == [2.0] * 11


@pytest.mark.slow
def test_administrators_are_told_once_an_hour_who_and_how_many(assessor, admin, agency, waited):
    far = staff(Role.SYSADMIN, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    others = [staff(role, agency) for role in Role if role is not Role.SYSADMIN]
    now = clock.now().replace(minute=10)
    with clock.freeze(now):
        opens(assessor, 1, MOST + 3)
        opens(staff(Role.ASSESSOR, agency), 1, MOST + 1)
    with clock.freeze(now - timedelta(hours=1)):
        opens(assessor, 1, 1)
    notices = told(admin)
    assert len(notices) == 3
    assert f"opened the records of {MOST + 1} clients within an hour." in notices[0].text
    assert {notice.kind for notice in notices} == {"N21"}
    assert not any(told(one) for one in [far, assessor, *others])


def test_an_hour_later_one_begins_anew(assessor, waited):
    opens(assessor, 1, MOST + 1)
    with clock.freeze(clock.now() + timedelta(minutes=61)):
        opens(assessor, 100, 100)
    assert len(waited) == 1


def test_lists_and_what_others_opened_do_not_count(assessor, agency, waited):
    with acting(assessor):
        record.log_read(range(1, 500), purpose="caseload")
    opens(staff(Role.ASSESSOR, agency), 1, MOST)
    opens(assessor, 1, MOST)
    assert waited == []


def test_the_setting_counts_from_its_day(assessor, agency, waited):
    Setting.objects.create(continuum=agency.continuum, key=opening.KEY, value=30, valid_from=clock.today())
    opens(assessor, 1, 30)
    assert waited == []
    with clock.freeze(clock.now() - timedelta(days=2)):
        opens(assessor, 31, 31)
    assert waited == pytest.approx([0.05 * (31 - MOST)])


@pytest.mark.slow
def test_whoever_changes_the_setting_sees_how_many_it_would_slow(assessor, admin, agency, waited):
    opens(assessor, 1, 30)
    opens(staff(Role.ASSESSOR, agency), 1, 25)
    counts = {}
    for actor in (admin, assessor):
        with acting(actor):
            counts[actor.user_id] = [
                effect.count for most in (24, 25, 30)
                for effect in previews.effects(opening.KEY, agency.continuum_id, clock.today(), most)
            ]  # fmt: skip
    assert counts == {admin.user_id: [2, 1, 0], assessor.user_id: [0, 0, 0]}


def test_saving_does_not_wait(assessor, waited):
    opens(assessor, 1, MOST)
    with acting(assessor):
        opening.opened(by=assessor, client_id=MOST + 1, purpose="client", waits=False)
    assert waited == []


@pytest.mark.slow
def test_the_page_opens_all_the_same_and_the_notice_leads_to_the_log(assessor, admin, agency, waited):
    client = ClientFactory(agency=agency)
    opens(assessor, 900_001, 900_000 + MOST)
    for address in (reverse("clients:client", args=[client.public_id]), f"/api/v1/clients/{client.public_id}/"):
        assert signed_in(assessor).get(address).status_code == 200
    assert waited == pytest.approx([0.05, 0.05])
    (notice,) = told(admin)
    page = signed_in(admin).get(notice.url)
    assert page.status_code == 200
    assert page.context["form"]["person"].value() in page.content.decode()


def test_the_link_fits_however_long_the_address_is(admin, agency, waited):
    person = UserFactory(email="+" * 60 + "@example.org", name="N" * 120)
    opens(staff(Role.ASSESSOR, agency, user=person), 1, MOST + 1)
    (notice,) = told(admin)
    assert len(notice.url) <= 200
