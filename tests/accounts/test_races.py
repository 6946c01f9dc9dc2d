"""Twenty at the same time: one invitation, one role, one accepted link, one session, five tries."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from cas_portal.access.errors import DomainError
from cas_portal.access.roles import Role
from cas_portal.accounts import client_view, invitations
from cas_portal.accounts.models import Invitation, Membership, User
from cas_portal.accounts.services import people, requests
from cas_portal.outbox.models import Message
from tests.accounts.conftest import PASSWORD, with_password
from tests.clients.acting import acting
from tests.factories.accounts import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RACERS = 20


def race(act) -> list:
    """Run `act(n)` in twenty threads at once; what each returned, or the domain error it met."""
    start = Barrier(RACERS)

    def run(n):
        try:
            start.wait()
            return act(n)
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def handed_over(actor) -> Browser:
    """A browser whose screen is in the client's hands."""
    browser = Browser()
    browser.force_login(User.objects.get(pk=actor.user_id), backend="cas_portal.accounts.backends.MembershipBackend")
    session = browser.session
    client_view.enter(SimpleNamespace(session=session), client_id=str(uuid4()), pin="4711", language="en")
    session.save()
    return browser


def test_twenty_tries_at_once_to_take_the_screen_back_are_five(assessor, monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        client_view, "check_password", lambda secret, _pin: looked_at.append(secret) or secret == "4711"
    )
    browser = handed_over(assessor)
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value

    def guess(n):
        guessing = Browser(raise_request_exception=False)
        guessing.cookies[settings.SESSION_COOKIE_NAME] = key
        return guessing.post("/assessments/client-view/back/", {"secret": f"{n:04}"}).status_code

    race(guess)
    assert len(looked_at) == client_view.MOST_TRIES
    assert browser.post("/assessments/client-view/back/", {"secret": "4711"}).status_code == 302
    assert "login" in browser.get("/").url
    assert len(looked_at) == client_view.MOST_TRIES


def refused(results) -> int:
    return sum(isinstance(one, DomainError) for one in results)


def test_one_address_is_invited_once(admin, agency):
    def invite(_n):
        with acting(admin):
            return people.invite(by=admin, email="kim@example.org", name="Kim", agency_id=agency.pk, role=Role.ASSESSOR)

    results = race(invite)
    assert refused(results) == 0 and len({user.pk for user in results}) == 1
    assert (Invitation.objects.count(), Membership.objects.filter(user=results[0]).count()) == (1, 1)
    assert Message.objects.filter(topic="accounts.invitation").count() == 1


def test_one_link_lets_in_once(admin, agency):
    with acting(admin):
        user = people.invite(by=admin, email="kim@example.org", name="Kim", agency_id=agency.pk, role=Role.ASSESSOR)
    link = Invitation.objects.get()
    results = race(
        lambda n: people.accept(public_id=link.public_id, key=invitations.key(link), password=f"pass phrase number {n}")
    )
    assert refused(results) == RACERS - 1
    winner = next(n for n, one in enumerate(results) if not isinstance(one, DomainError))
    assert User.objects.get(pk=user.pk).check_password(f"pass phrase number {winner}")


def test_one_request_is_granted_once(admin, manager, agency):
    with acting(manager):
        asked = requests.ask_role(
            by=manager, agency_id=agency.pk, name="Kim", email="kim@example.org", role=Role.ASSESSOR
        )

    def grant(_n):
        with acting(admin):
            return requests.grant(by=admin, public_id=asked.public_id)

    assert refused(race(grant)) == RACERS - 1
    assert Membership.objects.filter(user__email="kim@example.org").count() == 1


def test_the_same_question_at_the_same_time_is_one(manager, agency):
    def ask(_n):
        with acting(manager):
            return requests.ask_role(
                by=manager, agency_id=agency.pk, name="Kim", email="kim@example.org", role=Role.ASSESSOR
            )

    results = race(ask)
    assert refused(results) == 0 and len({one.pk for one in results}) == 1


def test_two_administrators_cannot_close_each_other_out(admin, agency):
    other = staff(Role.SYSADMIN, agency)
    pair = [(admin, other), (other, admin)]

    def close(n):
        by, whom = pair[n % 2]
        with acting(by):
            return people.close(by=by, public_id=User.objects.get(pk=whom.user_id).public_id)

    race(close)
    assert User.objects.filter(pk__in=[admin.user_id, other.user_id], is_active=True).count() == 1


def test_of_many_sign_ins_at_once_one_session_stays(assessor):
    person = with_password(assessor)
    known = Browser()
    known.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    cookie = known.cookies["known_browser"].value

    def sign_in(_n):
        browser = Browser(raise_request_exception=False)
        browser.cookies["known_browser"] = cookie
        browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        return browser

    browsers = race(sign_in)
    assert sum(browser.get("/").status_code == 200 for browser in browsers) <= 1
