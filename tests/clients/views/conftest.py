import uuid

import pytest

from tests.clients.acting import signed_in


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="
    settings.SSN_INDEX_KEY = "tests"


@pytest.fixture
def browser(assessor):
    """A browser in which the assessor of the first agency is signed in."""
    return signed_in(assessor)


@pytest.fixture
def key():
    """The key a form carries."""
    return str(uuid.uuid4())
