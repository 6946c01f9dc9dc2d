"""Walls of what is known about duplicates, and the two functions that hang rows on another record and back."""

from pathlib import Path

from django.db import migrations

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Statements, Wall

SQL = Path(__file__).resolve().parents[1] / "sql"
CALLED = {
    "clients_suspected_pairs(bigint, integer)": "app",
    "clients_decide_pairs(bigint, bigint[], text)": "app",
    "clients_pair_answer(bigint, bigint)": "app",
    "clients_merge(bigint, bigint)": "app",
    "clients_unmerge(bigint)": "app",
    "clients_tables_about()": "",
}


def _closed() -> list[str]:
    closed = [f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC" for name in CALLED]
    return closed + [f"GRANT EXECUTE ON FUNCTION {name} TO {role}" for name, role in CALLED.items() if role]


class Migration(migrations.Migration):
    """Nobody but the functions makes one client lead to another."""

    dependencies = [("clients", "0014_duplicates"), ("access", "0004_roles_in_walls")]
    operations = [
        ProtectTable("clients_suspectedpair", Wall.JOB, grants="SELECT, INSERT, UPDATE, DELETE"),
        ProtectTable("clients_pairdecision", Wall.JOB, grants="SELECT"),
        ProtectTable("clients_merge", Wall.CLIENT_ROW, grants="SELECT, INSERT, UPDATE (undone_at, undone_by_id)"),
        AuditTable("clients_pairdecision", client_column="low_id"),
        AuditTable("clients_merge", hidden=("ssn_sealed_before", "ssn_index_before")),
        HoldPlace("clients_merge", "continuum_id", "agency_id", "client_id", "merged_id", "created_by_id"),
        *[
            migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)
            for name in ("duplicates.sql", "merge.sql", "search.sql")
        ],
        Statements(_closed()),
        Statements(
            [
                # People only: a merge, which runs as the owner, moves households before their members.
                "DROP TRIGGER head_is_a_member ON clients_household",
                "CREATE TRIGGER head_is_a_member BEFORE UPDATE OF client_id ON clients_household FOR EACH ROW"
                " WHEN (CURRENT_USER = 'app') EXECUTE FUNCTION clients_head_is_a_member()",
                "CREATE TRIGGER hold_merged BEFORE UPDATE OF merged_into_id ON clients_client FOR EACH ROW"
                " EXECUTE FUNCTION access_hold_place('merged_into_id')"
            ]
        ),
    ]
