"""What one person is told: in the portal always."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class NotificationQuerySet(VisibleQuerySet):
    """Notices, newest first."""

    def visible_to(self, actor) -> "NotificationQuerySet":
        """Keep what was sent to this person."""
        return super().visible_to(actor).filter(recipient_id=actor.user_id)

    def unread(self) -> "NotificationQuerySet":
        """Keep what was not opened yet."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """One notice of policy §9. The text names no client; the link leads to the exact item."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT)
    recipient = models.ForeignKey("accounts.User", on_delete=models.PROTECT)
    kind = models.CharField(max_length=4)
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    dedupe_key = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    mail_settled_at = models.DateTimeField(null=True)  # a message was asked for, or found not to be wanted

    objects = NotificationQuerySet.as_manager()
    wall = Wall.RECIPIENT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="notification_once"),
            # An address of the portal: a second slash, or what browsers take for one, would lead to another site.
            models.CheckConstraint(condition=models.Q(url__regex=r"^/([^/\\]|$)"), name="notification_leads_inside"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], condition=models.Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["continuum", "at"], condition=models.Q(mail_settled_at=None), name="notification_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Mail(models.TextChoices):
    """When somebody gets a message by e-mail beside the notice in the portal."""

    NOW = "now", _("Now")
    DIGEST = "digest", _("Once a day")
    OFF = "off", _("No e-mail")


class NoticeChoice(models.Model):
    """How one person wants to hear of one kind of notice; without a row the usual way."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4)
    mail = models.CharField(max_length=6, choices=Mail)

    wall = Wall.OWNER_ROW

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"choice {self.pk}"
