"""A browser without script, signed in as somebody."""

import pytest
from django.test import Client as Browser

from cas_portal.accounts.models import User

BACKEND = "cas_portal.accounts.backends.MembershipBackend"


@pytest.fixture
def browser_of():
    """A function: actor -> a signed-in browser."""

    def signed_in(actor) -> Browser:
        browser = Browser()
        browser.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
        return browser

    return signed_in
