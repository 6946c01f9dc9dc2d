"""Which listed reason a voided assessment, a discarded draft or a missing event has, beside its words."""

from django.db import migrations, models

from cas_portal.access.rls import Statements

HOLD_FAST = (
    "CREATE TRIGGER hold_fast BEFORE UPDATE OR DELETE ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION"
    " assessments_hold_fast('{voided_at,voided_by_id,void_reason,void_code,superseded_by_id}', '{}')"
)


def _code(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(model, name, models.CharField(blank=True, db_default="", default="", max_length=40))


def _words(model: str, name: str) -> migrations.AlterField:
    return migrations.AlterField(model, name, models.CharField(blank=True, max_length=300))


class Migration(migrations.Migration):
    """The code may change where the words may; words have room for the reason and its explanation."""

    dependencies = [("assessments", "0007_stays_and_plans")]
    operations = [
        _code("assessment", "void_code"),
        _code("assessment", "no_event_code"),
        _code("draft", "discard_code"),
        _words("assessment", "void_reason"),
        _words("assessment", "no_event_reason"),
        _words("draft", "discard_reason"),
        Statements(
            [
                "GRANT UPDATE (void_code) ON assessments_assessment TO app",
                "DROP TRIGGER hold_fast ON assessments_assessment",
                HOLD_FAST,
            ]
        ),
    ]
