"""One row of every kind about a client, made by its factory, or from what its fields need."""

import importlib
import pkgutil
from datetime import UTC, date, datetime

import factory
from django.apps import apps
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from cas_portal.access.rls import Wall
from tests import factories
from tests.factories.base import seeding

OURS = {
    "accounts",
    "outbox",
    "notifications",
    "clients",
    "assessments",
    "documents",
    "referrals",
    "queues",
    "reports",
    "hmis_csv",
}
# The database refuses these for a survivor record (policy §11).
NEVER_OF_A_SURVIVOR = {
    "ContactMethod", "DatedStay", "HandOff", "Identity", "Place", "Plan", "PlanVersion", "ReleasePaper",
}  # fmt: skip
PLAIN = {
    models.DateTimeField: datetime(2026, 1, 5, 12, tzinfo=UTC),
    models.DateField: date(2026, 1, 5),
    models.JSONField: {},
    models.BooleanField: False,
    models.CharField: "x",
    models.TextField: "x",
    models.IntegerField: 1,
    models.DecimalField: 1,
}


def our_models(*walls: Wall) -> list[type[models.Model]]:
    """The models of the portal, those behind the named walls when some are named."""
    found = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return [model for model in found if not walls or getattr(model, "wall", None) in walls]


def _all_factories() -> dict[type[models.Model], type]:
    for module in pkgutil.iter_modules(factories.__path__):
        importlib.import_module(f"tests.factories.{module.name}")
    found: dict = {}
    waiting = list(factory.django.DjangoModelFactory.__subclasses__())
    while waiting:
        kind = waiting.pop(0)
        waiting += kind.__subclasses__()
        if not kind._meta.abstract and kind._meta.model is not None:
            found.setdefault(kind._meta.get_model_class(), kind)
    return found


def row_about(model: type[models.Model], client) -> models.Model:
    """Return a row of a model about a client; made as the client's own agency unless another row brought it along."""
    with seeding(client.continuum):
        present = model.objects.filter(client=client).first()
    return present or _made(model, client)


def _made(model: type[models.Model], client) -> models.Model:
    known = _all_factories().get(model)
    if known is not None:
        return known(client=client, **_fitting(model, client))
    with seeding(client.continuum):
        values = {field.name: _value(field, client) for field in model._meta.fields if _needed(field)}
        made = model(**{**values, **_fitting(model, client)})
        made.save(force_insert=True)
        return made


def _fitting(model: type[models.Model], client) -> dict[str, object]:
    """What makes the usual row of a factory fit this client: a release opens, a survivor has no place."""
    if model.__name__ == "Release" and client.shared_until is None:
        return {"method": "refused", "scope": "none", "valid_through": None}
    if model.__name__ == "ReleasePaper" and client.shared_until is not None:
        return {"release__scope": "continuum", "release__valid_through": date(2029, 1, 1)}
    if model.__name__ == "CurrentLivingSituation" and client.survivor:
        return {"location": ""}
    if model.__name__ == "FollowUp":
        return {"due_on": date(2026, 1, 15)}
    if model.__name__ == "PlanVersion":  # a client has one plan at a time
        return {"plan": row_about(apps.get_model("assessments", "Plan"), client)}
    if model.__name__ == "Transition":
        return {"job": "test", "verb": "notify"}
    return {}


def _needed(field: models.Field) -> bool:
    if field.primary_key or field.name.startswith("wall_"):
        return False
    return field.name in {"client", "agency", "continuum"} or not (
        field.null or field.has_default() or field.blank or field.db_default is not NOT_PROVIDED
    )


def _value(field: models.Field, client):
    if field.name == "client":
        return client
    if isinstance(field, models.ForeignKey):
        return _related(field.related_model, client)
    if field.choices:
        return field.flatchoices[0][0]
    return next(value for kind, value in PLAIN.items() if isinstance(field, kind))


def _related(model: type[models.Model], client):
    same = {"Agency": client.agency, "Continuum": client.continuum}
    if model.__name__ in same:
        return same[model.__name__]
    if getattr(model, "wall", None) is Wall.CLIENT_ROW:
        return row_about(model, client)
    return _all_factories()[model]()
