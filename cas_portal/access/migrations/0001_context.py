"""The functions policies speak with, and the triggers that keep wall columns equal to the client's."""

from django.contrib.postgres.operations import BtreeGistExtension, CITextExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

CONTEXT = """
CREATE FUNCTION app_continuum() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.continuum', true), '')::bigint $$;
CREATE FUNCTION app_agencies() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.agencies', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::bigint $$;
CREATE FUNCTION app_is_scas() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('app.scope', true) = 'scas' $$;
-- Scope system counts for the worker login only: web may write the setting, but gains nothing by it.
CREATE FUNCTION app_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('app.scope', true) = 'system' AND pg_has_role(session_user, 'worker', 'MEMBER') $$;
"""

WALLS = """
CREATE FUNCTION access_wall_fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT c.continuum_id, c.agency_id, c.survivor, c.shared_until
      INTO NEW.continuum_id, NEW.wall_agency_id, NEW.wall_survivor, NEW.wall_shared_until
      FROM public.clients_client c WHERE c.id = NEW.client_id AND c.continuum_id = NEW.continuum_id;
    IF NOT FOUND THEN
        -- The same refusal for a client that is hidden and one that does not exist.
        NEW.wall_agency_id := 0; NEW.wall_survivor := true; NEW.wall_shared_until := NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access_wall_push() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    child regclass;
BEGIN
    FOR child IN SELECT t.tgrelid::regclass FROM pg_trigger t WHERE t.tgname = 'wall_fill' AND NOT t.tgisinternal LOOP
        EXECUTE format('UPDATE %s SET wall_agency_id = $1, wall_survivor = $2, wall_shared_until = $3 WHERE client_id = $4', child)
          USING NEW.agency_id, NEW.survivor, NEW.shared_until, NEW.id;
    END LOOP;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION access_wall_fill(), access_wall_push() FROM PUBLIC;

CREATE FUNCTION access_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Needs the extensions, which the database owner may create (all trusted)."""

    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        CITextExtension(),
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
