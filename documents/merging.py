"""What a merge of two records asks of papers."""

from django.utils.translation import gettext_lazy as _

from clients import merging
from clients.merging import Change, Pair
from documents.kinds import State
from documents.models import DocumentItem


def settle_papers(pair: Pair) -> list[Change]:
    """One current paper of a kind: an accepted one before any other, then the one that was recorded last."""
    changes = []
    theirs = {paper.kind: paper for paper in DocumentItem.objects.filter(client=pair.other).current()}
    for mine in DocumentItem.objects.filter(client=pair.kept, kind__in=theirs).current():
        worse = min(mine, theirs[mine.kind], key=lambda paper: (paper.state == State.ACCEPTED, paper.pk))
        changes.append(merging.change(worse, current=False))
    return changes


def register() -> None:
    """Register the table of this floor."""
    merging.register(DocumentItem, _("Papers"), settle=settle_papers)
