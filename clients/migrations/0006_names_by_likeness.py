"""People are found however their name was typed: word by word, one mistake apart, as it sounds, by what it is short for."""

import json
from pathlib import Path

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

HERE = Path(__file__).resolve().parents[1]

TRIGGER = """
CREATE OR REPLACE FUNCTION clients_search_name() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.search_name := left(public.clients_plain(
        concat_ws(' ', NEW.first_name, NEW.middle_name, NEW.alias, NEW.last_name)), 260);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER search_name BEFORE INSERT OR UPDATE OF first_name, middle_name, alias, last_name, search_name
ON clients_identity FOR EACH ROW EXECUTE FUNCTION clients_search_name();
UPDATE clients_identity SET search_name = '' WHERE middle_name <> '';
"""

CLOSED = """
REVOKE EXECUTE ON FUNCTION clients_name_scores(bigint[], text[], text[]),
    clients_search_names(text, boolean, boolean, bigint[], bigint[]) FROM PUBLIC;
"""


def nicknames() -> str:
    """Return, as JSON, the groups each short name stands in."""
    groups: dict[str, list[str]] = {}
    for line in (HERE / "data" / "nicknames.txt").read_text(encoding="utf-8").splitlines():
        words = line.split() if not line.startswith("#") else []
        for word in dict.fromkeys(words):
            groups.setdefault(word, []).append(f"#{words[0]}")
    return json.dumps({word: " ".join(found) for word, found in sorted(groups.items())})


def statements(name: str) -> str:
    """Return the SQL of a file beside the migrations."""
    return (HERE / "sql" / name).read_text(encoding="utf-8").replace("{nicknames}", nicknames())


class Migration(migrations.Migration):
    """Writing a name asks the pure functions for its keys, so everybody who writes one may call them."""

    dependencies = [("clients", "0005_household_ages"), ("access", "0004_roles_in_walls")]
    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(statements("names.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(statements("search.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
