"""A household with a row of every kind about it, and addresses that lead to those rows."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import models
from django.test import Client as Browser

from assessments.models import Call
from cas_portal.access.actor import Actor
from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Certificate, Invitation, RoleRequest, TrainingSession, User
from cas_portal.notifications.models import Notification
from clients.models import Client, Funder, HouseholdMember, Identity
from clients.models.grievances import Grievance
from reports.models import Export
from tests.architecture.urls import Address, addresses
from tests.architecture.world import NEVER_OF_A_SURVIVOR, our_models, row_about
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory, actor_for
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.referrals import OpeningFactory

ADDRESSES = [address for address in addresses() if not address.of_library and "(?P" not in address.route]
ABOUT_A_THING = [address for address in ADDRESSES if address.parts]
PLAIN = [address for address in ADDRESSES if not address.parts and address.name not in {"livez", "readyz"}]
# The database refuses these for everybody else.
ONLY_OF_A_SURVIVOR = {"HandOver"}
# Values for the parts of an address that are no ids.
WORDS = {
    "kind": "PHOTO_ID",
    "number": 1,
    "section_id": "beginning",
    "instrument": "crisis",
    "version": "1",
    "follow_up": "evh_notice",
    "name": "button",
    "key": "exit",
    "code": "left_area",
}
TOKENS = {
    "first_name": "Xyzzyfirst", "last_name": "Xyzzylast", "alias": "Xyzzyalias", "phone": "9165550177",
    "email": "xyzzy@example.org",
}  # fmt: skip
PERSONAL = (*TOKENS.values(), "916-555-0177")


# Which kind of row an id in an address belongs to: by the name of the part, or of address and part where it differs.
EXAMPLES = {
    "client_id": "Client", "item_id": "DocumentItem", "opening_id": "Opening", "referral_id": "Referral",
    "draft_id": "Draft", "call_id": "Call", "assessment_id": "Assessment", "user_id": "User", "public_id": "Client",
    "clients:edit_member public_id": "HouseholdMember", "clients:remove_member public_id": "HouseholdMember",
    "clients:exit public_id": "Enrollment", "queues:candidates public_id": "Opening",
    "queues:select public_id": "Opening",
    "referrals:program_rule public_id": "Program",
    "reports:export public_id": "Export", "reports:download public_id": "Export",
    "api:export public_id": "Export", "api:download public_id": "Export",
    "notifications:open public_id": "Notification", "release_id": "Release", "kept": "Client",
    "made_id": "InstrumentVersion", "event_id": "CEEvent", "other": "Other",
    "clients:undo_merge public_id": "Merge", "method_id": "ContactMethod",
    "manager_id": "CaseManager",
    "place_id": "Place", "stay_id": "DatedStay", "correction_id": "CorrectionRequest",
    "clients:withdraw_row row_id": "Note",
    "clients:receive row_id": "HandOff",
    "clients:correct_leaving public_id": "HouseholdMember",
    "accounts:accept public_id": "Invitation", "accounts:request public_id": "RoleRequest",
    "accounts:grant public_id": "RoleRequest", "accounts:decline public_id": "RoleRequest",
    "accounts:end_role public_id": "Membership", "accounts:revoke_certificate public_id": "Certificate",
    "accounts:person public_id": "User", "accounts:give_role public_id": "User",
    "accounts:invite_again public_id": "User", "accounts:close public_id": "User",
    "accounts:open_again public_id": "User", "accounts:reset_factors public_id": "User",
    "accounts:record_training public_id": "User", "accounts:extend_certificate public_id": "User",
    **{
        f"accounts:{name} public_id": "TrainingSession"
        for name in (
            "training_session", "book_training", "give_back_training", "training_calendar", "call_off_training",
            "training_attendance",
        )
    },
    **{
        f"programs:{name} public_id": "Agency"
        for name in ("agency", "change_agency", "new", "stop_agency", "resume_agency")
    },
    **{f"programs:{name} public_id": "Program" for name in ("program", "change", "participation", "add_funder")},
    "programs:end_funder public_id": "Funder",
    **{f"grievances:{name} public_id": "Grievance" for name in ("show", "take", "owner", "person", "note", "answer")},
}  # fmt: skip


def kind_of(address: Address, part: str) -> str:
    """Return the kind of row the part of an address names. Raises KeyError for a part nobody gave an example of."""
    return EXAMPLES.get(f"{address.name} {part}") or EXAMPLES[part]


@dataclass
class Household:
    """The head, every row about them that has an address by kind, and somebody they are helped by."""

    client: Client
    agency: Agency
    rows: dict[str, models.Model]

    def url(self, address: Address) -> str:
        """Return the address with the ids of this household's rows; the client's where there can be no such row."""
        ids = {part: self.rows.get(kind_of(address, part), self.client).public_id for part in address.parts}
        return address.url(**ids, **WORDS)


def household(*, agency: Agency | None = None, survivor: bool = False, released: bool = True) -> Household:
    """Make it. The head has a name found nowhere else; an anonymous one belongs to a victim service provider."""
    agency = agency or AgencyFactory(name="Home", is_vsp=survivor)
    others = () if survivor else ((2, date(2015, 5, 5)),)
    client = ready_household(agency=agency, survivor=survivor, released=released, others=others).client
    rows = {model.__name__: row_about(model, client) for model in _addressed(survivor=survivor)}
    with seeding(client.continuum):
        other = (
            HouseholdMember.objects.select_related("client")
            .exclude(client=client)
            .filter(household__client=client)
            .first()
        )
    rows["Other"] = other.client if other else client
    opening = OpeningFactory(program__agency=agency)
    with seeding(client.continuum):
        funder = Funder.objects.create(
            continuum=client.continuum, program=opening.program, funder=1, starts_on=date(2026, 1, 1)
        )
    rows |= {"Client": client, "Opening": opening, "Program": opening.program, "Agency": agency, "Funder": funder}
    with seeding(client.continuum):
        Identity.objects.filter(client=client).update(**TOKENS)
    return Household(client, agency, rows | owned_by(UserFactory(), agency))


def owned_by(user: User, agency: Agency) -> dict[str, models.Model]:
    """Rows that belong to a person: an export they asked for, a notice they got, what the office keeps about them."""
    continuum, moment, day = agency.continuum, datetime(2026, 1, 5, 12, tzinfo=UTC), date(2026, 1, 5)
    here = {"continuum": continuum}
    membership = MembershipFactory(user=user, agency=agency, role=Role.CAN_NAVIGATOR)
    with seeding(continuum):
        rows = [
            RoleRequest(
                **here, agency=agency, kind="join", email=user.email, role="assessor", asked_by=user, asked_at=moment
            ),
            Certificate(
                **here, user=user, kind="training", done_on=day, valid_through=day, recorded_by=user, recorded_at=moment
            ),
            Invitation(**here, user=user, invited_by=user, invited_at=moment, expires_at=moment),
            TrainingSession(
                **here, title=user.email, starts_at=moment, minutes=60, where="Room 2", places=5, created_by=user
            ),
        ]
        for row in rows:
            row.save(force_insert=True)
    with acting(Actor(user_id=user.pk, continuum_id=continuum.pk)):
        rows += [
            Export.objects.create(**here, owner=user, kind=Export.Kind.CASELOAD, request_key=uuid.uuid4()),
            Notification.objects.create(
                **here, recipient=user, kind="N1", text="x", url="/", dedupe_key=f"example-{user.pk}"
            ),
            Call.objects.create(**here, owner=user, callback="9165550100"),
            Grievance.objects.create(
                **here, receipt=uuid.uuid4().hex[:12], kind="staff", what_happened="x", filed_by=user, received_on=day,
                due_on=date(2026, 1, 20),
            ),
        ]  # fmt: skip
    return {"Membership": membership, "User": user} | {type(row).__name__: row for row in rows}


def _addressed(*, survivor: bool) -> list[type[models.Model]]:
    named = [model for model in our_models(Wall.CLIENT_ROW) if any(f.name == "public_id" for f in model._meta.fields)]
    refused = NEVER_OF_A_SURVIVOR if survivor else ONLY_OF_A_SURVIVOR
    return [model for model in named if model.__name__ not in refused]


def browser_with(agency: Agency, *roles: Role, desk: bool = True, user: User | None = None) -> Browser:
    """A browser of somebody with these roles at an agency (`desk`: S-CAS too); with every role when none is named.

    An auditor holds no other role, and has no right that none of the others has.
    """
    user = user or UserFactory()
    held = [
        MembershipFactory(user=user, agency=agency, role=role, scas_desk=desk and role == Role.SSF_ADMIN)
        for role in roles or [role for role in Role if role is not Role.AUDITOR]
    ]
    return signed_in(actor_for(held[0]))
