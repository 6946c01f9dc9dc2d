"""Sessions whose key is in the cookie alone: the tables know a hash of it, which opens nothing (ADR 12).

What code calls `session_key` is the name of the row, made from the key. What a row holds is signed together with its
name, so that nobody who writes to the table puts one person's session under another name.
"""

import base64
import hashlib
import secrets

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

# As many bytes of the hash as the column of Django's table has letters for: 240 bits.
KEPT_BYTES = 30


def name_of(key: str) -> str:
    """Return the name under which the session of a cookie stands in the tables."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:KEPT_BYTES]).decode()


class SessionStore(DatabaseStore):
    """A session by its name; `cookie` is the key its browser has, known while a request or a sign-in holds it."""

    cookie: str = ""

    @property
    def key_salt(self) -> str:
        """What a row holds is good under its own name alone."""
        return f"cas_portal.accounts.session_store {self.session_key}"

    def _get_new_session_key(self) -> str:
        self.cookie = secrets.token_urlsafe()
        return name_of(self.cookie)


class CookieMiddleware(SessionMiddleware):
    """Django's, with the key in the cookie and the name everywhere else."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of the key that was sent."""
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        session = SessionStore(name_of(key) if key else None)
        session.cookie = key or ""
        request.session = session

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Give the browser the key where Django gives it the name."""
        response = super().process_response(request, response)
        session, given = request.session, response.cookies.get(settings.SESSION_COOKIE_NAME)
        if given is not None and isinstance(session, SessionStore) and given.value == session.session_key:
            response.cookies[settings.SESSION_COOKIE_NAME] = session.cookie
        return response
