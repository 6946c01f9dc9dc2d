"""A release to named agencies opens the record to them alone; what proves a release is kept sealed beside it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from cas_portal.access.rls import AuditTable, ProtectTable, Wall

# As before for the whole community. For named agencies the grants with the reason "release" follow: one that no running
# release carries any more ends with this statement, one that is missing begins. A grant is only ever shortened.
OPENS = """
CREATE OR REPLACE FUNCTION clients_release_opens() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.clients_client c
       SET shared_until = (
           SELECT max((r.valid_through + 1)::timestamp AT TIME ZONE k.time_zone)
             FROM public.clients_release r JOIN public.accounts_continuum k ON k.id = r.continuum_id
            WHERE r.client_id = NEW.client_id AND r.scope = 'continuum' AND r.revoked_at IS NULL)
     WHERE c.id = NEW.client_id;
    IF NOT EXISTS (SELECT FROM public.clients_release r WHERE r.client_id = NEW.client_id AND r.scope = 'named') THEN
        RETURN NULL;
    END IF;
    UPDATE public.clients_clientaccess o SET ends_at = statement_timestamp()
     WHERE o.client_id = NEW.client_id AND o.reason = 'release' AND o.ends_at > statement_timestamp()
       AND NOT EXISTS (
           SELECT FROM public.clients_release r JOIN public.accounts_continuum k ON k.id = r.continuum_id
            WHERE r.client_id = NEW.client_id AND r.scope = 'named' AND r.revoked_at IS NULL
              AND o.agency_id = ANY (r.agencies)
              AND (r.valid_through + 1)::timestamp AT TIME ZONE k.time_zone >= o.ends_at);
    INSERT INTO public.clients_clientaccess
           (continuum_id, client_id, agency_id, starts_at, ends_at, reason, granted_by_id, created_by_id, created_at)
    SELECT c.continuum_id, c.id, n.agency_id, statement_timestamp(), n.ends_at, 'release', c.agency_id, NEW.created_by_id, now()
      FROM (SELECT g.id AS agency_id, max((r.valid_through + 1)::timestamp AT TIME ZONE k.time_zone) AS ends_at
              FROM public.clients_release r JOIN public.accounts_continuum k ON k.id = r.continuum_id
              JOIN public.accounts_agency g ON g.id = ANY (r.agencies) AND g.continuum_id = r.continuum_id
             WHERE r.client_id = NEW.client_id AND r.scope = 'named' AND r.revoked_at IS NULL
             GROUP BY g.id) n
      JOIN public.clients_client c ON c.id = NEW.client_id
     WHERE n.ends_at > statement_timestamp() AND n.agency_id <> c.agency_id
       AND NOT EXISTS (SELECT FROM public.clients_clientaccess o
                        WHERE o.client_id = c.id AND o.agency_id = n.agency_id AND o.reason = 'release' AND o.ends_at >= n.ends_at);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Constraints hold for the rows there are: none of them names agencies."""

    dependencies = [
        ("clients", "0008_grievance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "release",
            "agencies",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AlterField(
            "release",
            "method",
            models.CharField(
                choices=[
                    ("electronic", "Signed on screen"),
                    ("pdf", "Signed paper attached"),
                    ("refused", "The person declined"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "release",
            "scope",
            models.CharField(
                choices=[
                    ("continuum", "Every agency of the community"),
                    ("named", "The agencies named"),
                    ("none", "Nobody else"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope", "named"), models.Q(("agencies", []), _negated=True)),
                    models.Q(models.Q(("scope", "named"), _negated=True), ("agencies", [])),
                    _connector="OR",
                ),
                name="release_names_agencies_when_it_says_so",
            ),
        ),
        migrations.CreateModel(
            name="ReleasePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("wall_agency_id", models.BigIntegerField(default=0, editable=False)),
                ("wall_survivor", models.BooleanField(default=False, editable=False)),
                ("wall_shared_until", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
                (
                    "kind",
                    models.CharField(
                        choices=[("signature", "Signature drawn on the screen"), ("paper", "Signed paper")],
                        max_length=12,
                    ),
                ),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="clients.client"),
                ),
                (
                    "continuum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="clients.release"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "kind"), name="release_paper_once"),
                    models.CheckConstraint(
                        condition=models.Q(("wall_survivor", False)), name="release_paper_never_of_a_survivor"
                    ),
                ],
            },
        ),
        ProtectTable("clients_releasepaper", Wall.CLIENT_ROW, grants="SELECT, INSERT"),
        AuditTable("clients_releasepaper", hidden=("sealed",)),
        migrations.RunSQL(OPENS, migrations.RunSQL.noop),
    ]
