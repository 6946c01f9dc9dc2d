"""Who on the lists a change of a setting touches: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.accounts.rules.previews import Effect
from cas_portal.time import clock
from queues.candidates import matching
from queues.models import Activity, Standing
from referrals.models import Opening, ProgramRule
from referrals.models.openings import RULE_FIELDS
from referrals.services import rules


def inactive(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the clients who would become inactive, and those who would become active again."""
    last = day - timedelta(days=int(str(value)))
    found = Standing.objects.filter(continuum_id=continuum_id).aggregate(
        left=Count("pk", filter=Q(activity=Activity.ACTIVE, last_contact_on__lt=last)),
        back=Count("pk", filter=Q(activity=Activity.INACTIVE, last_contact_on__gte=last)),
    )
    return [
        Effect(found["left"], _("clients who are active today would be inactive")),
        Effect(found["back"], _("clients who are inactive today would be active again")),
    ]


def on_list(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households on the list, each of which is worked out again."""
    count = Standing.objects.filter(continuum_id=continuum_id, on_list=True).count()
    return [Effect(count, _("households on the housing list are worked out again"))]


def rule_change(by: Actor, rule: ProgramRule) -> list[Effect]:
    """Count the households that fit an opening of a program with new rules, and who comes in and drops out by them."""
    today = clock.today(rule.continuum.time_zone)
    then = _fitting(by, rule, today)
    now = _fitting(by, rules.rule_of(by, rule.program), today)
    return [
        Effect(now.count(), _("households fit its openings today")),
        Effect(then.count(), _("households would fit them")),
        Effect(then.exclude(pk__in=now.values("pk")).count(), _("of these do not fit today and would come in")),
        Effect(now.exclude(pk__in=then.values("pk")).count(), _("fit today and would drop out")),
    ]


def _fitting(by: Actor, rule: ProgramRule, today: date) -> QuerySet[Standing]:
    asks = {name: getattr(rule, name) for name in (*RULE_FIELDS, "housing_kind")}
    opening = Opening(
        program=rule.program, agency_id=rule.program.agency_id, continuum_id=rule.continuum_id, preferences=[], **asks
    )
    return matching(opening, as_of=today, actor=by).passing().order_by()
