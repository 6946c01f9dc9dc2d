"""A small office: an administrator, a manager, an assessor, and what was sent."""

import pytest
from django.core import mail

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.outbox.models import Message
from cas_portal.outbox.services import deliver
from tests.factories.accounts import AgencyFactory, staff

PASSWORD = "plain old oak table"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Harbor House")


@pytest.fixture
def admin(agency):
    return staff(Role.SYSADMIN, agency)


@pytest.fixture
def manager(agency):
    return staff(Role.AGENCY_MANAGER, agency)


@pytest.fixture
def trainer(agency):
    return staff(Role.SSF_ADMIN, AgencyFactory(continuum=agency.continuum))


@pytest.fixture
def assessor(agency):
    return staff(Role.ASSESSOR, agency)


def user_of(actor) -> User:
    return User.objects.get(pk=actor.user_id)


def with_password(actor, password=PASSWORD) -> User:
    """The person, able to sign in."""
    user = user_of(actor)
    user.set_password(password)
    user.save()
    return user


@pytest.fixture
def post():
    """Send what waits, as the worker does, and return the messages; needs committed rows."""

    def send(as_worker):
        with as_worker():
            for message in Message.objects.filter(done_at=None, dead_at=None).order_by("pk"):
                message.attempts += 1
                deliver(message)
        return mail.outbox

    return send
