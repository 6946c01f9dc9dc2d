"""Agencies and their programs: HUD's organizations and project descriptors (policy §10 "Edit rules ... programs")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.models import Agency
from cas_portal.hud import groups
from cas_portal.outbox import editing
from clients import policies
from clients.models import CEParticipation, Enrollment, Funder, Program

AGENCY_FIELDS = ("name", "hud_id", "phone", "diversion_intake")
PROGRAM_FIELDS = (
    "name", "hud_id", "project_type", "rrh_subtype", "continuum_project", "coc_code", "geocode", "housing_type",
    "target_population", "starts_on", "ends_on", "active",
)  # fmt: skip
PARTICIPATION_FIELDS = (
    "access_point", "prevention_assessment", "crisis_assessment", "housing_assessment", "direct_services",
    "receives_referrals",
)  # fmt: skip
SERVICES = PARTICIPATION_FIELDS[1:5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who a closing day touches: people enrolled after it would be exited on it (HUD 2.02, project closing)."""

    enrolled: int
    entered_later: int


@transaction.atomic
def save_agency(*, by: Actor, agency_id: UUID | None, opened: str | None = None, **values: Any) -> Agency:
    """Enter an agency, or change its name, HUD id, phone, or whether it leads the diversion talk.

    Whether it is a victim service provider is said once: records behind that wall do not change sides. Raises
    StaleForm when somebody saved it after a form was opened (`opened`).
    """
    require(policies.can_edit_programs(by))
    agency = _agency(by, agency_id) if agency_id else Agency(continuum_id=by.continuum_id, is_vsp=values["is_vsp"])
    if agency_id:
        editing.hold(stored=stored(agency, AGENCY_FIELDS), wanted=values, opened=opened, row=agency)
    others = Agency.objects.visible_to(by).exclude(pk=agency.pk)
    if others.filter(name__iexact=values["name"]).exists():
        raise Invalid(_("Another agency has this name already."))
    if values["hud_id"] and others.filter(hud_id=values["hud_id"]).exists():
        raise Invalid(_("Another agency has this HUD id already."))
    for field in AGENCY_FIELDS:
        setattr(agency, field, values[field])
    agency.save()
    return agency


def _agency(by: Actor, agency_id: UUID) -> Agency:
    rows = Agency.objects.visible_to(by).select_for_update()
    agency: Agency | None = rows.filter(public_id=agency_id).first()
    if agency is None:
        raise Missing()
    return agency


def stored(row: Agency | Program, names: Sequence[str]) -> dict[str, Any]:
    """Return what a form about an agency or a program edits."""
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def save_program(
    *,
    by: Actor,
    agency_id: UUID | None = None,
    program_id: UUID | None = None,
    opened: str | None = None,
    **values: Any,
) -> Program:
    """Enter a program of an agency, or change its descriptors.

    Housing type is asked of residential types only, the subtype of rapid re-housing always and of others never
    (HUD 2.02). The CAS program stays one, and coordinated entry. Raises Invalid when a rule is broken, StaleForm when
    somebody saved it after a form was opened (`opened`).
    """
    require(policies.can_edit_programs(by))
    program = _program(by, program_id) if program_id else _new_program(by, agency_id)
    if program_id:
        editing.hold(stored=stored(program, PROGRAM_FIELDS), wanted=values, opened=opened, row=program)
    before = program.project_type
    for field in PROGRAM_FIELDS:
        setattr(program, field, values[field])
    _check(program, before)
    program.save()
    return program


def _new_program(by: Actor, agency_id: UUID | None) -> Program:
    if agency_id is None:
        raise Missing()
    return Program(continuum_id=by.continuum_id, agency=_agency(by, agency_id))


def _program(by: Actor, program_id: UUID) -> Program:
    rows = Program.objects.visible_to(by).select_for_update(of=("self",))
    program = rows.filter(public_id=program_id).first()
    if program is None:
        raise Missing()
    return program


def _check(program: Program, type_before: int | None) -> None:
    kind = program.project_type
    if program.is_cas and kind != type_before:
        raise Invalid(_("The CAS program is a coordinated entry program and stays one."))
    if (kind in groups.project_types(groups.ProjectGroup.RRH)) != (program.rrh_subtype is not None):
        raise Invalid(_("Rapid re-housing needs its subtype, and no other type has one."))
    if kind not in groups.project_types(groups.ProjectGroup.RESIDENTIAL) and program.housing_type is not None:
        raise Invalid(_("A housing type is asked of residential programs only."))
    if program.ends_on is not None and program.ends_on < program.starts_on:
        raise Invalid(_("The last day lies before the first."))
    same = Program.objects.filter(continuum_id=program.continuum_id, agency_id=program.agency_id).exclude(pk=program.pk)
    if program.hud_id and same.filter(hud_id=program.hud_id).exists():
        raise Invalid(_("Another program of the agency has this HUD id already."))
    if same.filter(name__iexact=program.name, active=True).exists():
        raise Invalid(_("Another program of the agency has this name already."))


