"""The lists that reference questions choose from, and the names of what was chosen."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db.models import Q

from assessments.engine.definition import Definition, Item
from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Agency
from cas_portal.hud.groups import ProjectGroup, project_types
from clients.models import Program

Choices = list[tuple[str, str]]


def access_points(actor: Actor, day: date) -> list[Program]:
    """Return where an assessment can be done: the CE program and access points open on the day, own agencies first."""
    points = Q(is_cas=True) | Q(ce_participation__access_point=True, ce_participation__starts_on__lte=day) & (
        Q(ce_participation__ends_on=None) | Q(ce_participation__ends_on__gte=day)
    )
    programs = Program.objects.visible_to(actor).open_on(day).filter(points).distinct()
    own = set(actor.agency_ids)
    return sorted(programs, key=lambda program: (program.agency_id not in own, program.name))


def usual_access_point(actor: Actor, agency_id: int, day: date) -> str | None:
    """Return where an agency assesses: its one access point, or the only one there is; None where it has a choice."""
    points = access_points(actor, day)
    own = [program for program in points if program.agency_id == agency_id] or points
    return str(own[0].public_id) if len(own) == 1 else None


def reporting_projects(actor: Actor, day: date) -> list[Program]:
    """Return the projects that may have told of a living situation: every open program, own agencies first."""
    own = set(actor.agency_ids)
    programs = Program.objects.visible_to(actor).open_on(day)
    return sorted(programs, key=lambda program: (not program.is_cas, program.agency_id not in own, program.name))


def shelters(actor: Actor, day: date) -> list[Program]:
    """Return the emergency shelters open on the day, by name."""
    programs = Program.objects.visible_to(actor).open_on(day)
    return list(programs.filter(project_type__in=project_types(ProjectGroup.EMERGENCY_SHELTER)).order_by("name", "pk"))


def agencies(actor: Actor, _day: date) -> list[Agency]:
    """Return the agencies that can be called about a client; survivor agencies are never named."""
    return list(Agency.objects.filter(continuum_id=actor.continuum_id, active=True, is_vsp=False).order_by("name"))


LISTS: dict[str, Callable[[Actor, date], list[Program] | list[Agency]]] = {
    "access_point": access_points,
    "project": reporting_projects,
    "shelter": shelters,
    "agency": agencies,
}


def choices_of(kind: str, actor: Actor, day: date) -> Choices:
    """Return what a reference question of this kind offers, as (public id, name); raises KeyError for another kind."""
    return [(str(row.public_id), row.name) for row in LISTS[kind](actor, day)]


def choices_for(items: Iterable[Item], actor: Actor, day: date) -> dict[str, Choices]:
    """Return the lists that these questions choose from, by kind."""
    return {kind: choices_of(kind, actor, day) for kind in sorted({item.reference for item in items} - {""})}


def reference_names(answers: Mapping[str, object], definition: Definition) -> dict[str, str]:
    """Return the names of the programs and agencies that the answers refer to, by public id."""
    chosen = [answers[key] for key, item in definition.items.items() if item.reference and key in answers]
    ids = [key for value in chosen for key in (value if isinstance(value, list) else [value]) if isinstance(key, str)]
    if not ids:
        return {}
    names = {str(program.public_id): program.name for program in Program.objects.filter(public_id__in=ids)}
    return names | {str(agency.public_id): agency.name for agency in Agency.objects.filter(public_id__in=ids)}
