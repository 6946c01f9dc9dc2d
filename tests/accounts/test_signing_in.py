"""Signing in, in one place at a time, for a while; wrong passwords; the second factor."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client as Browser

from cas_portal.access.actor import Actor
from cas_portal.accounts import activity, attempts, second_factor, tasks
from cas_portal.accounts.models import Agency, Inactive, Membership, Setting, User
from cas_portal.accounts.services import people, upkeep
from cas_portal.time import clock
from tests.accounts.conftest import PASSWORD, with_password
from tests.clients.acting import acting
from tests.factories.accounts import change_roles

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(assessor):
    return with_password(assessor)


def sign_in(person, browser=None, password=PASSWORD, address="198.51.100.1"):
    browser = browser or Browser(REMOTE_ADDR=address)
    browser.answer = browser.post("/accounts/login/", {"login": person.email, "password": password})
    return browser


def is_in(browser) -> bool:
    return browser.get("/").status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_signing_in_somewhere_else_ends_the_first_session_and_both_are_told(person):
    first, second = sign_in(person), sign_in(person)
    assert "signed in somewhere else" in second.get("/").content.decode()
    assert not is_in(first)
    page = first.get("/accounts/login/").content.decode()
    assert "signed in somewhere else" in page
    assert Session.objects.filter(session_key=second.session.session_key).exists()


def test_a_community_may_allow_more_places(person, agency):
    Setting.objects.create(continuum=agency.continuum, key="sessions_at_once", value=2, valid_from="2020-01-01")
    first, second = sign_in(person), sign_in(person)
    assert is_in(first) and is_in(second)
    third = sign_in(person)
    assert (is_in(first), is_in(second), is_in(third)) == (False, True, True)


def test_other_devices_are_signed_out_from_the_list(person, agency):
    Setting.objects.create(continuum=agency.continuum, key="sessions_at_once", value=3, valid_from="2020-01-01")
    first, second = sign_in(person), sign_in(person)
    assert "Sign out other devices" in second.get("/accounts/sessions/").content.decode()
    second.post("/accounts/sessions/")
    assert (is_in(first), is_in(second)) == (False, True)


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (30, False)])
def test_a_session_rests_thirty_minutes(minutes, stays, person):
    browser = sign_in(person)
    with clock.freeze(clock.now() + timedelta(minutes=minutes)):
        answer = browser.get("/clients/")
        assert answer.status_code == (200 if stays else 302)
        if not stays:
            assert answer.url == "/accounts/login/?next=/clients/"
            assert "Your answers are saved" in browser.get(answer.url).content.decode()


def test_what_a_page_asks_by_itself_does_not_keep_it_open(person):
    browser, began = sign_in(person), clock.now()
    for minutes in (10, 20, 29):
        with clock.freeze(began + timedelta(minutes=minutes)):
            browser.get("/", headers={"X-Background": "1"})
    with clock.freeze(began + timedelta(minutes=31)):
        assert not is_in(browser)


def test_one_press_extends_and_twelve_hours_are_the_end(person):
    browser, began = sign_in(person), clock.now()
    for minutes in range(25, 12 * 60, 25):
        with clock.freeze(began + timedelta(minutes=minutes)):
            assert browser.post("/me/session/").json() == {"seconds": 1800}
    with clock.freeze(began + timedelta(hours=12)):
        assert browser.post("/me/session/").status_code == 302


def test_a_form_after_the_end_leads_back_to_its_page(person):
    answer = Browser().post("/notices/read/", headers={"Referer": "http://testserver/notices/?cursor=a"})
    assert answer.url == "/accounts/login/?next=/notices/%3Fcursor%3Da"
    foreign = Browser().post("/notices/read/", headers={"Referer": "http://evil.example/x"})
    assert foreign.url == "/accounts/login/?next=/notices/read/"


def test_three_wrong_passwords_pause_that_address_only(person):
    thief = Browser(REMOTE_ADDR="203.0.113.9")
    told = [sign_in(person, thief, password=f"guess number {n}").answer.content.decode() for n in range(5)]
    assert ["too many" in text for text in told] == [False, False, False, True, True]
    assert is_in(sign_in(person))


def test_many_thieves_do_not_keep_the_owner_out_of_a_known_browser(person):
    owner = sign_in(person)
    owner.post("/accounts/logout/")
    for n in range(12):
        sign_in(person, Browser(REMOTE_ADDR=f"203.0.113.{n}"), password="a guess that is wrong")
    stranger = sign_in(person, Browser(REMOTE_ADDR="192.0.2.77"))
    assert "too many" in stranger.answer.content.decode()
    assert is_in(sign_in(person, owner))


def test_unknown_accounts_answer_like_known_ones(person):
    def answers(email):
        browser = Browser(REMOTE_ADDR="203.0.113.50")
        made = [browser.post("/accounts/login/", {"login": email, "password": "wrong wrong wrong"}) for _n in range(4)]
        return [
            (one.status_code, one.content.decode().replace(email, "").count("usa-error"), len(one.cookies))
            for one in made
        ]

    known = answers(person.email)
    cache.clear()
    assert known == answers("nobody@example.org")


def test_a_forged_known_browser_is_a_stranger(person):
    browser = Browser(REMOTE_ADDR="203.0.113.9")
    browser.cookies[attempts.COOKIE] = "eyJpZCI6ICJ4In0:forged:signature"
    for _n in range(4):
        sign_in(person, browser, password="a guess that is wrong")
    assert "too many" in browser.answer.content.decode()


@pytest.mark.case("D23")
@pytest.mark.parametrize(
    ("day", "usable"), [(datetime(2025, 8, 1, 6, 59, tzinfo=UTC), True), (datetime(2025, 8, 1, 7, tzinfo=UTC), False)]
)
def test_an_account_is_usable_through_the_thirtieth_day(day, usable, person):
    used = datetime(2025, 7, 1, 18, tzinfo=UTC)
    User.objects.filter(pk=person.pk).update(last_login=used, active_from=datetime(2025, 1, 1, tzinfo=UTC))
    assert activity.usable_through(used, 30).isoformat() == "2025-07-31"
    with clock.freeze(day):
        browser = sign_in(person)
        assert (browser.answer.url == "/") is usable
        assert User.objects.get(pk=person.pk).inactive_reason == ("" if usable else Inactive.IDLE)


@pytest.mark.django_db(transaction=True)
def test_the_job_closes_what_rested_and_nothing_else(person, manager, agency, as_worker):
    User.objects.filter(pk=person.pk).update(active_from=datetime(2025, 7, 1, 18, tzinfo=UTC), last_login=None)
    User.objects.filter(pk=manager.user_id).update(active_from=datetime(2025, 7, 2, 18, tzinfo=UTC), last_login=None)
    job = Actor.system("idle", agency.continuum_id)
    for hour, closed in ((datetime(2025, 8, 1, 6, 59, tzinfo=UTC), 0), (datetime(2025, 8, 1, 7, tzinfo=UTC), 1)):
        with clock.freeze(hour), as_worker(), acting(job):
            assert upkeep.close_idle(by=job) == closed
    assert not User.objects.get(pk=person.pk).is_active
    assert User.objects.get(pk=manager.user_id).is_active


def test_lost_rights_are_gone_on_the_next_request(person, assessor, agency):
    browser = sign_in(person)
    Membership.objects.filter(user=person).update(ends_at=clock.now())
    assert browser.get("/clients/").url == "/no-role/"
    assert browser.get("/no-role/").status_code == 403
    assert browser.get("/api/v1/clients/").status_code == 401
    change_roles(assessor, ends_at=None)
    assert is_in(browser)
    Agency.objects.filter(pk=agency.pk).update(active=False)
    assert browser.get("/clients/").url == "/no-role/"


def test_nobody_works_without_a_second_factor_where_one_is_required(person, settings):
    settings.MFA_REQUIRED = True
    browser = sign_in(person)
    assert browser.get("/clients/").url == "/accounts/2fa/"
    assert browser.get("/api/v1/clients/").status_code == 403
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode() and "style=" not in page.content.decode()
    done = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert done.url == "/accounts/2fa/recovery-codes/"
    assert is_in(browser)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    codes = browser.get(done.url).content.decode()
    assert codes.count('class="reference"') == 10
    assert browser.get(done.url).content.decode().count('class="reference"') == 0


def test_the_next_sign_in_asks_for_the_code_and_takes_each_once(person, settings):
    settings.MFA_REQUIRED = True
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    first, second = sign_in(person), sign_in(person, address="198.51.100.2")
    assert first.answer.url == "/accounts/2fa/authenticate/"
    assert not is_in(first)
    code = code_of(secret)
    assert first.post(first.answer.url, {"code": code}).url == "/"
    assert is_in(first)
    assert second.post(second.answer.url, {"code": code}).status_code == 200
    assert not is_in(second)


def test_a_wrong_code_is_written_down(person, settings, audit_log, transactional_db):
    settings.MFA_REQUIRED = True
    TOTP.activate(person, generate_totp_secret())
    browser = sign_in(person)
    assert "This code is not right" in browser.post(browser.answer.url, {"code": "000000"}).content.decode()
    found = audit_log("SELECT detail ->> 'account' FROM audit.act WHERE kind = 'second_step_failed'")
    assert found == [(str(person.pk),)]
    made = audit_log("SELECT op, after FROM audit.change WHERE table_name = 'mfa_authenticator'")
    assert made[0][0] == "INSERT" and "data" not in made[0][1]


def test_htmx_is_sent_to_the_second_step_too(person, settings):
    settings.MFA_REQUIRED = True
    browser = sign_in(person)
    assert browser.get("/clients/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/"


def test_resetting_lost_factors_leads_to_new_ones(person, admin, settings):
    settings.MFA_REQUIRED = True
    TOTP.activate(person, generate_totp_secret())
    with acting(admin):
        people.reset_factors(by=admin, public_id=person.public_id)
    browser = sign_in(person)
    assert browser.get("/clients/").url == "/accounts/2fa/"


@pytest.mark.django_db(transaction=True)
def test_the_tick_closes_idle_accounts_but_not_in_the_demo(person, settings, as_worker):
    User.objects.filter(pk=person.pk).update(active_from=datetime(2025, 7, 1, 18, tzinfo=UTC), last_login=None)
    for demo, closed in ((True, 0), (False, 1)):
        settings.DEMO = demo
        with as_worker():
            assert tasks.close_idle() == closed


def test_a_recovery_code_works_once(person, settings):
    settings.MFA_REQUIRED = True
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    browser = sign_in(person)
    assert browser.post(browser.answer.url, {"code": code}).url == "/"
    again = sign_in(person, address="198.51.100.3")
    assert again.post(again.answer.url, {"code": code}).status_code == 200


def test_the_last_factor_stays_where_one_is_required(person, settings):
    settings.MFA_REQUIRED = True
    totp = TOTP.activate(person, generate_totp_secret()).instance
    assert not second_factor.SecondFactorAdapter().can_delete_authenticator(totp)
    settings.MFA_REQUIRED = False
    assert second_factor.SecondFactorAdapter().can_delete_authenticator(totp)


def test_a_session_from_before_the_factor_is_not_enough(person, settings):
    browser = sign_in(person)
    TOTP.activate(person, generate_totp_secret())
    settings.MFA_REQUIRED = True
    assert browser.get("/clients/").url == "/accounts/login/"
    assert not is_in(browser)


def test_changing_the_password_ends_the_other_sessions(person, agency):
    browser, other = sign_in(person), None
    changed = browser.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another quiet brown river", "password2": "another quiet brown river"},
    )
    assert changed.url == "/me/"
    assert other is None


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/password/set/", "/accounts/2fa/recovery-codes/download/"]
)
def test_what_is_not_offered_is_not_there(path, person):
    assert sign_in(person).get(path).status_code == 404


def test_sign_ins_and_failures_are_in_the_audit_log(person, audit_log, transactional_db):
    sign_in(person, password="wrong wrong wrong")
    browser = sign_in(person)
    browser.post("/accounts/logout/")
    found = audit_log("SELECT kind, user_id, detail ->> 'account' FROM audit.act WHERE kind ~ 'sign' ORDER BY id")
    assert [(kind, account) for kind, _user, account in found] == [
        ("sign_in_failed", str(person.pk)), ("signed_in", str(person.pk)), ("signed_out", str(person.pk)),
    ]  # fmt: skip
    assert found[1][1] == person.pk
