"""The seeding context: every agency of the object's continuum, so that a factory may write for any of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import factory
from django.db import transaction

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency


@contextmanager
def seeding(continuum) -> Iterator[Actor]:
    """Bind every agency of a continuum for the block, in a transaction of its own when none is open."""
    ids = Agency.objects.filter(continuum=continuum).values_list("pk", flat=True)
    memberships = tuple(ActorMembership(agency_id=pk, role=Role.SYSADMIN) for pk in ids)
    with transaction.atomic(), bind(Actor(user_id=None, continuum_id=continuum.pk, memberships=memberships)) as actor:
        yield actor


class WalledFactory(factory.django.DjangoModelFactory):
    """Makes a row that stands behind a wall; needs `continuum` among its values."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with seeding(kwargs["continuum"]):
            made = super()._create(model_class, *args, **kwargs)
            made.refresh_from_db()
            return made
