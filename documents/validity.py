"""How long a paper counts (policy §2, §5). Pure."""

from collections.abc import Mapping
from datetime import date

from cas_portal.time.dates import add_days, add_months
from documents.kinds import Basis, Kind

OBSERVED_DAYS = 45


def valid_through(
    kind: Kind, basis: str, issued_on: date, settings: Mapping[str, object], expires_on: date | None = None
) -> date | None:
    """Return the last day a paper counts, or None when it does not expire.

    Receipts 30 days (R12), homeless certification 90 days, disability 12 months or 45 days when staff saw it
    themselves, photo ID its own expiry date; Social Security cards and birth certificates do not expire.
    """
    if basis == Basis.RECEIPT:
        return add_days(issued_on, int(str(settings["receipt_days"])))
    if kind == Kind.PHOTO_ID:
        return expires_on
    if kind == Kind.HOMELESS_CERT:
        return add_days(issued_on, int(str(settings["homeless_cert_days"])))
    if kind == Kind.DISABILITY and basis == Basis.OBSERVED:
        return add_days(issued_on, OBSERVED_DAYS)
    if kind == Kind.DISABILITY:
        return add_months(issued_on, int(str(settings["disability_doc_months"])))
    return None
