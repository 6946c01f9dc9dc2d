"""People are told in the language they chose, whoever caused it and wherever it is written."""

import pytest
from django.core import mail
from django.utils.translation import gettext as _

from cas_portal.accounts import mail as letters
from cas_portal.accounts.models import User
from cas_portal.notifications.models import Notification
from cas_portal.notifications.services import notify
from tests.clients.acting import acting
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


def chose(actor, language):
    User.objects.filter(pk=actor.user_id).update(language=language)
    return actor


def test_each_recipient_reads_a_notice_in_their_language():
    sender, english, spanish = staff(), staff(), chose(staff(), "es")
    with acting(sender):
        notify(
            by=sender,
            recipient_ids=[english.user_id, spanish.user_id],
            kind="N4",
            text=lambda: _("%(agency)s asks about an account.") % {"agency": "Casa Luz"},
            url="/documents/",
            dedupe_key="one",
        )
    told = {}
    for one in (english, spanish):
        with acting(one):
            told[one] = Notification.objects.visible_to(one).get().text
    assert told == {
        english: "Casa Luz asks about an account.",
        spanish: "Casa Luz pide algo sobre una cuenta.",
    }


def test_a_letter_is_written_in_the_language_of_its_reader(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reader = User.objects.get(pk=chose(staff(), "es").user_id)
    letters.send(to=reader, event="password_changed", path="/accounts/login/")
    (letter,) = mail.outbox
    assert letter.subject == "Su contraseña cambió"
    assert f"Hola, {reader.name}:" in letter.body
