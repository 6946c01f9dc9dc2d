"""Messages by e-mail beside the notices in the portal. They say that there is something new, and nothing else."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts import mail
from cas_portal.accounts.models import Continuum, User
from cas_portal.notifications.kinds import choices_of, mail_of
from cas_portal.notifications.models import Mail, Notification
from cas_portal.outbox import handlers
from cas_portal.outbox import services as outbox
from cas_portal.outbox.handlers import Payload
from cas_portal.time import clock

TOPIC = "notices.mail"
# A notice that was not looked at for so long gets no message any more: it stands in the portal.
LOOKED_BACK = timedelta(days=2)
AT_ONCE = 500
DIGEST_HOUR = 7


def register() -> None:
    """Answer to what the tick asks for. The mail server is outside, so no transaction is held open meanwhile."""
    handlers.register(TOPIC, send, atomic=False)


def send(payload: Payload, by: Actor) -> None:
    """Tell one person that there is something new for them."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is not None and user.has_usable_password():
        mail.send(to=user, event="new_notices", path=reverse("notifications:list"))


def sweep() -> int:
    """Ask for the messages that are due, everywhere (policy §9): at once, or once a day from seven in the morning.

    Each notice is settled once, so a repeat asks for nothing twice. Returns how many messages were asked for.
    """
    asked = 0
    for continuum in Continuum.objects.order_by("pk"):
        with transaction.atomic(), bind(Actor.system("notice-mails", continuum.pk)) as job:
            asked += _sweep(job, continuum.time_zone)
    return asked


def _sweep(job: Actor, zone: str) -> int:
    waiting = Notification.objects.filter(
        continuum_id=job.continuum_id, mail_settled_at=None, at__gt=clock.now() - LOOKED_BACK
    )
    rows = list(waiting.select_for_update(skip_locked=True).order_by("at", "pk")[:AT_ONCE])
    chosen = choices_of({row.recipient_id for row in rows})
    due, settled = set(), []
    morning = _morning(zone)
    for row in rows:
        wanted = mail_of(row.kind, chosen.get((row.recipient_id, row.kind), ""))
        if wanted == Mail.DIGEST and not row.read_at and not (morning and row.at < morning):
            continue
        settled.append(row.pk)
        if wanted != Mail.OFF and not row.read_at:
            due.add((row.recipient_id, wanted))
    for user_id, wanted in sorted(due):
        _ask(job, user_id, wanted, clock.today(zone))
    Notification.objects.filter(pk__in=settled).update(mail_settled_at=clock.now())
    return len(due)


def _morning(zone: str) -> datetime | None:
    """The moment from which today's digest may go, or None before it."""
    moment = datetime.combine(clock.today(zone), time(DIGEST_HOUR), ZoneInfo(zone)).astimezone(UTC)
    return moment if clock.now() >= moment else None


def _ask(job: Actor, user_id: int, wanted: Mail, today: date) -> None:
    moment = today.isoformat() if wanted == Mail.DIGEST else clock.now().isoformat()
    outbox.enqueue(topic=TOPIC, payload={"user": user_id}, dedupe_key=f"{TOPIC} {user_id} {wanted} {moment}", by=job)
