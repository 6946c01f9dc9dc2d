"""What a merge of two records asks of decisions by hand. Standing follows by itself, for both records."""

from django.utils.translation import gettext_lazy as _

from cas_portal.time import clock
from clients import merging
from clients.merging import Change, Pair
from queues.models import EmergencyTransfer, ManualEvh


def settle_evh(pair: Pair) -> list[Change]:
    """One open decision: the later one goes on."""
    rows = list(ManualEvh.objects.filter(client__in=[pair.kept, pair.other], ended_at=None).order_by("created_at"))
    return [merging.change(row, ended_at=clock.now(), ended_by_id=pair.by.user_id) for row in rows[:-1]]


def settle_transfers(pair: Pair) -> list[Change]:
    """One open request: the earlier one goes on, so that nobody loses their turn."""
    rows = EmergencyTransfer.objects.filter(client__in=[pair.kept, pair.other], closed_on=None)
    later = list(rows.order_by("requested_on", "pk"))[1:]
    closing = {"closed_by_id": pair.by.user_id}
    return [merging.change(row, closed_on=max(pair.day, row.requested_on), **closing) for row in later]


def register() -> None:
    """Register the tables of this floor."""
    merging.register(ManualEvh, _("Decisions on vulnerability by hand"), settle=settle_evh)
    merging.register(EmergencyTransfer, _("Emergency transfer requests"), settle=settle_transfers)
