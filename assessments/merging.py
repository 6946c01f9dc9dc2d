"""What a merge of two records asks of assessments."""

from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Assessment,
    CEEvent,
    CorrectionRequest,
    CurrentLivingSituation,
    DatedStay,
    Draft,
    FollowUp,
    Plan,
    PlanVersion,
    RegisterCheck,
)
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


def settle_plans(pair: Pair) -> list[Change]:
    """A household has one plan: the one that was changed last goes on, the other is kept as it was left."""
    plans = [Plan.objects.filter(client=client, ended_at=None).first() for client in (pair.kept, pair.other)]
    both = [plan for plan in plans if plan is not None]
    if len(both) < len(plans):
        return []
    older = min(both, key=lambda plan: (plan.changed_at or plan.created_at, plan.pk))
    return [merging.change(older, ended_at=clock.now())]


def register() -> None:
    """Register the tables of this floor."""
    merging.register(Assessment, _("Assessments"))
    merging.register(CurrentLivingSituation, _("Living situations"))
    merging.register(CEEvent, _("Coordinated entry events"))
    merging.register(FollowUp, _("What follows from assessments"))
    merging.register(RegisterCheck, _("PC 290 checks"))
    merging.register(Draft, _("Drafts"), settle=settle_drafts)
    merging.register(DatedStay, _("Dated stays"))
    merging.register(Plan, _("Support plans"), settle=settle_plans)
    merging.register(PlanVersion, _("Versions of support plans"))
    merging.register(CorrectionRequest, _("Corrections asked for"))
