"""Nobody whom a grievance is or may be about reads, owns, notes or answers it (policy §15, ADR 10)."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from clients import policies
from clients.models import Grievance, GrievanceStep
from clients.services import grievances
from clients.services.complained_of import staff_meant
from tests.clients.acting import acting, signed_in
from tests.clients.test_grievances import FRIDAY, WORDS, by_visitor, email_of, only, seen, told
from tests.factories.accounts import AgencyFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def lead(db):
    return AgencyFactory(name="Lead", is_lead=True)


def called(name: str, role: Role, agency):
    """Somebody of the staff with a name."""
    actor = staff(role, agency)
    User.objects.filter(pk=actor.user_id).update(name=name)
    return actor


@pytest.fixture
def ada(lead):
    return called("Ada Sampleson", Role.SSF_ADMIN, lead)


@pytest.fixture
def other(lead):
    return called("Quentin Zebrowski", Role.SSF_ADMIN, lead)


PLAUSIBLE = [
    "Ada Sampleson", "ada sampleson", "SAMPLESON, ADA", "Ms. Sampleson", "Ada", "Ada at the desk", "Sampelson",
    "Samplesen", "Áda", "Sample-son", "somebody called Adah",
]  # fmt: skip


@pytest.mark.parametrize("typed", PLAUSIBLE)
def test_every_plausible_name_keeps_it_from_its_bearer(lead, ada, other, typed):
    by_visitor(lead, person_name=typed)
    assert seen(ada) == []
    assert only(other).kept_from == [ada.user_id]


@pytest.mark.parametrize("typed", ["", "the tall man at the front desk", "Sandra Bellweather", "a", "?"])
def test_a_name_like_nobodys_keeps_it_from_nobody(lead, ada, other, typed):
    by_visitor(lead, person_name=typed)
    assert len(seen(ada)) == len(seen(other)) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Michael Stone", "Mike"), ("Elizabeth Okafor", "Liz"), ("María José Núñez", "Maria Jose"), ("Will Guy", "Guy"),
     ("Sean O’Brien", "obrien"), ("Anna De La Cruz", "delacruz")],
)  # fmt: skip
def test_short_names_accents_and_names_that_are_words(lead, other, name, typed):
    meant = called(name, Role.SSF_ADMIN, lead)
    by_visitor(lead, person_name=typed)
    assert seen(meant) == []
    assert len(seen(other)) == 1


@pytest.mark.parametrize(
    "words", ["Ada Sampleson sent me away.", "It was Sampleson, Ada!", "I wrote to {email} and nobody answered."]
)
def test_a_whole_name_or_address_in_the_text_counts_too(lead, ada, other, words):
    by_visitor(lead, what_happened=words.format(email=email_of(ada)))
    assert seen(ada) == []
    assert len(seen(other)) == 1


def test_a_first_name_in_the_text_does_not_count(lead, ada):
    by_visitor(lead, what_happened="My friend Ada waited with me.")
    assert len(seen(ada)) == 1


def test_the_wall_alone_keeps_it_from_them(lead, ada, other):
    by_visitor(lead, person_name="Sampleson")
    hidden, key = only(other).pk, only(other).public_id
    with acting(other):
        grievances.add_note(by=other, grievance_id=key, text="Called.")
    with acting(ada):
        assert Grievance.objects.count() == GrievanceStep.objects.count() == 0
        assert Grievance.objects.filter(public_id=key).update(owner_id=ada.user_id) == 0
        row = {"continuum": lead.continuum, "grievance_id": hidden, "verb": "noted", "text": "x", "by_id": ada.user_id}
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            GrievanceStep.objects.create(**row)


def test_the_code_alone_keeps_it_from_them(lead, ada, other, monkeypatch):
    by_visitor(lead, person_name="Sampleson")
    found = only(other)
    assert not policies.can_handle_grievance(ada, found)
    assert not policies.can_answer_grievance(ada, found)
    with acting(other):  # the database lets this one through
        assert list(Grievance.objects.visible_to(ada)) == []
        assert list(GrievanceStep.objects.visible_to(ada)) == []


def test_whoever_it_may_be_about_does_nothing_with_it(lead, ada, other):
    by_visitor(lead, person_name="Sampleson")
    key = only(other).public_id
    acts = [
        lambda: grievances.add_note(by=ada, grievance_id=key, text="x"),
        lambda: grievances.give_owner(by=ada, grievance_id=key, owner_id=ada.user_id),
        lambda: grievances.name_person(by=ada, grievance_id=key, email=""),
        lambda: grievances.answer(by=ada, grievance_id=key, outcome="upheld", text="x"),
    ]
    for act in acts:
        with acting(ada), pytest.raises(Missing):
            act()
    with acting(other):
        with pytest.raises(Invalid, match="person complained of"):
            grievances.give_owner(by=other, grievance_id=key, owner_id=ada.user_id)
        assert [name for _id, name in grievances.owners_to_choose(other, only_row(other))] == ["Quentin Zebrowski"]
        with pytest.raises(IntegrityError, match="grievance_owner_is_not_meant"), transaction.atomic():
            Grievance.objects.update(owner_id=ada.user_id)


def only_row(actor) -> Grievance:
    return Grievance.objects.visible_to(actor).get()


def test_nobody_clears_the_list_by_hand(lead, ada, other):
    by_visitor(lead, person_name="Sampleson")
    with acting(other), pytest.raises(ProgrammingError, match="keeps its value"), transaction.atomic():
        Grievance.objects.update(kept_from=[])


def test_the_database_finds_them_whoever_writes_the_row(lead, ada, other):
    assessor = staff(Role.ASSESSOR, lead)
    with acting(assessor):
        row = {"kept_from": [], "person_name": "Sampleson", "kind": "staff", "what_happened": "x"}
        days = {"received_on": "2026-01-05", "due_on": "2026-01-20"}
        Grievance.objects.create(
            continuum=lead.continuum, receipt="G-AAAA-AAAA", filed_by_id=assessor.user_id, **row, **days
        )
    assert seen(ada) == []


def test_settled_to_a_person_it_opens_to_the_others_of_that_name(lead, ada, other):
    namesake = called("Ada Newcombe", Role.SSF_ADMIN, lead)
    by_visitor(lead, person_name="Ada")
    key = only(other).public_id
    with acting(other):
        grievances.name_person(by=other, grievance_id=key, email=email_of(namesake))
    assert seen(namesake) == []
    found = only(ada)
    assert (found.about_user_id, found.about_settled_by_id) == (namesake.user_id, other.user_id)
    assert found.about_settled_at is not None


def test_settled_to_nobody_it_opens_to_all(lead, ada, other):
    by_visitor(lead, person_name="Ada, a client")
    with acting(other):
        grievances.name_person(by=other, grievance_id=only_row(other).public_id, email="")
    found = only(ada)
    assert (found.about_user_id, found.about_settled_by_id, found.is_settled) == (None, other.user_id, True)
    with acting(ada):
        step = GrievanceStep.objects.visible_to(ada).get()
        assert (step.verb, step.text, step.by_id) == ("named", "Nobody", other.user_id)


def test_an_auditor_of_that_name_reads_nothing(lead, other):
    auditor = called("Grace Lindqvist", Role.AUDITOR, lead)
    by_visitor(lead, person_name="Lindquist")
    assert seen(auditor) == []


def test_whoever_joins_or_is_called_otherwise_later_is_kept_out_too(lead, ada, other):
    by_visitor(lead, person_name="Hollingsworth")
    key = only(ada).public_id
    with acting(other):
        grievances.give_owner(by=other, grievance_id=key, owner_id=ada.user_id)
    joined = called("Bea Hollingsworth", Role.SSF_ADMIN, lead)
    assert seen(joined) == []
    User.objects.filter(pk=ada.user_id).update(name="Ada Hollingsworth")
    assert seen(ada) == []
    assert only(other).owner_id is None
    User.objects.filter(pk=ada.user_id).update(name="Ada Else")
    assert seen(ada) == []


def test_they_are_not_told_and_nothing_counts_it_for_them(lead, ada, other):
    by_visitor(lead, person_name="Sampleson")
    assert told(ada) == []
    assert told(other) == ["A grievance was filed. It needs an owner."]
    browser = signed_in(ada)
    receipt = only(other).receipt
    for url in (reverse("grievances:inbox"), reverse("grievances:inbox") + "?answered", reverse("today")):
        assert receipt not in browser.get(url).content.decode()
    assert "No grievance waits" in browser.get(reverse("grievances:inbox")).content.decode()
    for name in ("show", "owner", "person", "answer"):
        assert browser.get(reverse(f"grievances:{name}", args=[only(other).public_id])).status_code == 404


def test_a_desk_of_one_name_leads_to_the_sysadmins(lead, ada):
    runs = called("Rex Administratus", Role.SYSADMIN, lead)
    by_visitor(lead, person_name="Ada Sampleson")
    assert told(ada) == []
    assert told(runs) == [
        "A grievance may be about everybody who could answer it. Give the role SSF admin to somebody else."
    ]
    helper = called("Iris Vandermeer", Role.SSF_ADMIN, lead)
    with acting(helper):
        grievances.name_person(by=helper, grievance_id=only_row(helper).public_id, email=email_of(ada))
    assert seen(ada) == []


def test_sysadmins_whom_it_may_be_about_are_told_last(lead, ada):
    one, two = called("Ada Root", Role.SYSADMIN, lead), called("Rex Administratus", Role.SYSADMIN, lead)
    by_visitor(lead, person_name="Ada")
    assert (len(told(one)), len(told(two))) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_sysadmins_are_reminded_where_nobody_could_answer(lead, ada, as_worker):
    runs = called("Rex Administratus", Role.SYSADMIN, lead)
    with clock.freeze(FRIDAY):
        by_visitor(lead, person_name="Ada")
    with clock.freeze(datetime(2025, 9, 8, 19, tzinfo=UTC)), as_worker():
        grievances.sweep()
        grievances.sweep()
    assert (len(told(runs)), told(ada)) == (2, [])


def test_a_name_alone_gives_no_right(lead, ada):
    """Somebody who may not handle grievances settles none, whatever they are called."""
    by_visitor(lead, person_name="Nobody")
    with acting(staff(Role.ASSESSOR, lead)) as assessor, pytest.raises(Missing):
        grievances.name_person(by=assessor, grievance_id=only(ada).public_id, email="")
    with acting(staff(Role.AUDITOR, lead)) as auditor, pytest.raises(Forbidden):
        grievances.name_person(by=auditor, grievance_id=only(ada).public_id, email="")


def test_many_words_and_odd_ones_are_read(lead, ada):
    for words in ("%s'\\\"; DROP", "Ada " * 30, "🙂", "Ада", "a" * 120):
        with acting(ada):
            assert set(staff_meant(words, words)) <= {ada.user_id}


class TestPage:
    def test_the_page_says_whom_it_is_kept_from_and_asks_who_is_meant(self, lead, ada, other):
        by_visitor(lead, person_name="Sampleson")
        key = only(other).public_id
        browser = signed_in(other)
        shown = browser.get(reverse("grievances:show", args=[key])).content.decode()
        assert "Say who is meant" in shown
        assert "Ada Sampleson" in shown
        url = reverse("grievances:person", args=[key])
        assert "Ada Sampleson" in browser.get(url).content.decode()
        assert browser.post(url, {"email": ""}).status_code == 422
        assert browser.post(url, {"who": "other", "email": ""}).status_code == 422
        assert browser.post(url, {"who": "other", "email": "nobody@example.org"}).status_code == 422
        assert browser.post(url, {"who": "other", "email": email_of(other)}).status_code == 422
        assert browser.post(url, {"who": "stranger@example.org"}).status_code == 422
        assert browser.post(url, {"who": email_of(ada)}).status_code == 302
        shown = browser.get(reverse("grievances:show", args=[key])).content.decode()
        assert "Settled by Quentin Zebrowski" in shown
        assert only(other).about_user_id == ada.user_id

    def test_it_can_be_about_nobody(self, lead, ada, other):
        by_visitor(lead, person_name="Sampleson")
        key = only(other).public_id
        signed_in(other).post(reverse("grievances:person", args=[key]), {"who": "nobody"})
        assert only(ada).is_settled

    def test_the_form_promises_what_is_kept(self, lead):
        page = signed_in(staff(Role.ASSESSOR, lead)).get(reverse("grievances:file")).content.decode()
        assert "Nobody with a name like it can read or answer your grievance until" in page
        assert WORDS["kind"] in page
