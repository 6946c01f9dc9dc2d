"""What the database itself lets the sign-in roles do, held against a list that people decided."""

import re

import pytest
from django.db import connection, models

from cas_portal.access.rls import Wall
from tests.architecture.world import NEVER_OF_A_SURVIVOR, our_models

pytestmark = pytest.mark.django_db

# Functions that run with their owner's rights. Each was reviewed; adding a line is a decision.
DEFINER = {
    "access_wall_fill", "access_wall_push", "accounts_roles_are_given", "app_holds", "app_holds_desk", "app_logs_here",
    "app_may_ask", "app_named_clients",
    "changes_of",
    "clients_access_refuses_survivors", "clients_common_first_names", "clients_decide_pairs",
    "clients_head_is_a_member", "clients_household_ages", "clients_household_people", "clients_keep_from_new_name",
    "clients_keep_from_who_is_meant", "clients_led_to", "clients_merge", "clients_pair_answer", "clients_pair_verdict",
    "clients_release_opens", "clients_search", "clients_staff_meant",
    "clients_suspected_pairs", "clients_unmerge", "entries", "last_change", "log_act", "log_rows", "log_try",
    "opened_more", "opened_since",
    "referrals_follow_household", "referrals_sync_access", "views_of",
}  # fmt: skip
# Temporary tables last: unnamed, they would come before all others, and the worker may make some.
PINNED = re.compile(r"search_path=pg_catalog(, (public|audit))*, pg_temp")
# Triggers of the lists run with their owner's rights to note which client changed.
NOTES_CHANGES = "queues_"
SUBMITTED = {
    "assessments_assessment": {"superseded_by_id", "void_code", "void_reason", "voided_at", "voided_by_id"},
    "assessments_currentlivingsituation": {"void_reason", "voided_at", "voided_by_id"},
    "assessments_ceevent": {
        "void_reason", "voided_at", "voided_by_id", "result", "result_date", "rehoused", "aftercare",
    },
    "assessments_followup": {"state", "problem", "tries", "done_at", "done_by_id"},
    "assessments_registercheck": set(),
    "assessments_instrumentversion": {"status", "published_at", "published_by_id", "retired_at"},
    "clients_release": {"revoked_at", "revoked_by_id"},
    "clients_contact": set(),
    "clients_releasepaper": set(),
    "clients_grievancestep": set(),
    "referrals_transition": set(),
    "clients_contactmethod": {"preferred", "ended_at", "ended_by_id"},
    "clients_place": {"withdrawn_at", "withdrawn_by_id"},
    "clients_note": {"withdrawn_at", "withdrawn_by_id", "withdraw_reason"},
    "clients_service": {"withdrawn_at", "withdrawn_by_id", "withdraw_reason"},
    "clients_handoff": {"received_at", "received_by_id"},
    "assessments_planversion": set(),
    "assessments_correctionrequest": {"resolved_at", "resolved_by_id", "outcome", "answer"},
}  # fmt: skip
MAY_DELETE = {
    "account_emailaddress", "account_emailconfirmation", "accounts_holiday", "assessments_draft", "django_cache",
    "django_session", "guardian_userobjectpermission", "queues_dirtyclient", "queues_standing", "queues_sweeprun",
    "queues_housinglistsnapshot", "accounts_passwordrequest", "mfa_authenticator", "usersessions_usersession",
    "clients_suspectedpair", "assessments_chronicfinding", "assessments_call",
}  # fmt: skip


