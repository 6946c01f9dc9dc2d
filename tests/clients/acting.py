"""Acting as somebody: bound to their context in a transaction, or signed in in a browser's place."""

from contextlib import contextmanager

from django.db import transaction
from django.test import Client as Browser

from cas_portal.access.binding import bind
from cas_portal.accounts.models import User


@contextmanager
def acting(actor):
    """Run services and queries as a request of this actor would."""
    with transaction.atomic(), bind(actor):
        yield actor


def signed_in(actor) -> Browser:
    """Return a browser in which the actor is signed in."""
    browser = Browser()
    browser.force_login(User.objects.get(pk=actor.user_id), backend="cas_portal.accounts.backends.MembershipBackend")
    return browser
