"""What papers there are, the states one goes through, and the readiness tiers (policy §5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.names import name

READINESS_TIER = "readiness_tier"


class Kind(TextChoices):
    """The papers a housing program asks for."""

    PHOTO_ID = "PHOTO_ID", _("Photo ID")
    SSN_CARD = "SSN_CARD", _("Social Security card")
    BIRTH_CERT = "BIRTH_CERT", _("Birth certificate")
    HOMELESS_CERT = "HOMELESS_CERT", _("Homeless certification")
    HOMELESS_HISTORY = "HOMELESS_HISTORY", _("Homeless history")
    DISABILITY = "DISABILITY", _("Disability documentation")


class State(TextChoices):
    """Where one paper stands. Expired is not a state: it follows from the last valid day."""

    MISSING = "MISSING", _("Missing")
    REQUESTED = "REQUESTED", _("Requested")
    UPLOADED = "UPLOADED", _("Waiting for review")
    ACCEPTED = "ACCEPTED", _("Accepted")
    REJECTED = "REJECTED", _("Returned")
    ATTESTED = "ATTESTED", _("Attested by the victim service provider")


class Basis(TextChoices):
    """What the paper is; decides how long it counts and for which tier."""

    ORIGINAL = "original", _("Original")
    RECEIPT = "receipt", _("Receipt for a replacement")
    HOMELESS = "homeless", _("Homeless now")
    AT_RISK = "at_risk", _("At risk of homelessness")
    AWARD = "award", _("Part 1: award letter")
    PROFESSIONAL = "professional", _("Part 2: signed by a licensed professional")
    OBSERVED = "observed", _("Seen by staff (provisional)")


class Tier(TextChoices):
    """What a household's papers are good for."""

    PSH_READY = "PSH_READY", name(READINESS_TIER, "PSH_READY", _("Ready for permanent supportive housing"))
    PH_READY = "PH_READY", name(READINESS_TIER, "PH_READY", _("Ready for permanent housing"))
    NOT_READY = "NOT_READY", name(READINESS_TIER, "NOT_READY", _("Not document-ready"))

    @property
    def satisfies(self) -> frozenset["Tier"]:
        """The required tiers this tier is enough for (R16)."""
        enough = {
            Tier.PSH_READY: {Tier.PSH_READY, Tier.PH_READY, Tier.NOT_READY},
            Tier.PH_READY: {Tier.PH_READY, Tier.NOT_READY},
            Tier.NOT_READY: {Tier.NOT_READY},
        }
        return frozenset(enough[self])


# Papers only people trained for CAS see (policy §5, §10).
SENSITIVE_KINDS = frozenset({Kind.HOMELESS_CERT, Kind.HOMELESS_HISTORY, Kind.DISABILITY})
COUNTING_STATES = frozenset({State.ACCEPTED, State.ATTESTED})
BASES: dict[Kind, tuple[Basis, ...]] = {
    Kind.PHOTO_ID: (Basis.ORIGINAL, Basis.RECEIPT),
    Kind.SSN_CARD: (Basis.ORIGINAL, Basis.RECEIPT),
    Kind.BIRTH_CERT: (Basis.ORIGINAL,),
    Kind.HOMELESS_CERT: (Basis.HOMELESS, Basis.AT_RISK),
    Kind.HOMELESS_HISTORY: (Basis.ORIGINAL,),
    Kind.DISABILITY: (Basis.AWARD, Basis.PROFESSIONAL, Basis.OBSERVED),
}
