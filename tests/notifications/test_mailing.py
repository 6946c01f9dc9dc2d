"""Messages beside notices: at once, once a day, or none; and they say nothing about anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications import mailing
from cas_portal.notifications.kinds import BY_CODE, KINDS, mail_of
from cas_portal.notifications.models import Mail, NoticeChoice, Notification
from cas_portal.notifications.services import choose_mail, notify
from cas_portal.outbox.models import Message
from cas_portal.time import clock
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff

NINE = datetime(2025, 9, 2, 16, tzinfo=UTC)  # nine in the morning in the community
pytestmark = pytest.mark.slow


@pytest.mark.django_db
class TestChoosing:
    def test_the_page_shows_what_is_locked_and_keeps_what_is_chosen(self):
        person = staff()
        browser, address = signed_in(person), reverse("notifications:settings")
        text = browser.get(address).content.decode()
        assert "always come at once" in text and 'name="N1"' not in text and 'name="N4"' in text
        sent = {kind.code: "off" for kind in KINDS if not kind.locked}
        assert browser.post(address, sent | {"N4": "now"}).status_code == 302
        assert browser.post(address, sent | {"N4": "digest"}).status_code == 302
        assert browser.post(address, sent | {"N4": "often"}).status_code == 422
        with acting(person):
            assert dict(NoticeChoice.objects.values_list("kind", "mail")) == sent | {"N4": "digest"}

    def test_nobody_chooses_what_must_come(self):
        person = staff()
        with acting(person), pytest.raises(ValueError, match="N1"):
            choose_mail(by=person, wanted={"N1": "off"})

    def test_nobody_sees_what_others_chose(self):
        one, other = staff(), staff(agency=AgencyFactory())
        with acting(one):
            choose_mail(by=one, wanted={"N4": "off"})
        with acting(other):
            assert not NoticeChoice.objects.exists()


def test_what_must_come_comes_whatever_is_stored():
    assert mail_of("N1", "off") == Mail.NOW
    assert mail_of("N4", "off") == Mail.OFF
    assert mail_of("N4") == BY_CODE["N4"].usual == Mail.DIGEST


@pytest.mark.django_db(transaction=True)
def test_messages_are_asked_for_once_and_in_time(as_worker):
    sender, person = staff(Role.SSF_ADMIN), staff(agency=AgencyFactory())
    User.objects.filter(pk=person.user_id).update(password="something")

    def tell(kind, at, key):
        with clock.freeze(at), acting(sender):
            notify(by=sender, recipient_ids=[person.user_id], kind=kind, text="New.", url="/clients/", dedupe_key=key)
        with acting(person):
            Notification.objects.filter(dedupe_key=key).update(at=at)

    def sweep(at) -> int:
        with clock.freeze(at), as_worker():
            return mailing.sweep()

    tell("N1", NINE, "urgent")
    tell("N4", NINE, "paper")
    tell("N4", NINE, "another paper")
    with acting(person):
        choose_mail(by=person, wanted={"N8": "off"})
    tell("N8", NINE, "answer")
    assert sweep(NINE) == 1  # the urgent one; the papers wait for the morning, the answer is not wanted
    assert sweep(NINE + timedelta(minutes=1)) == 0
    assert sweep(NINE + timedelta(hours=21)) == 0  # six in the morning
    assert sweep(NINE + timedelta(hours=22)) == 1
    assert sweep(NINE + timedelta(hours=23)) == 0
    with as_worker():
        messages = list(Message.objects.filter(topic=mailing.TOPIC).order_by("pk"))
        mailing.send(messages[0].payload, None)
    assert [message.payload["user"] for message in messages] == [person.user_id] * 2
    assert "update" in mail.outbox[0].subject and "New." not in mail.outbox[0].body
