"""Signing in as the people of a household's agency."""

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def browse(client, db):
    """Return a test client signed in as an actor: `browse(actor).get(...)`."""

    def sign_in(actor):
        client.force_login(
            get_user_model().objects.get(pk=actor.user_id), backend="cas_portal.accounts.backends.MembershipBackend"
        )
        return client

    return sign_in
