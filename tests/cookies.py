"""Django's test browser, told that the cookie of a session holds its key and everything else its name."""

from django.conf import settings
from django.http import HttpRequest
from django.test.client import ClientMixin

from cas_portal.accounts.session_store import SessionStore, name_of

_usual_login_cookies = ClientMixin._set_login_cookies


def _session(browser: ClientMixin) -> SessionStore:
    """The session of the browser's cookie; a new one, with its cookie, where there is none."""
    sent = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    if sent:
        session = SessionStore(name_of(sent.value))
        session.cookie = sent.value
        return session
    session = SessionStore()
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.cookie
    return session


def _set_login_cookies(browser: ClientMixin, request: HttpRequest) -> None:
    _usual_login_cookies(browser, request)
    browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.cookie


def teach() -> None:
    """Let every test browser of this process know."""
    ClientMixin.session = property(_session)
    ClientMixin._set_login_cookies = _set_login_cookies
