"""A voided record leaves its HUD id to the one that stands in its place."""

from django.db import migrations, models

NAMES = {
    "assessment": "assessment_hud_id_once",
    "ceevent": "ce_event_hud_id_once",
    "currentlivingsituation": "cls_hud_id_once",
}


def _once(name: str) -> models.UniqueConstraint:
    condition = models.Q(models.Q(("hud_id", ""), _negated=True), ("voided_at", None))
    return models.UniqueConstraint(fields=("continuum", "enrollment", "hud_id"), condition=condition, name=name)


class Migration(migrations.Migration):
    """Three partial unique indexes are narrowed."""

    dependencies = [("assessments", "0002_walls")]
    operations = [
        operation
        for model, name in NAMES.items()
        for operation in (
            migrations.RemoveConstraint(model_name=model, name=name),
            migrations.AddConstraint(model_name=model, constraint=_once(name)),
        )
    ]
