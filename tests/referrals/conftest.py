"""The community of the referral tests."""

import pytest

from tests.referrals import world as worlds


@pytest.fixture
def world(db):
    """SSF, a client's provider, a housing provider, a household and an opening for it."""
    return worlds.build()
