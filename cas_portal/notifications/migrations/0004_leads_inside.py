"""A notice leads to an address of the portal, whoever writes it."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """The service has refused other addresses since the first notice; the rows are looked at without stopping work."""

    dependencies = [("notifications", "0003_mail")]
    operations = [
        AddConstraintNotValid(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("url__regex", "^/([^/\\\\]|$)")), name="notification_leads_inside"
            ),
        ),
        ValidateConstraint(model_name="notification", name="notification_leads_inside"),
    ]