def rows(statement: str, values: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def ours() -> list[tuple]:
    """Functions of the portal, not of extensions: name, definer, settings, who may call, volatility, source."""
    return rows("""
        SELECT p.proname, p.prosecdef, coalesce(p.proconfig, '{}'),
               has_function_privilege('backup', p.oid, 'EXECUTE'), p.provolatile::text, p.prosrc
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('public', 'audit')
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    """)


def test_functions_with_their_owners_rights_are_the_reviewed_ones():
    found = {name for name, definer, *_rest in ours() if definer and not name.startswith(NOTES_CHANGES)}
    assert found == DEFINER


def test_functions_with_their_owners_rights_are_pinned_and_closed():
    loose = [
        name
        for name, definer, settings, anybody, _volatility, _source in ours()
        if definer and (anybody or not any(PINNED.fullmatch(text) for text in settings))
    ]
    assert loose == []


def test_policies_ask_stable_functions_only():
    volatile = {name for name, _definer, _settings, _anybody, volatility, _source in ours() if volatility == "v"}
    text = " ".join(
        f"{using} {check}"
        for using, check in rows(
            "SELECT pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
        )
    )
    assert "app_continuum" in text
    assert [name for name in volatile if f"{name}(" in text] == []


@pytest.mark.parametrize("table", SUBMITTED)
@pytest.mark.parametrize("role", ["app", "web", "worker"])
def test_what_was_submitted_changes_in_named_columns_only(table, role):
    found = rows(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')",
        [table, role],
    )
    assert {name for (name,) in found} == (SUBMITTED[table] if role == "app" else set())


@pytest.mark.parametrize("role", ["app", "web", "worker"])
def test_deleting_is_granted_where_nothing_is_lost(role):
    found = rows(
        "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND (has_table_privilege(%s, c.oid, 'DELETE') OR has_table_privilege(%s, c.oid, 'TRUNCATE'))",
        [role, role],
    )
    assert {name for (name,) in found if not name.startswith("outbox_")} <= MAY_DELETE


@pytest.mark.parametrize("role", ["app", "web", "worker"])
def test_audit_log_is_out_of_reach(role):
    held = rows(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'audit'::regnamespace AND c.relkind = 'r'"
        " AND has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
        [role],
    )
    assert held == []


def test_views_ask_as_whoever_looks():
    loose = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
        " AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e')"
    )
    assert loose == []


def test_standing_holds_no_code_and_no_name():
    found = rows("SELECT attname::text FROM pg_attribute WHERE attrelid = 'queues_standing'::regclass AND attnum > 0")
    words = ("name", "code", "birth", "ssn", "phone", "email", "public_id", "alias")
    assert [name for (name,) in found if any(word in name for word in words)] == []


def test_temporary_tables_shadow_nothing_for_requests():
    assert rows("SELECT has_database_privilege('web', current_database(), 'TEMPORARY')") == [(False,)]


# Not typed by anybody, or chosen from a list (as is what ends on _code): versions, what was worked out, where an
# answer came from.
NOT_TYPED = {
    "exit_reason", "hud_id", "hud_user_id", "coc_code", "instrument", "version", "instrument_version", "job", "verb",
    "from_state", "household_type", "household_facts", "score_lines", "saves", "suggestions", "provenance", "visited",
    "moved", "settled", "kind", "problem", "applied", "profile_facts",
}  # fmt: skip
# Held empty for survivors by a constraint, or whose service refuses survivors: no release, no location, no merge.
EMPTY_OF_A_SURVIVOR = {
    "clients_release": {"witness", "signature"},
    "clients_merge": {"reason"},
    "assessments_currentlivingsituation": {"location", "details", "no_location_reason"},
}
CODES = {("referrals_referral", "reason"), ("referrals_transition", "reason")}


def test_every_text_about_a_survivor_is_read_by_the_database():
    arguments = rows(
        "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger WHERE tgname = 'wall_nameless'"
    )
    read = {(table, column) for table, text in arguments for column in text.split("\\000") if column}
    typed = {
        (model._meta.db_table, field.name)
        for model in our_models(Wall.CLIENT_ROW)
        if model.__name__ not in NEVER_OF_A_SURVIVOR
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.name.endswith("_code")
        and field.name not in NOT_TYPED | EMPTY_OF_A_SURVIVOR.get(model._meta.db_table, set())
    }
    assert typed - CODES == read
