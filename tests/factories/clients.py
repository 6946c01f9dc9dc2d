"""People, households, programs, releases."""

from datetime import UTC, date, datetime

import factory

from clients.models import (
    CaseManager,
    Client,
    ClientAccess,
    Contact,
    ContactMethod,
    Enrollment,
    HandOff,
    Household,
    HouseholdMember,
    Identity,
    Note,
    Place,
    Program,
    Release,
    ReleasePaper,
    Service,
)
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.base import WalledFactory, seeding

FAR_AWAY = datetime(2099, 1, 1, tzinfo=UTC)


class ClientFactory(WalledFactory):
    """A named client without a release. Traits: released, survivor."""

    class Meta:
        model = Client

    class Params:
        released = factory.Trait(shared_until=FAR_AWAY)
        anonymous = factory.Trait(survivor=True, survivor_code=factory.Sequence(lambda n: f"SV-2026-{n + 1:06}"))

    agency = factory.SubFactory(AgencyFactory)
    continuum = factory.SelfAttribute("agency.continuum")
    birth_year = 1985


class ClientRowFactory(WalledFactory):
    """A row about a client, written by the client's own agency."""

    class Meta:
        abstract = True

    client = factory.SubFactory(ClientFactory)
    agency = factory.SelfAttribute("client.agency")
    continuum = factory.SelfAttribute("client.continuum")


class IdentityFactory(ClientRowFactory):
    """Who the client is; plainly invented."""

    class Meta:
        model = Identity

    first_name = factory.Sequence(lambda n: f"Testa{n}")
    last_name = "Invented"
    name_quality = 1
    birth_date = date(1985, 5, 5)
    dob_quality = 1
    search_name = factory.LazyAttribute(lambda o: f"{o.first_name} {o.last_name}".lower())


class HouseholdFactory(ClientRowFactory):
    """A household headed by the client."""

    class Meta:
        model = Household


class HouseholdMemberFactory(ClientRowFactory):
    """A member; the head unless told otherwise."""

    class Meta:
        model = HouseholdMember

    household = factory.SubFactory(HouseholdFactory, client=factory.SelfAttribute("..client"))
    relationship = 1
    joined_on = date(2020, 1, 1)


class ProgramFactory(WalledFactory):
    """A program; permanent supportive housing (HUD type 3) unless told otherwise. Trait: cas (the CE program)."""

    class Meta:
        model = Program

    class Params:
        cas = factory.Trait(is_cas=True, project_type=14, name="CAS: Coordinated Access System Program - CE")

    agency = factory.SubFactory(AgencyFactory)
    continuum = factory.SelfAttribute("agency.continuum")
    name = factory.Sequence(lambda n: f"Program {n}")
    project_type = 3
    starts_on = date(2015, 1, 1)


def cas_program(agency) -> Program:
    """Return the one CAS program of the agency's continuum, made on first use."""
    with seeding(agency.continuum):
        found = Program.objects.filter(continuum=agency.continuum, is_cas=True).first()
    return found or ProgramFactory(agency=agency, cas=True)


class EnrollmentFactory(ClientRowFactory):
    """An open enrollment of the head."""

    class Meta:
        model = Enrollment

    program = factory.SubFactory(ProgramFactory, agency=factory.SelfAttribute("..client.agency"))
    household = factory.SubFactory(HouseholdFactory, client=factory.SelfAttribute("..client"))
    relationship = 1
    entry_date = date(2024, 1, 1)


class ReleaseFactory(ClientRowFactory):
    """A signed release; set `shared_until` on the client yourself or use the service."""

    class Meta:
        model = Release

    method = Release.Method.ELECTRONIC
    scope = Release.Scope.CONTINUUM
    signed_on = date(2025, 1, 1)
    valid_through = date(2028, 1, 1)


class ReleasePaperFactory(ClientRowFactory):
    """A signed paper; sealed by the service in real life."""

    class Meta:
        model = ReleasePaper

    release = factory.SubFactory(
        ReleaseFactory, client=factory.SelfAttribute("..client"), scope="none", valid_through=None
    )
    kind = ReleasePaper.Kind.PAPER
    media_type = "application/pdf"
    size = 4
    sealed = b"seal"


class ContactFactory(ClientRowFactory):
    """A qualifying contact."""

    class Meta:
        model = Contact

    happened_on = date(2025, 7, 1)
    kind = Contact.Kind.CONFIRMED
    qualifying = True


class CaseManagerFactory(ClientRowFactory):
    """The lead case manager."""

    class Meta:
        model = CaseManager

    user = factory.SubFactory(UserFactory)
    starts_on = date(2024, 1, 1)


class ClientAccessFactory(WalledFactory):
    """A running grant to an agency."""

    class Meta:
        model = ClientAccess

    client = factory.SubFactory(ClientFactory)
    continuum = factory.SelfAttribute("client.continuum")
    agency = factory.SubFactory(AgencyFactory)
    granted_by = factory.SelfAttribute("client.agency")
    starts_at = datetime(2020, 1, 1, tzinfo=UTC)
    reason = "referral"


class ContactMethodFactory(ClientRowFactory):
    """A phone at which no message is left."""

    class Meta:
        model = ContactMethod

    kind = ContactMethod.Kind.PHONE
    value = "9165550101"


class PlaceFactory(ClientRowFactory):
    """Where somebody said the client is."""

    class Meta:
        model = Place

    seen_on = date(2025, 8, 1)
    place = "Invented Park, north gate"


class NoteFactory(ClientRowFactory):
    """A note that everybody with the client reads; private=True keeps it to the agency."""

    class Meta:
        model = Note

    happened_on = date(2025, 8, 1)
    text = "An invented note."


class ServiceFactory(ClientRowFactory):
    """Help with papers."""

    class Meta:
        model = Service

    given_on = date(2025, 8, 1)
    kind = Service.Kind.DOCUMENTS


class HandOffFactory(ClientRowFactory):
    """A hand-off to another agency that has not said yet that it took over."""

    class Meta:
        model = HandOff

    to_agency = factory.SubFactory(AgencyFactory, continuum=factory.SelfAttribute("..client.continuum"))
    happened_on = date(2025, 8, 1)
    reason = "Needs help with papers"
