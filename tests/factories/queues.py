"""Households on the housing list, and the job that ranks them."""

from datetime import UTC, date, datetime

from cas_portal.access.actor import Actor
from cas_portal.time.dates import add_months
from clients.models import Client, Enrollment
from documents.kinds import Kind
from tests.factories.accounts import UserFactory
from tests.factories.assessments import AssessmentFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory
from tests.factories.documents import DocumentItemFactory

PH = (Kind.PHOTO_ID, Kind.SSN_CARD, Kind.HOMELESS_CERT)
PAPERS = {"NOT_READY": (), "PH_READY": PH, "PSH_READY": (*PH, Kind.HOMELESS_HISTORY, Kind.DISABILITY)}
BASES = {Kind.HOMELESS_CERT: "homeless", Kind.DISABILITY: "award"}


def job(continuum_id: int) -> Actor:
    """Return the actor of the sweeps."""
    return Actor.system("queues-sweep", continuum_id)


def _enrollment(client: Client) -> Enrollment:
    with seeding(client.continuum):
        return Enrollment.objects.get(client=client, program__is_cas=True)


def hct(client: Client, on: date, score: int | None, **values: object) -> None:
    """Submit an HCT of a single adult unless told otherwise."""
    threshold = 10 if values.get("household_type") == "FAMILY" else 6
    values = {"threshold": threshold, "evh": (score or 0) >= threshold, "valid_through": add_months(on, 15), **values}
    values.setdefault("submitted_at", datetime(on.year, on.month, on.day, 18, tzinfo=UTC))
    values.setdefault("answers", {"HC02": ["psh", "rrh", "th", "other_ph"], "HC03": ["any"]})
    values.setdefault("enrollment", _enrollment(client))
    AssessmentFactory(client=client, kind="HCT", assessed_on=on, score=score, **values)


def crisis(client: Client, on: date, score: int, **values: object) -> None:
    """Submit a Crisis Assessment of a single adult unless told otherwise."""
    hct_values = {
        "threshold": 6,
        "evh": score >= 6,
        "submitted_at": datetime(on.year, on.month, on.day, 18, tzinfo=UTC),
    }
    AssessmentFactory(
        client=client, kind="CRISIS", assessed_on=on, score=score, enrollment=_enrollment(client),
        valid_through=date.fromordinal(on.toordinal() + 90), **{**hct_values, **values},
    )  # fmt: skip


def papers(client: Client, tier: str) -> None:
    """Accept the papers of a tier."""
    givers = {"uploaded_by": UserFactory(), "accepted_by": UserFactory()}
    for kind in PAPERS[tier]:
        DocumentItemFactory(client=client, kind=kind, basis=BASES.get(kind, "original"), **givers)


def listed(
    *, agency, score: int = 5, tier: str = "PSH_READY", hct_on: date = date(2025, 5, 1),
    homeless_since: date | None = date(2024, 1, 1), seen_on: date = date(2025, 8, 20), **household: object,
) -> Client:  # fmt: skip
    """Make a single adult who is enrolled, assessed, seen and holds the papers of a tier."""
    answers = household.pop("hct", {})
    client = ready_household(agency=agency, **household).client
    hct(client, hct_on, score, homeless_since=homeless_since, **answers)
    ContactFactory(client=client, happened_on=seen_on)
    papers(client, tier)
    return client
