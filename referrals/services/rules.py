"""What a housing program asks of a household (policy §6.2, §10 "Edit rules, weights, shelters, programs")."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.hud import groups
from clients.models import Program
from clients.policies import can_edit_programs
from referrals.models import ProgramRule
from referrals.models.openings import RULE_FIELDS


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
    if not has_rules(program):
        raise Invalid(_("Only permanent and transitional housing is offered from the housing list."))
    least, most = values["min_size"], values["max_size"]
    if least and most and most < least:
        raise Invalid(_("The largest household is smaller than the smallest."))
    rule = ProgramRule.objects.filter(program=program).first() or ProgramRule(program=program)
    rule.continuum_id = program.continuum_id
    for field in (*RULE_FIELDS, "housing_kind"):
        setattr(rule, field, values[field])
    rule.save()
    return rule
