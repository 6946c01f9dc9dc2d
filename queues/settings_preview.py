"""Who on the lists a change of a setting touches: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.rules.previews import Effect
from queues.models import Activity, Standing


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
