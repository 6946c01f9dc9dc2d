"""What a change of a setting does to papers: counted by one statement, shown before it is saved."""

from datetime import date

from django.utils.translation import ngettext_lazy

from cas_portal.accounts.rules.previews import Effect
from documents.kinds import Basis, Kind
from documents.models import DocumentItem

KINDS = {"homeless_cert_days": Kind.HOMELESS_CERT, "disability_doc_months": Kind.DISABILITY}


def kept(kind: Kind):
    """Return the preview of one kind of paper: those that are there keep their last day."""

    def preview(continuum_id: int, day: date, value: object) -> list[Effect]:
        rows = DocumentItem.objects.filter(continuum_id=continuum_id, kind=kind, valid_through__gte=day)
        return [
            Effect(
                rows.count(),
                ngettext_lazy(
                    "paper that you can see is valid and keeps its last day",
                    "papers that you can see are valid and keep their last day",
                    "count",
                ),
            )
        ]

    return preview


def receipts(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the receipts that stand for a paper: they keep their last day."""
    rows = DocumentItem.objects.filter(continuum_id=continuum_id, basis=Basis.RECEIPT, valid_through__gte=day)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "receipt that you can see is valid and keeps its last day",
                "receipts that you can see are valid and keep their last day",
                "count",
            ),
        )
    ]
