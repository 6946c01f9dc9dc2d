"""Grievances: anybody files, an owner who is not complained of answers within ten business days (policy §15)."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Holiday, Setting, User
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.models import Grievance, GrievanceStep
from clients.services import grievances
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FRIDAY = datetime(2025, 8, 22, 19, tzinfo=UTC)
WORDS = {"kind": "shelter", "what_happened": "The door was closed at nine."}


@pytest.fixture
def lead(db):
    return AgencyFactory(name="Lead", is_lead=True)


@pytest.fixture
def ssf(lead):
    return staff(Role.SSF_ADMIN, lead)


@pytest.fixture
def other_ssf(lead, ssf):
    return staff(Role.SSF_ADMIN, lead)


def filed(by, **more) -> str:
    with transaction.atomic():
        return grievances.file_grievance(by=by, **{**WORDS, **more})


def by_visitor(lead, **more) -> str:
    return filed(grievances.visitor(lead.continuum_id), **more)


def seen(actor):
    with acting(actor):
        return list(Grievance.objects.visible_to(actor))


def only(actor) -> Grievance:
    (found,) = seen(actor)
    return found


def email_of(actor) -> str:
    return User.objects.get(pk=actor.user_id).email


def told(actor) -> list[str]:
    """What the notices say after the number of the grievance."""
    with acting(actor):
        texts = Notification.objects.visible_to(actor).order_by("pk").values_list("text", flat=True)
        return [text.removeprefix(f"{text[:11]}: ") for text in texts]


def test_an_unsigned_grievance_is_due_in_ten_business_days_without_holidays(lead, ssf):
    Holiday.objects.create(continuum=lead.continuum, day=date(2025, 9, 1), name="Labor Day")
    with clock.freeze(FRIDAY):
        receipt = by_visitor(lead)
    found = only(ssf)
    assert (found.receipt, found.received_on, found.due_on) == (receipt, date(2025, 8, 22), date(2025, 9, 8))
    assert found.filed_by_id is None
    assert told(ssf) == ["A grievance was filed. It needs an owner."]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SYSADMIN, Role.AUDITOR}])
def test_every_role_that_may_files_and_sees_its_own(lead, role):
    actor = staff(role, AgencyFactory(continuum=lead.continuum))
    with acting(actor):
        receipt = grievances.file_grievance(by=actor, **WORDS)
    assert [row.receipt for row in seen(actor)] == [receipt]


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_who_runs_or_reads_the_system_files_none(lead, role):
    actor = staff(role, lead)
    with acting(actor), pytest.raises(Forbidden):
        grievances.file_grievance(by=actor, **WORDS)


def test_only_ssf_and_auditors_read_what_others_filed(lead, ssf):
    by_visitor(lead)
    readers = {role for role in Role if seen(staff(role, lead))}
    assert readers == {Role.SSF_ADMIN, Role.AUDITOR}
    assert seen(staff(Role.SSF_ADMIN, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))) == []


def test_the_wall_alone_hides_them_too(lead, ssf):
    by_visitor(lead)
    for actor, count in ((ssf, 1), (staff(Role.ASSESSOR, lead), 0), (staff(Role.SYSADMIN, lead), 0)):
        with acting(actor):
            assert Grievance.objects.count() == count
    visitor = grievances.visitor(lead.continuum_id)
    with transaction.atomic(), bind(visitor):
        assert Grievance.objects.count() == 0


def test_who_is_complained_of_neither_sees_nor_owns_it(lead, ssf, other_ssf):
    by_visitor(lead)
    found = only(ssf)
    with acting(other_ssf):
        grievances.give_owner(by=other_ssf, grievance_id=found.public_id, owner_id=ssf.user_id)
        grievances.name_person(by=other_ssf, grievance_id=found.public_id, email=email_of(ssf))
    assert only(other_ssf).owner_id is None
    assert seen(ssf) == []
    with acting(ssf):
        assert Grievance.objects.count() == 0
        assert GrievanceStep.objects.count() == 0
        with pytest.raises(Missing):
            grievances.add_note(by=ssf, grievance_id=found.public_id, text="Mine")
    with acting(other_ssf), pytest.raises(Invalid, match="person complained of"):
        grievances.give_owner(by=other_ssf, grievance_id=found.public_id, owner_id=ssf.user_id)
    with acting(other_ssf), pytest.raises(IntegrityError), transaction.atomic():
        Grievance.objects.filter(pk=found.pk).update(owner_id=ssf.user_id)


def test_only_the_owner_answers_and_once(lead, ssf, other_ssf):
    assessor = staff(Role.ASSESSOR, lead)
    with acting(assessor):
        grievances.file_grievance(by=assessor, **WORDS)
    key = only(ssf).public_id
    with acting(ssf), pytest.raises(Forbidden, match="owner"):
        grievances.answer(by=ssf, grievance_id=key, outcome="upheld", text="The shelter stays open later.")
    with acting(ssf):
        grievances.give_owner(by=ssf, grievance_id=key, owner_id=ssf.user_id)
        grievances.add_note(by=ssf, grievance_id=key, text="Talked with the shelter.")
        grievances.answer(by=ssf, grievance_id=key, outcome="upheld", text="The shelter stays open later.")
    with acting(ssf), pytest.raises(Conflict):
        grievances.answer(by=ssf, grievance_id=key, outcome="partly", text="Again")
    assert told(assessor) == ["The grievance you filed was answered."]
    assert only(assessor).answer == "The shelter stays open later."
    with acting(assessor):
        assert list(GrievanceStep.objects.visible_to(assessor)) == []


def test_an_auditor_reads_and_changes_nothing(lead, ssf):
    by_visitor(lead)
    auditor = staff(Role.AUDITOR, lead)
    with acting(auditor), pytest.raises(Forbidden):
        grievances.add_note(by=auditor, grievance_id=only(auditor).public_id, text="x")


def test_what_was_filed_is_never_changed(lead, ssf):
    by_visitor(lead)
    for column in ("what_happened", "receipt", "due_on"):
        with acting(ssf), pytest.raises(ProgrammingError, match="keeps its value"), transaction.atomic():
            Grievance.objects.update(**{column: date(2030, 1, 1) if column == "due_on" else "changed"})


@pytest.mark.django_db(transaction=True)
def test_words_of_people_stay_out_of_the_log_of_changes(lead, ssf, audit_log):
    receipt = by_visitor(lead, name="Pat Invented", contact="555-0100", what_happened="Canary7731 happened")
    logged = str(audit_log("SELECT before, after FROM audit.change WHERE table_name = 'clients_grievance'"))
    assert receipt in logged
    assert not any(words in logged for words in ("Canary7731", "Pat Invented", "555-0100"))


def test_a_victim_service_provider_names_nobody(lead):
    actor = staff(Role.VSP_ASSESSOR, AgencyFactory(continuum=lead.continuum, is_vsp=True))
    with acting(actor), pytest.raises(Invalid):
        grievances.file_grievance(by=actor, name="Pat", **WORDS)
    page = signed_in(actor).get(reverse("grievances:file"))
    assert b'name="contact"' not in page.content


def test_filing_touches_no_list(lead, ssf):
    by_visitor(lead)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'clients_grievance'::regclass AND tgname LIKE 'queues_%'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_owners_are_reminded_and_ssf_is_told_when_it_is_overdue(lead, ssf, other_ssf, as_worker):
    with clock.freeze(FRIDAY):
        by_visitor(lead)
        with acting(ssf):
            grievances.give_owner(by=ssf, grievance_id=only(ssf).public_id, owner_id=ssf.user_id)
    for day in (3, 4, 8):  # due on September 5
        with clock.freeze(datetime(2025, 9, day, 19, tzinfo=UTC)), as_worker():
            grievances.sweep()
            grievances.sweep()
    assert told(ssf)[1:] == ["The answer to a grievance is due in two business days.", OVERDUE]
    assert told(other_ssf)[1:] == [OVERDUE]


OVERDUE = "The answer to a grievance is overdue."


class TestPages:
    @pytest.mark.parametrize("signed", [False, True])
    def test_sent_twice_by_going_back_it_is_one_with_one_receipt(self, lead, ssf, signed):
        url, browser = reverse("grievances:file"), signed_in(staff(Role.ASSESSOR, lead)) if signed else Browser()
        pages = []
        for _click in range(2):  # a browser may load the form anew when one goes back
            typed = WORDS | {"once": str(browser.get(url).context["form"]["once"].value())}
            pages += [browser.post(url, typed, follow=True) for _again in range(2)]
        assert len({page.context["receipt"] for page in pages}) == 1
        assert only(ssf).receipt == pages[0].context["receipt"]
        assert told(ssf) == ["A grievance was filed. It needs an owner."]
        other = browser.post(url, typed | {"what_happened": "Another thing."}, follow=True)
        assert other.context["receipt"] != pages[0].context["receipt"] and len(seen(ssf)) == 2

    def test_the_days_said_are_those_of_the_community(self, lead):
        """A visitor who has not said where reads the longest time of all communities."""
        today = clock.today()
        far = ContinuumFactory(code="CA-999")
        for where, days in ((lead.continuum, 1), (far, 4)):
            with seeding(where):
                Setting.objects.create(continuum=where, key="grievance_answer_bd", value=days, valid_from=today)
        url, staffed = reverse("grievances:file"), signed_in(staff(Role.ASSESSOR, lead))
        assert b"within 1 business day if" in staffed.get(url).content
        for page in (url, "/accessibility/"):
            assert b"within 4 business days if" in Browser().get(page).content
        sent = Browser().post(url, WORDS | {"community": lead.continuum_id}, follow=True)
        assert b"within 1 business day, if" in sent.content

    def test_a_visitor_files_and_gets_a_receipt(self, lead, ssf):
        browser = Browser()
        answer = browser.post(reverse("grievances:file"), WORDS)
        page = browser.get(answer.url)
        assert only(ssf).receipt.encode() in page.content

    def test_an_empty_form_keeps_what_was_typed(self, lead):
        answer = Browser().post(reverse("grievances:file"), {"what_happened": "Canary words"})
        assert answer.status_code == 422
        assert b"Canary words" in answer.content

    def test_a_visitor_files_five_an_hour(self, lead, ssf):
        cache.clear()
        answers = [Browser().post(reverse("grievances:file"), WORDS).status_code for _time in range(6)]
        assert answers == [302] * 5 + [429]

    def test_the_inbox_is_for_ssf_and_auditors(self, lead, ssf):
        by_visitor(lead)
        url = reverse("grievances:inbox")
        assert only(ssf).receipt.encode() in signed_in(ssf).get(url).content
        assert signed_in(staff(Role.AUDITOR, lead)).get(url).status_code == 200
        assert signed_in(staff(Role.ASSESSOR, lead)).get(url).status_code == 403

    def test_from_owner_to_answer(self, lead, ssf):
        by_visitor(lead)
        key = only(ssf).public_id
        browser = signed_in(ssf)
        assert browser.get(reverse("grievances:take", args=[key])).status_code == 405
        browser.post(reverse("grievances:take", args=[key]))
        browser.post(reverse("grievances:note", args=[key]), {"text": "Called."})
        empty = browser.post(reverse("grievances:answer", args=[key]), {"text": ""})
        assert empty.status_code == 422
        browser.post(reverse("grievances:answer", args=[key]), {"outcome": "partly", "text": "We changed the rule."})
        page = browser.get(reverse("grievances:show", args=[key])).content.decode()
        assert "Partly upheld" in page
        assert "Called." in page
        again = browser.post(reverse("grievances:answer", args=[key]), {"outcome": "upheld", "text": "x"})
        assert again.status_code == 409

    def test_who_is_complained_of_gets_the_answer_of_a_missing_page(self, lead, ssf, other_ssf):
        by_visitor(lead)
        key = only(ssf).public_id
        with acting(other_ssf):
            grievances.name_person(by=other_ssf, grievance_id=key, email=email_of(ssf))
        assert signed_in(ssf).get(reverse("grievances:show", args=[key])).status_code == 404
