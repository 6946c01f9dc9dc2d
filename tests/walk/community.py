"""What the walk finds its examples in: the demo community, ranked, and for each kind of address the ids to try."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product

from django.db.models import Case, Count, When

from assessments.call_script import script
from assessments.models import Assessment, Call, CEEvent, CorrectionRequest, DatedStay, Draft, Plan, PlanVersion
from assessments.services import calls
from assessments.versions import current_definition
from cas_portal.access.roles import Role
from cas_portal.accounts import invitations
from cas_portal.accounts.backends import actor_by_id
from cas_portal.accounts.models import (
    Agency,
    Certificate,
    Continuum,
    Invitation,
    Membership,
    RoleRequest,
    TrainingSession,
    User,
)
from cas_portal.accounts.services import certificates, people, requests, training
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.household import SELF
from clients.models import (
    CaseManager,
    Client,
    ContactMethod,
    Enrollment,
    Funder,
    Grievance,
    HandOff,
    HouseholdMember,
    Merge,
    Note,
    Place,
    Program,
    Release,
)
from clients.services import duplicates, grievances, merging, programs
from clients.services.people import Profile
from documents.kinds import Kind
from documents.models import DocumentItem
from queues.services import sweeps
from referrals.models import Opening, Referral
from referrals.states import OpeningStatus
from reports.demo import load, sign_ins
from reports.demo.community import CONTINUUM
from reports.models import Export
from tests.architecture.urls import Address
from tests.architecture.world import row_about
from tests.clients.acting import acting
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, IdentityFactory
from tests.factories.queues import job

OWNER = "owner"  # whom no wall stops
Parts = dict[str, object]


class Community:
    """The demo community with its people by role, beside another one in which nothing has happened yet."""

    def __init__(self) -> None:
        with as_worker():
            load.load()
        self.continuum = Continuum.objects.get(code=CONTINUUM[0])
        with as_worker():
            sweeps.recompute_all(by=job(self.continuum.pk), as_of=clock.today())
        self.people = {
            role: User.objects.get(email=email)
            for role, (_label, email) in zip(Role, sign_ins.one_per_role(), strict=True)
        }
        quiet = AgencyFactory(name="Quiet Agency", continuum=ContinuumFactory(code="CA-900", name="Quiet County"))
        self.newcomers = {role: MembershipFactory(role=role, agency=quiet).user for role in Role}
        self._add_what_the_demo_lacks()
        self.ids = self._ids()
        self.pairs = self._pairs()

    def _add_what_the_demo_lacks(self) -> None:
        for role in (Role.SSF_ADMIN, Role.AGENCY_MANAGER):
            for state in (Export.State.READY, Export.State.WAITING):
                Export.objects.using(OWNER).create(
                    continuum_id=self.continuum.pk, owner_id=self.people[role].pk, kind=Export.Kind.CASELOAD,
                    request_key=uuid.uuid4(), state=state, file_key="walk/nothing.xlsx", size=9_000, row_count=12,
                    built_at=clock.now(),
                )  # fmt: skip

        agency = self.people[Role.ASSESSOR].memberships.get().agency
        with seeding(self.continuum):
            client = Client.objects.filter(agency=agency, survivor=False).select_related("agency", "continuum").first()
        for model in (ContactMethod, Place, Note, HandOff, DatedStay, Plan, PlanVersion, CorrectionRequest):
            row_about(model, client)
        visitor = grievances.visitor(self.continuum.pk)
        for kind in Grievance.Kind:
            grievances.file_grievance(
                by=visitor, kind=kind, what_happened="The door was closed at nine.", wish="Open it."
            )

        self._add_joining()
        self._add_doubles(client)
        with seeding(self.continuum):
            left = HouseholdMember.objects.filter(left_on=None).exclude(relationship=SELF).first()
            HouseholdMember.objects.filter(pk=left.pk).update(left_on=clock.today())

        self._add_calls()
        self._add_grant()
        self._add_meeting()

    def _add_meeting(self) -> None:
        """A referral of a survivor that their victim service provider was asked about."""
        with seeding(self.continuum):
            survivor = Client.objects.filter(survivor=True).select_related("agency", "continuum").first()
        row_about(Referral, survivor)
        Referral.objects.using(OWNER).filter(client=survivor).update(
            provider_agency=survivor.agency, provider_user=None
        )

    def _add_grant(self) -> None:
        """A grant that pays for a program."""
        admin = actor_by_id(self.people[Role.SSF_ADMIN].pk, self.continuum.pk)
        with acting(admin):
            program = Program.objects.visible_to(admin).order_by("pk").first()
            programs.add_funder(
                by=admin,
                program_id=program.public_id,
                funder=2,
                other_funder="",
                grant_id="CA-1",
                starts_on=clock.today(),
                ends_on=None,
            )

    def _add_doubles(self, client) -> None:
        """Two pairs of records that look alike; the second pair is merged already."""
        other = Agency.objects.filter(continuum=self.continuum).exclude(pk=client.agency_id).first()
        made = []
        for first, owner in (("Rosa", client.agency), ("Rossa", other), ("Theodor", client.agency), ("Teodor", other)):
            made.append(ClientFactory(agency=owner))
            IdentityFactory(client=made[-1], first_name=first, last_name="Example", search_name=f"{first} example")
        low, high, kept, gone = made
        self.alike = [(low.public_id, high.public_id)]
        admin = actor_by_id(self.people[Role.SYSADMIN].pk, self.continuum.pk)
        with acting(admin):
            merging.merge(by=admin, kept_id=kept.pk, other_id=gone.pk)
        everywhere = job(self.continuum.pk)
        with as_worker(), acting(everywhere):
            duplicates.suspect(by=everywhere)

    def _add_calls(self) -> None:
        """A call of which only the number is known, and one in the middle of its questions."""
        specialist = actor_by_id(self.people[Role.CALL_CENTER].pk, self.continuum.pk)
        profile = Profile(
            first_name="Wren", last_name="Waters", name_quality=1, birth_date=date(1985, 5, 5), dob_quality=1
        )
        with acting(specialist):
            calls.start_call(by=specialist, callback="9165550143")
            call = calls.start_call(by=specialist, callback="9165550144", said_name="Wren Waters")
            calls.enter_caller(by=specialist, call=call, caller=calls.Caller(profile=profile, signature="Wren Waters"))

    def _add_joining(self) -> None:
        """Somebody invited, somebody asked for, and a certificate that was recorded here."""
        admin, manager, trainer = (
            actor_by_id(self.people[role].pk, self.continuum.pk)
            for role in (Role.SYSADMIN, Role.AGENCY_MANAGER, Role.SSF_ADMIN)
        )
        wanted = {"agency_id": manager.agency_ids[0], "role": Role.ASSESSOR, "name": "Robin Reed"}
        with acting(admin):
            people.invite(by=admin, email="robin@example.org", **wanted)
        with acting(manager):
            requests.ask_role(by=manager, email="noor@example.org", **(wanted | {"name": "Noor Nye"}))
        with acting(trainer):
            assessor = self.people[Role.ASSESSOR].public_id
            certificates.record_training(by=trainer, public_id=assessor, done_on=clock.today())
            training.plan(
                by=trainer, title="Yearly training", starts_at=clock.now() + timedelta(days=7), minutes=120,
                where="Room 2", places=12,
            )  # fmt: skip

    def _ids(self) -> dict[str, list]:
        """The ids of each kind of thing, those with the most to show first."""
        much = Client.objects.annotate(shown=Count("assessment", distinct=True) + Count("documentitem", distinct=True))
        return {
            "client": _of(much.order_by("-shown", "pk")),
            "member": _of(HouseholdMember.objects.order_by("-relationship", "pk")),
            "enrollment": _of(Enrollment.objects.order_by("pk")),
            "call": _of(Call.objects.order_by("-pk")),
            "draft": _of(Draft.objects.order_by("pk")),
            "event": _of(CEEvent.objects.order_by("pk")),
            "assessment": _of(Assessment.objects.order_by("-pk")),
            "item": _of(DocumentItem.objects.order_by("pk")),
            "opening": _of(
                Opening.objects.order_by(Case(When(status=OpeningStatus.SOURCING, then=0), default=1), "pk")
            ),
            "referral": _of(Referral.objects.order_by("pk")),
            "grievance": _of(Grievance.objects.order_by("pk")),
            "export": _of(Export.objects.order_by("pk")),
            "notice": _of(Notification.objects.order_by("-pk")),
            "program": _of(Program.objects.filter(continuum=self.continuum)),
            "funder": _of(Funder.objects.order_by("pk")),
            "agency": _of(Agency.objects.filter(continuum=self.continuum)),
            "user": _of(User.objects.filter(memberships__continuum=self.continuum).distinct()),
            "membership": _of(Membership.objects.filter(continuum=self.continuum)),
            "request": _of(RoleRequest.objects.all()),
            "certificate": _of(Certificate.objects.all()),
            "training_session": _of(TrainingSession.objects.all()),
            "merge": _of(Merge.objects.all()),
            "invitation": _of(Invitation.objects.all()),
            "key": [invitations.key(invitation) for invitation in Invitation.objects.all()],
        }

    def _pairs(self) -> dict[tuple[str, str], list[tuple]]:
        """Rows that are found below their client."""
        return {
            ("client", "method"): _below(ContactMethod),
            ("client", "manager"): _below(CaseManager),
            ("client", "place"): _below(Place),
            ("client", "stay"): _below(DatedStay),
            ("client", "correction"): _below(CorrectionRequest),
            ("client", "row"): _below(Note) + _below(HandOff),
            ("client", "release"): _below(Release),
            ("kept", "other"): self.alike,
        }

    def parts_to_try(self, address: Address) -> Iterator[Parts]:
        """Every filling of the parts of an address that could lead to a page."""
        names = [name for name, _converter in address.converters]
        kinds = [kind_of(address, name) for name in names]
        if tuple(kinds) in self.pairs:
            yield from (dict(zip(names, values, strict=True)) for values in self.pairs[tuple(kinds)])
            return
        for values in product(*(self.ids[kind] if kind in self.ids else WORDS[kind]() for kind in kinds)):
            yield dict(zip(names, values, strict=True))


def _of(queryset) -> list[uuid.UUID]:
    return list(queryset.using(OWNER).values_list("public_id", flat=True))


def _sections() -> list[str]:
    return [section.id for section in current_definition("HCT").sections]


def _below(model) -> list[tuple]:
    return list(model.objects.using(OWNER).order_by("pk").values_list("client__public_id", "public_id"))


WORDS: dict[str, Callable[[], list[str]]] = {
    "call_page": lambda: [page.id for page in script("1").pages],
    "section": _sections,
    "instrument": lambda: ["crisis", "hct"],
    "versioned": lambda: ["crisis", "case"],  # one with points, one that is edited in place
    "version": lambda: ["1"],
    "made": list,
    "follow_up": lambda: ["evh_notice"],
    "kind": lambda: [str(kind) for kind in Kind],
    "setting": lambda: ["inactive_days", "stall_on_due_day"],
    "reason_list": lambda: ["exit"],
    "reason_code": lambda: ["left_area"],
    "day": lambda: ["2030-12-25"],
    "number": lambda: ["1"],
    "name": lambda: ["fields", "errors", "confirm", "list", "empty"],
}
# What a part named public_id is the id of, by the beginning of the route.
PUBLIC_IDS = {
    "clients/members/": "member",
    "clients/merges/": "merge",
    "clients/enrollments/": "enrollment",
    "queues/openings/": "opening",
    "reports/exports/": "export",
    "grievances/": "grievance",
    "programs/agencies/": "agency",
    "programs/funders/": "funder",
    "programs/": "program",
    "referrals/programs/": "program",
    "notices/": "notice",
    "accounts/invitations/": "invitation",
    "people/requests/": "request",
    "people/roles/": "membership",
    "people/": "user",
    "training/certificates/": "certificate",
    "training/sessions/": "training_session",
    "training/": "user",
    "": "client",
}


def kind_of(address: Address, part: str) -> str:
    """What a part of an address names."""
    if address.name == "assessments:call" and part == "section_id":
        return "call_page"
    if part == "instrument" and address.route.startswith("assessments/versions/"):
        return "versioned"
    if address.name == "rules:change":
        return "setting"
    if address.name in {"rules:words", "rules:new_entry", "rules:entry"}:
        return "reason_list" if part == "key" else "reason_code"
    if part == "public_id":
        return next(kind for start, kind in PUBLIC_IDS.items() if address.route.startswith(start))
    return part.removesuffix("_id")
