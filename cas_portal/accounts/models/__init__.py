"""Who works here, where, and how they came in."""

from cas_portal.accounts.models.certificates import Certificate
from cas_portal.accounts.models.joining import Invitation, PasswordRequest, RoleRequest
from cas_portal.accounts.models.people import (
    Agency,
    AgencyChoice,
    AgencyQuerySet,
    Continuum,
    Holiday,
    Inactive,
    Membership,
    Setting,
    TextSize,
    User,
    UserManager,
    UserQuerySet,
)
from cas_portal.accounts.models.standing import AgencyStanding
from cas_portal.accounts.models.training import TrainingPlace, TrainingSession
from cas_portal.accounts.models.wording import Wording

__all__ = [
    "Agency",
    "AgencyChoice",
    "AgencyQuerySet",
    "AgencyStanding",
    "Certificate",
    "Continuum",
    "Holiday",
    "Inactive",
    "Invitation",
    "Membership",
    "PasswordRequest",
    "RoleRequest",
    "Setting",
    "TextSize",
    "TrainingPlace",
    "TrainingSession",
    "User",
    "UserManager",
    "UserQuerySet",
    "Wording",
]
