"""The community of the referral tests."""

import pytest

from tests.browser import browser, open_page
from tests.referrals import world as worlds

__all__ = ["browser", "open_page"]


@pytest.fixture
def world(db):
    """SSF, a client's provider, a housing provider, a household and an opening for it."""
    return worlds.build()
