"""What a merge of two records asks of referrals."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import merging
from clients.merging import Obstacle, Pair
from referrals.models import Deadline, HandOver, Referral, Transition


def obstacles(pair: Pair) -> list[Obstacle]:
    """A household is offered one home at a time: two live referrals cannot become those of one person."""
    theirs = Referral.objects.filter(client=pair.other)
    ours = Referral.objects.filter(client=pair.kept)
    openings = ours.holding_opening().values("opening_id")
    both = ours.holding_client().exists() and theirs.holding_client().exists()
    if not both and not theirs.holding_opening().filter(opening_id__in=openings).exists():
        return []
    return [
        Obstacle(
            _("Both records have a live referral."),
            _("Ask SSF to withdraw one of the two referrals, or wait for its answer; then merge."),
        )
    ]


def register() -> None:
    """Register the tables of this floor."""
    merging.register(Referral, gettext_lazy("Referrals"), obstacles=obstacles)
    merging.register(Transition, gettext_lazy("Steps of referrals"))
    merging.register(Deadline, gettext_lazy("Deadlines of referrals"))
    merging.register(HandOver, gettext_lazy("Hand-overs of referrals"))
