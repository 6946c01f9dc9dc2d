"""Tries that are limited: the log itself counts them, so that no way of asking leaves one out."""

from django.db import migrations

TRIES = """
SET LOCAL ROLE audit_owner;
CREATE INDEX act_tries ON audit.act (user_id, kind, at) WHERE detail ? 'about';
CREATE FUNCTION audit.log_try(tried text, purpose text, about text, an_hour integer, alike_a_day integer)
RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, audit, pg_temp AS $$
DECLARE
    who bigint := nullif(current_setting('app.user_id', true), '')::bigint;
    lately integer;
    alike integer;
    refused boolean;
BEGIN
    -- Two at the same time are counted one after the other.
    PERFORM pg_advisory_xact_lock(hashtext(tried), coalesce(who, 0)::integer);
    SELECT count(*) FILTER (WHERE a.at > clock_timestamp() - interval '1 hour'),
           count(*) FILTER (WHERE a.detail ->> 'about' = log_try.about)
      INTO lately, alike FROM audit.act a
     WHERE a.user_id = who AND a.kind = tried AND a.at > clock_timestamp() - interval '1 day' AND a.detail ? 'about';
    refused := coalesce(lately >= an_hour, false) OR alike >= alike_a_day;
    PERFORM audit.log_act(tried || CASE WHEN refused THEN '_refused' ELSE '' END, '{}', log_try.purpose,
                          jsonb_build_object('about', log_try.about));
    RETURN CASE WHEN refused THEN 0 ELSE alike + 1 END;
END $$;
REVOKE EXECUTE ON FUNCTION audit.log_try(text, text, text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.log_try(text, text, text, integer, integer) TO app;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """One function, one index."""

    dependencies = [("audit", "0004_last_change")]
    operations = [migrations.RunSQL(TRIES, migrations.RunSQL.noop)]
