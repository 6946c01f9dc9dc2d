"""What a merge of two records asks of assessments."""

from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft, FollowUp, RegisterCheck
from cas_portal.time import clock
from clients import merging
from clients.merging import Change, Pair


def settle_drafts(pair: Pair) -> list[Change]:
    """An agency has one open draft of a tool: the one that was saved last goes on, the other is closed."""
    changes = []
    for mine in Draft.objects.filter(client=pair.kept).open():
        same = {"instrument": mine.instrument, "agency_id": mine.agency_id}
        for theirs in Draft.objects.filter(client=pair.other, **same).open():
            older = min(mine, theirs, key=lambda draft: (draft.saved_at, draft.pk))
            changes.append(merging.change(older, status=Draft.Status.CLOSED, ended_at=clock.now()))
    return changes


def register() -> None:
    """Register the tables of this floor."""
    merging.register(Assessment, _("Assessments"))
    merging.register(CurrentLivingSituation, _("Living situations"))
    merging.register(CEEvent, _("Coordinated entry events"))
    merging.register(FollowUp, _("What follows from assessments"))
    merging.register(RegisterCheck, _("PC 290 checks"))
    merging.register(Draft, _("Drafts"), settle=settle_drafts)
