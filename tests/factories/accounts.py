"""Continuums, agencies, people and the actors they become."""

import json
from datetime import UTC, datetime

import factory
from django.db import connection

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Continuum, Membership, User
from cas_portal.time import clock


class ContinuumFactory(factory.django.DjangoModelFactory):
    """CA-503 unless told otherwise; one per code."""

    class Meta:
        model = Continuum
        django_get_or_create = ["code"]

    code = "CA-503"
    name = "Sample County"


class AgencyFactory(factory.django.DjangoModelFactory):
    """An agency of CA-503."""

    class Meta:
        model = Agency

    continuum = factory.SubFactory(ContinuumFactory)
    name = factory.Sequence(lambda n: f"Agency {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """A person who could sign in."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"


class MembershipFactory(factory.django.DjangoModelFactory):
    """A role at an agency, certified through the end of 2099, written as the owner of the tables would."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    continuum = factory.SelfAttribute("agency.continuum")
    role = Role.ASSESSOR
    starts_at = datetime(2020, 1, 1, tzinfo=UTC)
    certified_through = datetime(2099, 12, 31, tzinfo=UTC).date()

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        made = model_class(*args, **kwargs)
        values = {field.attname: getattr(made, field.attname) for field in model_class._meta.concrete_fields}
        made.pk = _seed("SELECT tests_only.seed_membership(%s)", [json.dumps(values, default=str)])
        made._state.adding, made._state.db = False, "default"
        return made


def change_roles(actor: Actor, **values: object) -> None:
    """Change every role somebody has or had, as the owner of the tables would."""
    for held in Membership.objects.filter(user_id=actor.user_id):
        change_role(held, **values)


def change_role(held: Membership, **values: object) -> None:
    """Change one role the same way."""
    _seed("SELECT tests_only.change_membership(%s, %s)", [held.pk, json.dumps(values, default=str)])


def _seed(statement: str, values: list) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def actor_for(membership: Membership, request_id: str = "") -> Actor:
    """Return the actor a membership gives."""
    held = ActorMembership(
        agency_id=membership.agency_id,
        role=Role(membership.role),
        certified_through=membership.certified_through,
        scas_desk=membership.scas_desk,
        agency_name=membership.agency.name,
        vsp=membership.agency.is_vsp,
    )
    return Actor(
        user_id=membership.user_id,
        continuum_id=membership.continuum_id,
        memberships=(held,),
        request_id=request_id,
        name=membership.user.name,
    )


def staff(role: Role = Role.ASSESSOR, agency: Agency | None = None, **fields: object) -> Actor:
    """Make a person with one role and return their actor. `agency` is new unless given."""
    if agency is not None:
        fields["agency"] = agency
    return actor_for(MembershipFactory(role=role, **fields), request_id=f"test-{clock.now():%f}")
