"""The base of every queryset over client data."""

from typing import Self, TypeVar

from django.db import models

from cas_portal.access.actor import Actor

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class VisibleQuerySet(models.QuerySet[_Row]):
    """A queryset that says which rows an actor may see. Interfaces start from `visible_to` only."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows of the actor's continuum; subclasses narrow further. No actor sees nothing."""
        if actor is None:
            return self.none()
        return self.filter(continuum_id=actor.continuum_id)
