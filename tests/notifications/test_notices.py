"""Notices reach their recipients, once, and nobody else."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cas_portal.access.errors import Missing
from cas_portal.notifications.models import Notification
from cas_portal.notifications.services import mark_all_read, mark_read, notify
from cas_portal.time import clock
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff


@pytest.fixture
def sender(db):
    return staff()


@pytest.fixture
def recipient(sender):
    return staff(agency=AgencyFactory(name="Recipients"))


def tell(sender, *recipients, key="one", url="/clients/"):
    with acting(sender):
        notify(
            by=sender,
            recipient_ids=[r.user_id for r in recipients],
            kind="N8",
            text="An answer came.",
            url=url,
            dedupe_key=key,
        )


def of(actor):
    with acting(actor):
        return list(Notification.objects.visible_to(actor))


def test_notice_reaches_its_recipient_and_not_the_sender(sender, recipient):
    tell(sender, recipient)
    assert [row.text for row in of(recipient)] == ["An answer came."]
    assert of(sender) == []


def test_row_level_security_alone_hides_notices_of_others(sender, recipient):
    tell(sender, recipient)
    with acting(sender):
        assert not Notification.objects.exists()


def test_same_key_tells_once_and_other_key_again(sender, recipient):
    tell(sender, recipient, recipient)
    tell(sender, recipient)
    tell(sender, recipient, key="two")
    assert len(of(recipient)) == 2


def test_recipient_of_another_community_sees_nothing(sender):
    far = staff(agency=AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    tell(sender, far)
    assert of(far) == []


ELSEWHERE = [
    "https://example.org/",
    "//example.org/",
    "/\\example.org/",
    "\\\\example.org/",
    "javascript:1",
    "clients/",
    "",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_notice_leads_into_the_portal_only(sender, recipient, url):
    with pytest.raises(ValueError, match="address of the portal"):
        tell(sender, recipient, url=url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_database_refuses_a_notice_that_leads_elsewhere(sender, recipient, url):
    statement = (
        "INSERT INTO notifications_notification (public_id, continuum_id, recipient_id, kind, text, url, dedupe_key)"
        " VALUES (gen_random_uuid(), %s, %s, 'N8', 'An answer came.', %s, %s)"
    )
    with acting(sender), connection.cursor() as cursor:
        for inside in ("/", "/clients/"):
            cursor.execute(statement, [sender.continuum_id, recipient.user_id, inside, f"to {inside}"])
        with pytest.raises(IntegrityError, match="notification_leads_inside"), transaction.atomic():
            cursor.execute(statement, [sender.continuum_id, recipient.user_id, url, "to elsewhere"])


def test_reading_keeps_the_first_moment(sender, recipient):
    tell(sender, recipient)
    notice = of(recipient)[0]
    first = datetime(2026, 1, 5, 12, tzinfo=UTC)
    with acting(recipient):
        with clock.freeze(first):
            mark_read(by=recipient, public_id=notice.public_id)
        assert mark_read(by=recipient, public_id=notice.public_id).read_at == first


def test_reading_the_notice_of_another_is_missing(sender, recipient):
    tell(sender, recipient)
    notice = of(recipient)[0]
    with acting(sender), pytest.raises(Missing):
        mark_read(by=sender, public_id=notice.public_id)


def test_mark_all_read_touches_own_notices_only(sender, recipient):
    tell(sender, recipient, sender)
    with acting(recipient):
        assert mark_all_read(by=recipient) == 1
    assert of(sender)[0].read_at is None


def test_list_shows_notices_and_open_leads_on(sender, recipient):
    tell(sender, recipient)
    browser = signed_in(recipient)
    assert b"An answer came." in browser.get(reverse("notifications:list")).content
    assert b"An answer came." in browser.get("/").content
    answer = browser.post(reverse("notifications:open", args=[of(recipient)[0].public_id]))
    assert (answer.status_code, answer.url) == (302, "/clients/")
    assert b"New for you" not in browser.get("/").content


def test_open_needs_post_and_own_notice(sender, recipient):
    tell(sender, recipient)
    address = reverse("notifications:open", args=[of(recipient)[0].public_id])
    assert signed_in(recipient).get(address).status_code == 405
    assert signed_in(sender).post(address).status_code == 404


def test_read_all_page(sender, recipient):
    tell(sender, recipient)
    browser = signed_in(recipient)
    assert browser.post(reverse("notifications:read_all"), follow=True).status_code == 200
    assert of(recipient)[0].read_at is not None


def test_empty_list_says_what_it_is(recipient):
    assert b"No notices yet" in signed_in(recipient).get(reverse("notifications:list")).content
