"""The verbs of papers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cas_portal.access.errors import Conflict, Forbidden, Invalid, InvalidMove, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from cas_portal.time.dates import add_months
from clients.models import Contact
from documents import services
from documents.kinds import Basis, Kind, State
from documents.models import DocumentItem
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import DatedStayFactory
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory
from tests.factories.documents import DocumentItemFactory
from tests.referrals.world import acting, noon

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ISSUED = date(2025, 8, 1)
PAPER = {"kind": Kind.PHOTO_ID, "basis": Basis.ORIGINAL, "issued_on": ISSUED}


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(noon(2025, 8, 20)):
        yield


@pytest.fixture
def client(db):
    return ClientFactory(released=True)


@pytest.fixture
def manager(client):
    return staff(Role.ASSESSOR, client.agency)


@pytest.fixture
def ssf(client):
    return staff(Role.SSF_ADMIN, AgencyFactory(continuum=client.continuum))


def do(actor, verb, **given):
    with acting(actor):
        return verb(by=actor, **given)


def bring(actor, client, **changed) -> DocumentItem:
    return do(actor, services.record_upload, client_id=client.public_id, **{**PAPER, **changed})


def rows(client) -> list[DocumentItem]:
    with seeding(client.continuum):
        return list(DocumentItem.objects.filter(client=client).order_by("pk"))


def test_a_paper_goes_from_brought_to_accepted(client, manager, ssf):
    item = bring(manager, client)
    assert item.state == State.UPLOADED

    do(ssf, services.accept, item_id=item.public_id)
    do(ssf, services.accept, item_id=item.public_id)

    (stored,) = rows(client)
    assert (stored.state, stored.accepted_by_id) == (State.ACCEPTED, ssf.user_id)
    with acting(ssf):
        assert Notification.objects.visible_to(ssf).filter(kind="N4").count() == 1


@pytest.mark.case("R17")
def test_nobody_accepts_what_they_recorded(client, ssf):
    item = bring(ssf, client)

    with pytest.raises(Forbidden, match="Somebody else"):
        do(ssf, services.accept, item_id=item.public_id)


@pytest.mark.case("R17")
def test_the_database_holds_it_too(client):
    uploader = staff().user_id
    with pytest.raises(IntegrityError, match="never_accepted_by_uploader"), transaction.atomic():
        DocumentItemFactory(client=client, uploaded_by_id=uploader, accepted_by_id=uploader)


@pytest.mark.case("X17")
def test_a_paper_the_client_brings_is_a_contact_of_today(client, manager):
    bring(manager, client)

    with seeding(client.continuum):
        contact = Contact.objects.get(client=client)
    assert (contact.kind, contact.qualifying, contact.happened_on) == ("document", True, date(2025, 8, 20))


def test_a_paper_from_elsewhere_is_no_contact(client, manager):
    bring(manager, client, brought_by_client=False)

    with seeding(client.continuum):
        assert not Contact.objects.filter(client=client).exists()


def test_recording_the_same_paper_twice_makes_one_row_and_one_contact(client, manager):
    bring(manager, client)
    bring(manager, client)

    assert len(rows(client)) == 1
    with seeding(client.continuum):
        assert Contact.objects.filter(client=client).count() == 1


def test_a_newer_paper_leaves_the_accepted_one_in_force(client, manager, ssf):
    item = bring(manager, client)
    do(ssf, services.accept, item_id=item.public_id)

    bring(manager, client, issued_on=date(2025, 8, 15))

    old, new = rows(client)
    assert (old.state, old.current, new.state, new.current) == (State.ACCEPTED, False, State.UPLOADED, True)


def test_a_paper_that_waits_is_not_overwritten_unseen(client, manager):
    colleague = staff(Role.ASSESSOR, client.agency)
    with acting(manager):
        nothing = services.token_for(client=client, kind=Kind.PHOTO_ID)
    bring(colleague, client)
    with pytest.raises(StaleForm) as met:
        bring(manager, client, basis=Basis.RECEIPT, opened=nothing)
    assert met.value.context["theirs"]["basis"] == Basis.ORIGINAL
    assert [item.basis for item in rows(client)] == [Basis.ORIGINAL]
    bring(manager, client, basis=Basis.RECEIPT, opened=str(met.value.context["now"]))
    assert [item.basis for item in rows(client)] == [Basis.RECEIPT]


def test_asking_for_a_paper_or_returning_it_makes_no_form_stale(client, manager, ssf):
    with acting(manager):
        nothing = services.token_for(client=client, kind=Kind.PHOTO_ID)
    do(manager, services.request_document, client_id=client.public_id, kind=Kind.PHOTO_ID)
    item = bring(manager, client, opened=nothing)
    do(ssf, services.reject, item_id=item.public_id, reason="Cut off")
    assert bring(manager, client, basis=Basis.RECEIPT, opened=nothing).state == State.UPLOADED


def test_an_attested_paper_is_not_replaced_unseen(client):
    survivor = ClientFactory(agency=AgencyFactory(is_vsp=True, continuum=client.continuum), anonymous=True)
    one, two = (staff(Role.VSP_ASSESSOR, survivor.agency) for _person in range(2))
    with acting(two):
        nothing = services.token_for(client=survivor, kind=Kind.PHOTO_ID)
    do(one, services.attest, client_id=survivor.public_id, **PAPER)
    with pytest.raises(StaleForm):
        do(two, services.attest, client_id=survivor.public_id, opened=nothing, **{**PAPER, "basis": Basis.RECEIPT})


def test_a_paper_is_returned_with_a_reason_and_asked_for_again(client, manager, ssf):
    item = bring(manager, client)
    with pytest.raises(Invalid):
        do(ssf, services.reject, item_id=item.public_id, reason=" ")

    do(ssf, services.reject, item_id=item.public_id, reason="The photo cannot be read.")
    asked = do(manager, services.request_document, client_id=client.public_id, kind=Kind.PHOTO_ID)

    assert (asked.pk, asked.state) == (item.pk, State.REQUESTED)


def test_a_paper_accepted_by_mistake_can_be_returned(client, manager, ssf):
    item = bring(manager, client)
    do(ssf, services.accept, item_id=item.public_id)

    do(ssf, services.reject, item_id=item.public_id, reason="It belongs to somebody else.")

    assert rows(client)[0].state == State.REJECTED


def test_an_expired_paper_is_not_accepted(client, manager, ssf):
    item = bring(manager, client, expires_on=date(2025, 8, 10))

    with pytest.raises(Conflict, match="expired"):
        do(ssf, services.accept, item_id=item.public_id)


def test_what_waits_for_nothing_is_not_accepted(client, manager, ssf):
    item = do(manager, services.request_document, client_id=client.public_id, kind=Kind.SSN_CARD)

    with pytest.raises(InvalidMove):
        do(ssf, services.accept, item_id=item.public_id)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "PASSPORT"},
        {"basis": Basis.AWARD},
        {"issued_on": date(2025, 8, 21)},
        {"expires_on": date(2025, 7, 31)},
    ],
)
def test_a_paper_that_cannot_be_is_refused(client, manager, changed):
    with pytest.raises(Invalid):
        bring(manager, client, **changed)


@pytest.mark.parametrize("role", [Role.CALL_CENTER, Role.HOUSING_PROVIDER, Role.AUDITOR, Role.SYSADMIN])
def test_roles_without_the_right_record_nothing(client, role):
    with pytest.raises((Forbidden, Missing)):
        bring(staff(role, AgencyFactory(continuum=client.continuum)), client)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CAN_NAVIGATOR, Role.HOUSING_PROVIDER])
def test_only_ssf_accepts(client, manager, role):
    item = bring(manager, client)

    with pytest.raises((Forbidden, Missing)):
        do(staff(role, client.agency), services.accept, item_id=item.public_id)


def test_people_without_training_do_not_see_sensitive_papers(client, manager):
    bring(manager, client)
    bring(manager, client, kind=Kind.DISABILITY, basis=Basis.AWARD)
    specialist = staff(Role.CALL_CENTER, AgencyFactory(continuum=client.continuum))

    with acting(specialist):
        kinds = set(DocumentItem.objects.visible_to(specialist).values_list("kind", flat=True))
    assert kinds == {Kind.PHOTO_ID}


@pytest.mark.case("R14")
def test_a_victim_service_provider_attests_for_its_own_records_only(db):
    shelter = AgencyFactory(is_vsp=True)
    survivor = ClientFactory(agency=shelter, anonymous=True)
    named = ClientFactory(agency=shelter, released=True)
    advocate = staff(Role.VSP_ASSESSOR, shelter)

    item = do(advocate, services.attest, client_id=survivor.public_id, **PAPER)
    again = do(advocate, services.attest, client_id=survivor.public_id, **PAPER)

    assert (item.state, again.pk, len(rows(survivor))) == (State.ATTESTED, item.pk, 1)
    with pytest.raises((Forbidden, Missing)):
        do(advocate, services.attest, client_id=named.public_id, **PAPER)
    with pytest.raises(Missing):
        do(staff(Role.VSP_ASSESSOR, AgencyFactory()), services.attest, client_id=survivor.public_id, **PAPER)


def outside_since(client, start, seen):
    """Outside from a day on by their own word, and seen by somebody on the third of `seen` months before this one."""
    with seeding(client.continuum):
        DatedStayFactory(client=client, situation=116, started_on=start, proof="self")
        for month in range(1, seen + 1):
            day = add_months(date(2025, 8, 3), 1 - month)
            DatedStayFactory(client=client, situation=116, started_on=day, ended_on=day, proof="observation")


HISTORY = {"kind": Kind.HOMELESS_HISTORY}


@pytest.mark.case("C24")
def test_history_that_eight_of_twelve_months_prove_is_not_accepted(client, manager, ssf):
    outside_since(client, date(2024, 8, 1), 8)
    item = bring(manager, client, **HISTORY)
    with pytest.raises(Conflict, match="proves 8 of its latest 12 months; 9 are needed"):
        do(ssf, services.accept, item_id=item.public_id)
    assert rows(client)[0].state == State.UPLOADED


@pytest.mark.case("C23")
def test_history_that_nine_of_twelve_months_prove_is_accepted(client, manager, ssf):
    outside_since(client, date(2024, 8, 1), 9)
    item = bring(manager, client, **HISTORY)
    do(ssf, services.accept, item_id=item.public_id)
    assert rows(client)[0].state == State.ACCEPTED


def test_history_of_less_than_a_year_is_not_accepted(client, manager, ssf):
    outside_since(client, date(2024, 11, 1), 9)
    item = bring(manager, client, **HISTORY)
    with pytest.raises(Conflict, match="does not show 12 months"):
        do(ssf, services.accept, item_id=item.public_id)
