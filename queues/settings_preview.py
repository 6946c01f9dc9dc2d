"""Who on the lists a change of a setting touches: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext_lazy

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
        Effect(
            found["left"],
            ngettext_lazy(
                "client who is active today would be inactive",
                "clients who are active today would be inactive",
                "count",
            ),
        ),
        Effect(
            found["back"],
            ngettext_lazy(
                "client who is inactive today would be active again",
                "clients who are inactive today would be active again",
                "count",
            ),
        ),
    ]


def on_list(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the households on the list, each of which is worked out again."""
    count = Standing.objects.filter(continuum_id=continuum_id, on_list=True).count()
    return [
        Effect(
            count,
            ngettext_lazy(
                "household on the housing list is worked out again",
                "households on the housing list are worked out again",
                "count",
            ),
        )
    ]


def rule_change(by: Actor, rule: ProgramRule) -> list[Effect]:
    """Count the households that fit an opening of a program with new rules, and who comes in and drops out by them."""
    today = clock.today(rule.continuum.time_zone)
    then = _fitting(by, rule, today)
    now = _fitting(by, rules.rule_of(by, rule.program), today)
    return [
        Effect(
            now.count(),
            ngettext_lazy("household fits its openings today", "households fit its openings today", "count"),
        ),
        Effect(then.count(), ngettext_lazy("household would fit them", "households would fit them", "count")),
        Effect(
            then.exclude(pk__in=now.values("pk")).count(),
            ngettext_lazy(
                "of these does not fit today and would come in", "of these do not fit today and would come in", "count"
            ),
        ),
        Effect(
            now.exclude(pk__in=then.values("pk")).count(),
            ngettext_lazy("fits today and would drop out", "fit today and would drop out", "count"),
        ),
    ]


def _fitting(by: Actor, rule: ProgramRule, today: date) -> QuerySet[Standing]:
    asks = {name: getattr(rule, name) for name in (*RULE_FIELDS, "housing_kind")}
    opening = Opening(
        program=rule.program, agency_id=rule.program.agency_id, continuum_id=rule.continuum_id, preferences=[], **asks
    )
    return matching(opening, as_of=today, actor=by).passing().order_by()
