"""Messages: written by requests, sent by the worker, neutral, and good for one use."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Inactive, User
from cas_portal.accounts.services import people
from cas_portal.outbox.models import Message
from cas_portal.time import clock
from tests.accounts.conftest import PASSWORD, user_of, with_password
from tests.clients.acting import acting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NEW = "another quiet brown river"


def ask_reset(email):
    return Browser().post("/accounts/password/reset/", {"email": email})


def path_in(message) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def test_an_invitation_goes_out_by_the_worker_and_leads_in(admin, agency, post, as_worker):
    with acting(admin):
        people.invite(by=admin, email="kim@example.org", name="Kim Kay", agency_id=agency.pk, role=Role.ASSESSOR)
    assert mail.outbox == []
    (message,) = [one for one in post(as_worker) if one.to == ["kim@example.org"]]
    assert message.subject == "Your account in the CAS Portal"
    assert "Kim Kay" in message.body and agency.name not in message.body and "ssessor" not in message.body
    browser = Browser()
    assert browser.get(path_in(message)).status_code == 200
    assert browser.post(path_in(message), {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert browser.get(path_in(message)).status_code == 410


def test_asking_for_a_reset_does_the_same_for_anybody(assessor):
    person = with_password(assessor)
    answers, rows = [], []
    for email in (person.email, "nobody@example.org"):
        before = Message.objects.count()
        answers.append(ask_reset(email))
        rows.append(Message.objects.count() - before)
    assert {(one.status_code, one.url) for one in answers} == {(302, "/accounts/password/reset/done/")}
    assert rows == [1, 1]
    assert mail.outbox == []


def test_a_reset_link_works_once_and_only_the_owner_gets_it(assessor, post, as_worker):
    person = with_password(assessor)
    ask_reset(person.email.upper())
    ask_reset("nobody@example.org")
    (message,) = post(as_worker)
    assert message.to == [person.email]
    browser, path = Browser(), path_in(message)
    form = browser.get(path).url
    assert person.email not in form
    assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert "no longer works" in Browser().get(path).content.decode()


def test_a_reset_link_lasts_an_hour(assessor, post, as_worker, monkeypatch):
    person = with_password(assessor)
    ask_reset(person.email)
    (message,) = post(as_worker)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later.replace(tzinfo=None)
    )
    assert "no longer works" in Browser().get(path_in(message)).content.decode()


def test_one_mailbox_gets_one_link_in_five_minutes_and_another_later(assessor, post, as_worker):
    person = with_password(assessor)
    for _n in range(3):
        ask_reset(person.email)
    assert len(post(as_worker)) == 1
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        ask_reset(person.email)
        assert len(post(as_worker)) == 2


def test_a_reset_opens_a_rested_account_and_not_a_closed_one(assessor, manager, post, as_worker):
    for actor, reason in ((assessor, Inactive.IDLE), (manager, Inactive.CLOSED)):
        with_password(actor)
        User.objects.filter(pk=actor.user_id).update(is_active=False, inactive_reason=reason)
        ask_reset(user_of(actor).email)
    (message,) = post(as_worker)
    browser = Browser()
    browser.post(browser.get(path_in(message)).url, {"password1": NEW, "password2": NEW})
    rested = User.objects.get(pk=assessor.user_id)
    assert (rested.is_active, rested.inactive_reason, rested.check_password(NEW)) == (True, "", True)


def test_a_mail_server_that_is_down_loses_nothing(assessor, post, as_worker, settings, monkeypatch):
    person = with_password(assessor)
    ask_reset(person.email)

    def down(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
        assert post(as_worker) == []
    assert len(post(as_worker)) == 1


def test_changes_of_the_sign_in_are_told_to_its_owner(assessor, post, as_worker):
    person = with_password(assessor)
    browser = Browser()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert [one.subject for one in post(as_worker)] == ["Your password was changed"]
