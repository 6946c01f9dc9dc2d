"""How to reach a client, where they are, notes, services, hand-offs: the verbs and the walls."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.models import ContactMethod, HandOff, Note, Place, Service
from clients.services import contact_methods, hand_offs, notes, places
from clients.services.contact_methods import Method
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory, ContactMethodFactory, HandOffFactory, NoteFactory, PlaceFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAY = date(2025, 8, 1)
PHONE = Method(kind="phone", value="9165550123", message="name_only", best_time="Mornings", preferred=True)


@pytest.fixture
def survivor(agency):
    return ClientFactory(agency=agency, anonymous=True)


def test_a_new_preferred_contact_takes_the_place_of_the_old(assessor, person):
    with acting(assessor):
        first = contact_methods.add_contact_method(by=assessor, client_id=person.pk, method=PHONE)
        again = contact_methods.add_contact_method(by=assessor, client_id=person.pk, method=PHONE)
        mail = Method(kind="email", value="rosa@example.org", preferred=True)
        second = contact_methods.add_contact_method(by=assessor, client_id=person.pk, method=mail)
        assert again.pk == first.pk
        assert [row.pk for row in contact_methods.contact_methods(assessor, person)] == [second.pk, first.pk]
        for _twice in range(2):
            contact_methods.end_contact_method(by=assessor, public_id=second.public_id)
        assert [row.pk for row in contact_methods.contact_methods(assessor, person)] == [first.pk]


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        ("phone", "916-555-0123", "+1 (916) 555 0123"),
        ("phone", "9165550123", "1.916.555.0123"),
        ("phone", "+52 55 1234 5678", "+525512345678"),
        ("phone", "916 555 0123 ext 4", "(916) 555-0123 EXT 4"),
        ("email", "Rosa@Example.org", " rosa@example.org"),
        ("person", "Ana  Ruiz", "ana ruiz"),
    ],
)
def test_one_way_is_one_row_however_it_is_typed_and_the_later_word_counts(assessor, person, kind, first, again):
    what = "person_name" if kind == "person" else "value"
    with acting(assessor):
        old = contact_methods.add_contact_method(
            by=assessor, client_id=person.pk,
            method=Method(kind=kind, message="any", texts=True, best_time="Mornings", preferred=True, **{what: first}),
        )  # fmt: skip
        new = contact_methods.add_contact_method(
            by=assessor, client_id=person.pk, method=Method(kind=kind, message="none", **{what: again})
        )
        (left,) = contact_methods.contact_methods(assessor, person)
        assert left.pk == new.pk and (left.message, left.texts) == ("none", False)
        assert (left.best_time, left.preferred) == ("Mornings", True), "what the later word leaves open stays"
        old.refresh_from_db()
        assert old.ended_by_id == assessor.user_id, "what was known before is ended, not lost"


@pytest.mark.parametrize(
    ("before", "now", "said_now", "left"),
    [
        (("none", False), ("any", True), True, ("any", True)),
        (("none", False), ("any", True), False, ("none", False)),
        (("name_only", True), ("any", True), False, ("name_only", True)),
        (("any", True), ("none", False), False, ("none", False)),
    ],
)
def test_what_is_not_said_anew_makes_nothing_less_safe(assessor, person, before, now, said_now, left):
    with acting(assessor):
        for (message, texts), anew in ((before, True), (now, said_now)):
            method = Method(kind="phone", value="9165550123", message=message, texts=texts)
            contact_methods.add_contact_method(by=assessor, client_id=person.pk, method=method, said_now=anew)
        (row,) = contact_methods.contact_methods(assessor, person)
        assert (row.message, row.texts) == left


def test_rows_that_were_doubled_before_become_one_and_the_safest_of_them(assessor, person):
    for value, message in (("916 555 0123", "any"), ("9165550123", "none"), ("9165550124", "any")):
        ContactMethodFactory(client=person, value=value, message=message)
    with acting(assessor):
        again = Method(kind="phone", value="9165550123", message="any")
        contact_methods.add_contact_method(by=assessor, client_id=person.pk, method=again, said_now=False)
        rows = {row.value: row.message for row in contact_methods.contact_methods(assessor, person)}
        assert rows == {"9165550123": "none", "9165550124": "any"}


def test_others_neither_see_nor_change_how_a_closed_client_is_reached(partner, stranger, person):
    row = ContactMethodFactory(client=person)
    for actor in (partner, stranger):
        with acting(actor):
            assert contact_methods.contact_methods(actor, person) == []
            with pytest.raises(Missing):
                contact_methods.end_contact_method(by=actor, public_id=row.public_id)
            with pytest.raises(Missing):
                contact_methods.add_contact_method(by=actor, client_id=person.pk, method=PHONE)


@pytest.mark.case("X08")
def test_a_survivor_has_no_phone_and_no_place(assessor, survivor):
    with acting(assessor):
        with pytest.raises(Invalid):
            contact_methods.add_contact_method(by=assessor, client_id=survivor.pk, method=PHONE)
        with pytest.raises(Invalid):
            places.add_place(by=assessor, client_id=survivor.pk, place="River", seen_on=DAY)


@pytest.mark.case("X08")
@pytest.mark.parametrize("make", [ContactMethodFactory, PlaceFactory, HandOffFactory])
def test_the_database_refuses_them_too(survivor, make):
    with pytest.raises(IntegrityError, match="survivor"), transaction.atomic():
        make(client=survivor)


def test_a_place_is_withdrawn_and_never_rewritten(assessor, person):
    with acting(assessor):
        with pytest.raises(Invalid):
            places.add_place(by=assessor, client_id=person.pk, place=" ", seen_on=DAY)
        with pytest.raises(Invalid):
            places.add_place(by=assessor, client_id=person.pk, place="River", seen_on=date(2999, 1, 1))
        row = places.add_place(by=assessor, client_id=person.pk, place="River", seen_on=DAY)
        for _twice in range(2):
            places.withdraw_place(by=assessor, public_id=row.public_id)
        assert Place.objects.get(pk=row.pk).withdrawn_by_id == assessor.user_id


def test_a_private_note_stays_with_the_agency_that_wrote_it(assessor, partner, shared_person):
    with acting(assessor):
        kept = notes.add_note(by=assessor, client_id=shared_person.pk, text="Ours", happened_on=DAY, private=True)
        told = notes.add_note(by=assessor, client_id=shared_person.pk, text="All", happened_on=DAY, private=False)
    colleague = staff(Role.ASSESSOR, type(shared_person.agency).objects.get(pk=assessor.agency_ids[0]))
    overseer = staff(Role.SYSADMIN, continuum=shared_person.continuum)
    for actor, seen in ((colleague, {kept.pk, told.pk}), (partner, {told.pk}), (overseer, {told.pk})):
        with acting(actor):
            assert set(Note.objects.filter(client=shared_person).values_list("pk", flat=True)) == seen
            assert set(Note.objects.visible_to(actor).values_list("pk", flat=True)) == seen


def test_nobody_writes_a_private_note_in_the_name_of_another_agency(partner, shared_person, agency):
    with acting(partner), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Note.objects.create(
            client=shared_person, continuum=agency.continuum, agency=agency, text="x", happened_on=DAY, private=True
        )


def test_who_wrote_a_note_or_manages_the_agency_takes_it_back(assessor, partner, shared_person, agency):
    row = NoteFactory(client=shared_person, created_by_id=assessor.user_id)
    with acting(partner), pytest.raises(Forbidden):
        notes.withdraw(by=partner, row=row, reason="No")
    with acting(staff(Role.ASSESSOR, agency)) as colleague, pytest.raises(Forbidden):
        notes.withdraw(by=colleague, row=row, reason="No")
    with acting(assessor), pytest.raises(Invalid):
        notes.withdraw(by=assessor, row=row, reason=" ")
    with acting(staff(Role.AGENCY_MANAGER, agency)) as boss:
        for _twice in range(2):
            notes.withdraw(by=boss, row=row, reason="Wrong client")
        assert Note.objects.get(pk=row.pk).withdraw_reason == "Wrong client"


def test_a_service_is_of_a_listed_kind_and_other_is_explained(assessor, person):
    with acting(assessor):
        for kind, detail in (("made up", ""), (Service.Kind.OTHER, " ")):
            with pytest.raises(Invalid):
                notes.record_service(by=assessor, client_id=person.pk, kind=kind, given_on=DAY, detail=detail)
        made = notes.record_service(by=assessor, client_id=person.pk, kind=Service.Kind.FOOD, given_on=DAY)
        assert made.agency_id == person.agency_id


def test_a_hand_off_is_received_by_the_other_agency_once(assessor, partner, shared_person, other_agency):
    key = uuid.uuid4()
    given = {"client_id": shared_person.pk, "to_agency_id": other_agency.public_id, "reason": "Housing search"}
    boss = staff(Role.AGENCY_MANAGER, other_agency)
    with acting(assessor):
        for _twice in range(2):
            made = hand_offs.hand_off(by=assessor, happened_on=DAY, public_id=key, **given)
        with pytest.raises(Forbidden):
            hand_offs.receive(by=assessor, public_id=made.public_id)
    with acting(boss):
        assert Notification.objects.visible_to(boss).count() == 1
    with acting(partner):
        first = hand_offs.receive(by=partner, public_id=made.public_id).received_at
        assert hand_offs.receive(by=partner, public_id=made.public_id).received_at == first
        assert HandOff.objects.count() == 1


def test_a_client_who_released_nothing_is_handed_to_nobody(assessor, person, other_agency, agency):
    with acting(assessor):
        for to in (other_agency, agency):
            with pytest.raises(Invalid):
                hand_offs.hand_off(
                    by=assessor, client_id=person.pk, to_agency_id=to.public_id, happened_on=DAY, reason="Help"
                )
        assert clock.today() > DAY and not ContactMethod.objects.exists()
