"""The clock of these tests stands on the morning of 5 August 2025, Pacific time."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from cas_portal.access.binding import bind
from cas_portal.time import clock

MORNING = datetime(2025, 8, 5, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    with clock.freeze(MORNING):
        yield MORNING


@pytest.fixture
def acting(db):
    """A context manager that acts as somebody: `with acting(actor): ...`."""

    class Acting:
        def __init__(self, actor):
            self.actor = actor

        def __enter__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            self.bound = bind(self.actor)
            return self.bound.__enter__()

        def __exit__(self, *error):
            self.bound.__exit__(*error)
            return self.block.__exit__(*error)

    return Acting
