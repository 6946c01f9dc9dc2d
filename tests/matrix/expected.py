"""What each asker must be told, worked out from the access markers and the table of rights."""

from enum import StrEnum

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from tests.architecture.urls import Address
from tests.matrix.principals import Principal
from tests.security.community import kind_of

P = Permission


class Relation(StrEnum):
    """How the thing asked for relates to the agency of who asks."""

    OWN = "own agency, no release"
    RELEASED = "released to it"
    FOREIGN = "foreign, no release"
    ANONYMOUS = "anonymous, of a victim service provider"
    MISSING = "missing"
    NONE = "no thing named"


class Answer(StrEnum):
    """Kinds of answers. ANSWERED is everything that neither refuses nor hides, an objection to the form included."""

    SIGN_IN = "sign in"
    REFUSED = "refused"
    HIDDEN = "hidden"
    ANSWERED = "answered"
    EITHER = "answered or refused"
    ANY = "answered, refused or hidden"


def admits(principal: Principal, address: Address) -> bool:
    """Whether the marker of the address lets the asker in."""
    access = address.access
    if access.public:
        return True
    if principal.role is None:
        return False
    return not access.permissions or any(access.opened_by(principal.reach(right)) for right in access.permissions)


def sees_client(principal: Principal, relation: Relation) -> bool:
    """Whether the rows "view" and "edit" of the table show the client, for one relation."""
    if relation is Relation.ANONYMOUS:
        return False  # nobody but its own provider, and SSF's desk for survivors, which none of the principals holds
    released, closed, edit = (
        principal.reach(right) for right in (P.VIEW_RELEASED_CLIENT, P.VIEW_UNRELEASED_CLIENT, P.EDIT_CLIENT)
    )
    if closed in {Reach.ALL, Reach.MASKED}:
        return True
    if relation is Relation.OWN:
        return Reach.AGENCY in {closed, edit}
    return relation is Relation.RELEASED and released in {Reach.ALL, Reach.MASKED, Reach.REFERRED}


# Rows about a client whose own rule hides more than their client's does: a program sees what was sent to it, an opening
# belongs to an agency, a draft to those who may assess.
NARROWER = {
    "Other",
    "Merge",
    "HandOver",
    "Note",
    "HandOff",
    "ContactMethod",
    "Place",
    "Referral",
    "Opening",
    "Draft",
    "Invitation",
    "ReleasePaper",
    "Release",
    "HouseholdMember",
}
# Missing for a client who stands on no list.
THROUGH_THE_LIST = {"queues:why", "api:why"}
OF_PEOPLE = {
    "InstrumentVersion",
    "Export",
    "Notification",
    "User",
    "Membership",
    "Certificate",
    "TrainingSession",
    "RoleRequest",
    "Grievance",
    "Agency",
    "Program",
    "Funder",
}


def expected(principal: Principal, address: Address, relation: Relation) -> Answer:
    """Return what the asker must be told."""
    if not admits(principal, address):
        return Answer.REFUSED if principal.role is not None else Answer.SIGN_IN
    if address.access.public or relation is Relation.NONE:
        return Answer.ANY
    if relation is Relation.MISSING:
        return Answer.HIDDEN
    kinds = {kind_of(address, part) for part in address.parts}
    if kinds & {"Export", "Notification", "Call"}:
        return Answer.HIDDEN
    if kinds & OF_PEOPLE and "Client" not in kinds:
        return Answer.ANY
    if kinds == {"Opening"}:
        return (
            Answer.ANY
            if principal.reach(P.SELECT_CANDIDATE) is Reach.ALL or relation is Relation.OWN
            else Answer.HIDDEN
        )
    if not sees_client(principal, relation):
        return Answer.HIDDEN
    if address.name in THROUGH_THE_LIST:
        return Answer.ANY
    if kinds & NARROWER or kinds & OF_PEOPLE:
        return Answer.ANY
    return Answer.EITHER
