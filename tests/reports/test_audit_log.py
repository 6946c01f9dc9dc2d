"""The audit log: what it holds, who reads it, how it is narrowed, what it never tells (policy §10, security.md §6)."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership, User
from cas_portal.audit import log, record
from cas_portal.time import clock
from clients import trail_words
from clients.models import Identity
from clients.presenters import client_code
from clients.services import grievances
from reports.audit_log import ACTS, Group, Wanted, clients_coded, lines, people_called
from reports.models import Export
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = "/reports/audit-log/"


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Home")


@pytest.fixture
def sysadmin(agency):
    return staff(Role.SYSADMIN, agency)


@pytest.fixture
def auditor(agency):
    return staff(Role.AUDITOR, agency)


@pytest.fixture
def assessor(agency):
    return staff(Role.ASSESSOR, agency)


@pytest.fixture
def person(agency):
    made = ClientFactory(agency=agency)
    IdentityFactory(client=made, first_name="Zebedee", last_name="Quillfeather")
    return made


def shown(actor, **asked) -> str:
    answer = signed_in(actor).get(PAGE, asked)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def listed(actor, **wanted) -> list[log.Entry]:
    with acting(actor):
        return log.entries(Wanted(**wanted).asked("America/Los_Angeles")).rows


def done(actor, kind="read", **more) -> None:
    with acting(actor):
        record.log_act(kind, **more)


@pytest.mark.parametrize("role", list(Role))
def test_page_and_database_answer_sysadmins_and_auditors_alone(role, agency):
    actor = staff(role, agency)
    done(actor, purpose="client_page")
    reads = role in {Role.SYSADMIN, Role.AUDITOR}
    assert (shown(actor) == "403") is not reads
    assert bool(listed(actor)) is reads
    assert b"Audit log" in signed_in(actor).get("/").content or not reads


def test_a_role_that_ended_reads_nothing(sysadmin):
    done(sysadmin)
    Membership.objects.filter(user_id=sysadmin.user_id).update(ends_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert listed(sysadmin) == []


def test_another_community_is_not_told_of(sysadmin):
    stranger = staff(Role.SYSADMIN, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    done(stranger, purpose="client_page")
    assert stranger.user_id not in {row.user_id for row in listed(sysadmin)}
    assert [row.what for row in listed(stranger) if row.user_id == stranger.user_id] == ["read"]


def test_sysadmins_read_names_and_auditors_codes_and_nobody_values(sysadmin, auditor, assessor, person):
    with acting(assessor):
        Identity.objects.filter(client=person).update(alias="Zorbulon")
    named, masked = shown(sysadmin), shown(auditor)
    assert "Zebedee Quillfeather" in named
    assert "Changed: Name and identity" in named
    assert f"Client {client_code(person)}" in masked
    assert "Zebedee" not in masked
    assert "Zorbulon" not in named + masked


def test_nothing_tells_of_a_survivor(sysadmin, agency, person):
    haven = AgencyFactory(name="Haven", continuum=agency.continuum, is_vsp=True)
    survivor = ClientFactory(agency=haven, anonymous=True)
    vsp = staff(Role.VSP_ASSESSOR, haven)
    done(vsp, client_ids=[survivor.pk], purpose="client_page")
    assert [row for row in listed(sysadmin) if row.user_id == vsp.user_id] == []
    done(vsp, client_ids=[survivor.pk, person.pk], purpose="search")
    done(vsp, "exported", client_ids=[survivor.pk], purpose="caseload", rows=1)
    found = {row.what: row for row in listed(sysadmin) if row.user_id == vsp.user_id}
    assert (found["read"].named, found["read"].told) == ([person.pk], 1)
    assert (found["exported"].named, found["exported"].told) == ([], 0)
    text = shown(sysadmin)
    assert survivor.survivor_code not in text
    assert str(survivor.public_id) not in text
    with acting(sysadmin):
        assert clients_coded(sysadmin, survivor.survivor_code) == ()
        assert clients_coded(sysadmin, str(survivor.public_id)) == ()
    changed = [row for row in listed(sysadmin, kind=Group.CHANGE) if row.purpose == "clients_client"]
    assert {row.row_id for row in changed} == {person.pk}


def test_grievances_are_left_to_their_own_log(auditor, agency):
    with acting(staff(Role.ASSESSOR, agency)) as by:
        grievances.file_grievance(by=by, kind="staff", what_happened="x")
    assert {row.purpose for row in listed(auditor)} & set(log.BESIDES) == set()


ACTS_OF_ALL_KINDS = [(group, kind) for group, kinds in ACTS.items() for kind in kinds]


@pytest.mark.parametrize(("group", "kind"), ACTS_OF_ALL_KINDS)
def test_each_kind_is_found_in_its_group_alone(group, kind, sysadmin):
    done(sysadmin, kind)
    for other in Group:
        assert (kind in {row.what for row in listed(sysadmin, kind=other)}) is (other is group)


def test_changes_of_accounts_are_a_group_of_their_own(sysadmin, agency, person):
    with acting(sysadmin):
        Membership.objects.filter(user_id=sysadmin.user_id).update(scas_desk=False)
        User.objects.filter(pk=sysadmin.user_id).update(phone="916 555 0100")
        Identity.objects.filter(client=person).update(alias="x")
    tables = {group: {row.purpose for row in listed(sysadmin, kind=group) if row.is_change} for group in Group}
    assert "accounts_user" in tables[Group.ACCOUNT]
    assert "clients_identity" in tables[Group.CHANGE]
    assert not tables[Group.CHANGE] & {"accounts_user", "accounts_membership"}
    assert tables[Group.SIGN_IN] == tables[Group.READ] == tables[Group.DENIED] == set()


def test_refusals_say_which_page(sysadmin, assessor):
    assert signed_in(assessor).get(PAGE).status_code == 403
    assert "Refused: GET /reports/audit-log/" in shown(sysadmin, kind=Group.DENIED)


@pytest.mark.django_db(transaction=True)
def test_sign_ins_that_fail_show_where_the_account_is_known(sysadmin, assessor):
    who = User.objects.get(pk=assessor.user_id)
    for email in (who.email, "nobody@example.org"):
        Browser().post(reverse("account_login"), {"login": email, "password": "wrong words here"})
    assert {row.account for row in listed(sysadmin, kind=Group.SIGN_IN)} == {assessor.user_id, None}
    text = shown(sysadmin, kind=Group.SIGN_IN)
    assert f"Account: {who.name}" in text
    assert "Unknown account" in text
    assert "wrong words" not in text and "nobody@example.org" not in text
    assert len(listed(sysadmin, kind=Group.SIGN_IN, people=(assessor.user_id,))) == 1
    other = ContinuumFactory(code="CA-999")
    assert listed(staff(Role.SYSADMIN, AgencyFactory(continuum=other)), kind=Group.SIGN_IN) == []
    assert {row.account for row in listed(sysadmin, kind=Group.SIGN_IN)} == {assessor.user_id}


def test_filters_narrow_together(sysadmin, assessor, agency, person):
    other = ClientFactory(agency=agency)
    done(assessor, client_ids=[person.pk], purpose="client_page")
    done(assessor, client_ids=[other.pk], purpose="client_page")
    who = User.objects.get(pk=assessor.user_id)
    text = shown(sysadmin, person=who.name, kind="read", agency=agency.pk, code=client_code(person))
    assert text.count("Viewed on the client page") == 1
    assert "Records viewed" in text
    assert "Nothing fits these filters" in shown(sysadmin, person="Nobody Of This Name")
    assert "Nothing fits these filters" in shown(sysadmin, code="ZZZZZZZZ")
    assert "Nothing fits these filters" in shown(sysadmin, until_0="1", until_1="2", until_2="2020")


@pytest.mark.parametrize(
    "asked",
    [{"kind": "nonsense"}, {"agency": "x"}, {"cursor": "x"}, {"cursor": "\x00"}, {"since_0": "99"}, {"code": "%"},
     {"person": "x" * 200}, {"code": "--"}],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(asked, sysadmin):
    assert "Audit log" in shown(sysadmin, **asked)


def test_days_end_where_the_community_is(sysadmin):
    asked = Wanted(since="2026-01-05", until="2026-01-05").asked("America/Los_Angeles")
    assert (asked.since, asked.until) == (
        datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 6, 8, tzinfo=UTC)
    )  # fmt: skip


def test_pages_by_key_show_each_entry_once_newest_first(sysadmin, assessor, person, monkeypatch):
    for number in range(7):
        done(assessor, client_ids=[person.pk], purpose=f"p{number}")
        with acting(assessor):
            Identity.objects.filter(client=person).update(alias=f"a{number}")
    with acting(sysadmin):
        seen, cursor = [], ""
        while True:
            page = log.entries(log.Asked(), cursor, 3)
            seen += page.rows
            if not (cursor := page.next):
                break
        everything = log.entries(log.Asked(), "", 150).rows
    keys = [(row.place, row.id) for row in seen]
    assert keys == [(row.place, row.id) for row in everything]
    assert len(keys) == len(set(keys)) >= 14
    assert [row.at for row in seen] == sorted((row.at for row in seen), reverse=True)


def test_reading_it_is_written_down_with_who_was_named(sysadmin, assessor, person):
    done(assessor, client_ids=[person.pk], purpose="client_page")
    shown(sysadmin, kind="read")
    [entry] = [row for row in listed(sysadmin, kind="read") if row.purpose == "audit_log"]
    assert (entry.user_id, entry.named) == (sysadmin.user_id, [person.pk])
    assert "Viewed in the audit log" in shown(sysadmin)


def test_a_page_takes_as_many_statements_whatever_it_shows(sysadmin, assessor, agency, django_assert_max_num_queries):
    for _time in range(12):
        done(assessor, client_ids=[ClientFactory(agency=agency).pk], purpose="client_page")
    with acting(sysadmin):
        rows = log.entries(log.Asked()).rows
        with django_assert_max_num_queries(8):
            list(lines(sysadmin, rows))


def test_roles_say_whose_they_are(sysadmin, assessor):
    who = User.objects.get(pk=assessor.user_id)
    with acting(sysadmin):
        Membership.objects.filter(user_id=who.pk).update(ends_at=datetime(2030, 1, 1, tzinfo=UTC))
    text = shown(sysadmin, kind=Group.ACCOUNT)
    assert "Changed: Role" in text
    assert f"Account: {who.name}" in text
    with acting(sysadmin):
        assert people_called(sysadmin, who.email.upper()) == (who.pk,)


def test_hostile_detail_breaks_no_page(sysadmin):
    done(sysadmin, "signed_in", account="x'; DROP TABLE audit.act --", address={"a": 1})
    assert "Signed in" in shown(sysadmin, kind=Group.SIGN_IN)


def test_nobody_reads_it_past_the_function(sysadmin):
    with acting(sysadmin), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('app', 'audit.act', 'SELECT')")
        assert cursor.fetchone() == (False,)


class TestSpreadsheet:
    def press(self, actor, query=""):
        browser = signed_in(actor)
        key = re.search(r'name="request_key" value="([^"]+)"', browser.get(PAGE + query).content.decode()).group(1)
        return browser.post(reverse("reports:export_audit_log") + query, {"request_key": key})

    def test_it_is_asked_for_with_the_filters(self, sysadmin):
        assert self.press(sysadmin, "?kind=denied").status_code == 302
        with acting(sysadmin):
            made = Export.objects.visible_to(sysadmin).get()
        assert (made.kind, made.filters) == ("audit_log", {"kind": "denied"})

    def test_others_get_none(self, assessor):
        assert signed_in(assessor).post(reverse("reports:export_audit_log")).status_code == 403

    def test_a_damaged_form_makes_nothing(self, sysadmin):
        assert signed_in(sysadmin).post(reverse("reports:export_audit_log"), {"request_key": "x"}).status_code == 422


# What is logged under a purpose that is not written where it is logged.
ELSEWHERE = {"export.kind", "purpose", "name", "match.view_name if match else ''", "page.verb"}
CODE = ("assessments", "cas_portal", "clients", "documents", "queues", "referrals", "reports")


def logged() -> tuple[set[str], set[str]]:
    """Every purpose and every kind of act that is written in the code."""
    purposes, kinds = set(), set()
    for app in CODE:
        for path in (Path(settings.ROOT) / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    purposes |= {k.value.value for k in node.keywords if k.arg == "purpose" and _is_text(k.value)}
                    last = node.args[-1] if node.args else None
                    if called in {"visible_client", "_pair", "_gathered"} or (called, len(node.args)) == ("client", 2):
                        purposes |= {last.value} if _is_text(last) else set()
                    if called in {"log_act", "log_try"} and _is_text(node.args[0]):
                        kinds.add(node.args[0].value)
                    if called == "log_try" and _is_text(node.args[0]):
                        kinds.add(f"{node.args[0].value}_refused")
    return purposes, kinds


def _is_text(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_purpose_and_kind_has_words():
    purposes, kinds = logged()
    assert {one for one in purposes if one and not trail_words.place_words(one)} == set()
    assert kinds - set(trail_words.KINDS) == set()
    assert kinds - {kind for found in ACTS.values() for kind in found} == set()
    assert len(purposes) > 60


def test_every_table_with_a_log_of_changes_has_a_name():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_insert'")
        tables = {name for (name,) in cursor.fetchall()}
    assert tables == set(trail_words.TABLES)


def test_days_of_the_filter_are_days(sysadmin):
    with clock.freeze(datetime(2026, 1, 5, 20, tzinfo=UTC)):
        text = shown(sysadmin, since_0="1", since_1="5", since_2="2026")
    assert "From Jan 5, 2026" in text
