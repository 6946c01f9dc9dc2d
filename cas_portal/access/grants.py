"""Exceptional grants: one named person may see one object. The only module that speaks with guardian.

A grant stored here says who and what; until when is a row of the app that owns the object, and both must hold.
"""

from typing import Any

from django.db import models
from django.db.models.functions import Cast
from guardian.models import UserObjectPermission


def give(user: models.Model, permission: str, obj: models.Model) -> None:
    """Let a person do `permission` (a codename such as `view_client`) to one object. Giving twice changes nothing."""
    UserObjectPermission.objects.assign_perm(permission, user, obj)


def take(user: models.Model, permission: str, obj: models.Model) -> None:
    """End what `give` began. Taking twice changes nothing."""
    UserObjectPermission.objects.remove_perm(permission, user, obj)


def object_ids(user_id: int, permission: str, model: type[models.Model]) -> models.QuerySet[Any, Any]:
    """Return the keys of the objects of a model a person was given, as a queryset to filter with."""
    meta = model._meta
    rows = UserObjectPermission.objects.filter(
        user_id=user_id,
        permission__codename=permission,
        permission__content_type__app_label=meta.app_label,
        permission__content_type__model=meta.model_name,
    )
    return rows.annotate(key=Cast("object_pk", models.BigIntegerField())).values("key")