def affected_by_closing(program: Program, ends_on: date | None) -> Affected:
    """Count whom the closing day would exit, for the page that asks before it is saved. Counts only, no names."""
    if ends_on is None:
        return Affected(enrolled=0, entered_later=0)
    rows = Enrollment.objects.filter(program=program, exit_date=None)
    later = rows.filter(entry_date__gt=ends_on).count()
    return Affected(enrolled=rows.count() - later, entered_later=later)


def participation_of(row: CEParticipation | None) -> dict[str, Any]:
    """Return what a form about the part in coordinated entry edits: the newest row, or that there is none."""
    return _answers({name: row is not None and getattr(row, name) for name in PARTICIPATION_FIELDS})


def newest_participation(program: Program) -> CEParticipation | None:
    """Return the newest row of a program."""
    return CEParticipation.objects.filter(program=program).order_by("-starts_on", "-pk").first()


def _answers(values: Mapping[str, bool]) -> dict[str, Any]:
    one_by_one = {name: values[name] for name in ("access_point", "receives_referrals")}
    return one_by_one | {"services": [name for name in SERVICES if values[name]]}


@transaction.atomic
def change_participation(
    *, by: Actor, program_id: UUID, starts_on: date, opened: str | None = None, **values: bool
) -> CEParticipation:
    """Say from which day on a program is an access point or receives referrals (HUD 2.09).

    Rows never overlap: the row that runs ends the day before. Saying what holds already changes nothing. Raises Invalid
    when a later row stands already, or when an access point offers no service, StaleForm when somebody said otherwise
    after a form was opened (`opened`).
    """
    require(policies.can_edit_programs(by))
    program = _program(by, program_id)
    _check_services(values)
    rows = CEParticipation.objects.select_for_update().filter(program=program)
    newest = rows.order_by("-starts_on", "-pk").first()
    editing.hold(stored=participation_of(newest), wanted=_answers(values), opened=opened, row=newest)
    if rows.filter(starts_on__gt=starts_on).exists() or starts_on < program.starts_on:
        raise Invalid(_("Choose a day after the newest row and not before the program began."))
    if newest is not None and newest.ends_on is None and all(getattr(newest, k) == v for k, v in values.items()):
        return newest
    if newest is not None and newest.starts_on == starts_on:
        raise Invalid(_("A row of this day stands already. Choose a later day."))
    rows.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).update(ends_on=starts_on - timedelta(days=1))
    return CEParticipation.objects.create(
        continuum_id=program.continuum_id, program=program, starts_on=starts_on, **values
    )


def _check_services(values: dict[str, bool]) -> None:
    offered = any(values[name] for name in SERVICES)
    if values["access_point"] and not offered:
        raise Invalid(_("An access point offers at least one service."))
    if offered and not values["access_point"]:
        raise Invalid(_("Services are those of an access point: say that it is one, or leave them out."))


@transaction.atomic
def add_funder(*, by: Actor, program_id: UUID, funder: int, other_funder: str, grant_id: str, starts_on: date,
               ends_on: date | None) -> Funder:  # fmt: skip
    """Write down who pays for a program (HUD 2.06). The same grant of the same funder from the same day counts once."""
    require(policies.can_edit_programs(by))
    program = _program(by, program_id)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("The last day lies before the first."))
    if (funder == groups.OTHER_FUNDER) != bool(other_funder):
        raise Invalid(_("Name the funder when it is another one, and only then."))
    same = Funder.objects.filter(program=program, funder=funder, grant_id=grant_id, starts_on=starts_on).first()
    return same or Funder.objects.create(
        continuum_id=program.continuum_id,
        program=program,
        funder=funder,
        other_funder=other_funder,
        grant_id=grant_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@transaction.atomic
def end_funder(*, by: Actor, funder_id: UUID, ends_on: date, opened: str | None = None) -> Funder:
    """Say on which day a grant ends. Raises Invalid for a day before it began."""
    require(policies.can_edit_programs(by))
    row = Funder.objects.visible_to(by).select_for_update().filter(public_id=funder_id).first()
    if row is None:
        raise Missing()
    editing.hold(stored={"ends_on": row.ends_on}, wanted={"ends_on": ends_on}, opened=opened, row=row)
    if ends_on < row.starts_on:
        raise Invalid(_("The last day lies before the first."))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    return row
