"""What a housing program asks of a household (policy §6.2, §10 "Edit rules, weights, shelters, programs")."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.rules.previews import Effect
from cas_portal.hud import groups
from clients.models import Program
from clients.policies import can_edit_programs
from referrals.models import ProgramRule
from referrals.models.openings import RULE_FIELDS

# Takes the actor and the rules as they would be; counts whom they would let in and out.
RuleEffects = Callable[[Actor, ProgramRule], list[Effect]]
_registered: list[RuleEffects] = []


def register(fn: RuleEffects) -> None:
    """Let an upper app count who fits; a second call of the same function counts once."""
    if fn not in _registered:
        _registered.append(fn)


def effects(by: Actor, program: Program, **values: Any) -> list[Effect]:
    """Return who would fit the next opening of a program with other rules; nothing is stored. Raises Invalid."""
    _check(program, values)
    rule = ProgramRule(program=program, continuum_id=program.continuum_id, **values)
    return [effect for fn in _registered for effect in fn(by, rule)]


def rule_of(by: Actor, program: Program) -> ProgramRule:
    """Return what a program asks for today; an unsaved row with the usual rules where nobody said."""
    found = ProgramRule.objects.visible_to(by).filter(program=program).first()
    return found or ProgramRule(program=program, continuum_id=program.continuum_id)


def has_rules(program: Program) -> bool:
    """Whether openings of the program are filled from the housing list: permanent and transitional housing."""
    return program.project_type in groups.housing_types()


@transaction.atomic
def save_rule(*, by: Actor, program_id: UUID, **values: Any) -> ProgramRule:
    """Say what a housing program asks for from now on.

    Openings that were reported already keep the rules they began with. Raises Invalid for sizes that exclude everybody
    and for programs that are not housing.
    """
    require(can_edit_programs(by))
    rows = Program.objects.visible_to(by).select_for_update(of=("self",))
    program = rows.filter(public_id=program_id).first()
    if program is None:
        raise Missing()
    _check(program, values)
    rule = ProgramRule.objects.filter(program=program).first() or ProgramRule(program=program)
    rule.continuum_id = program.continuum_id
    for field in (*RULE_FIELDS, "housing_kind"):
        setattr(rule, field, values[field])
    rule.save()
    return rule


def _check(program: Program, values: dict[str, Any]) -> None:
    if not has_rules(program):
        raise Invalid(_("Only permanent and transitional housing is offered from the housing list."))
    least, most = values["min_size"], values["max_size"]
    if least and most and most < least:
        raise Invalid(_("The largest household is smaller than the smallest."))
