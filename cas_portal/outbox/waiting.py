"""How far later work is behind."""

from cas_portal.outbox.models import Message
from cas_portal.time import clock

CALM_MINUTES = 2


def minutes_late() -> int:
    """Return for how many whole minutes the oldest due message has waited; 0 while it is no more than two."""
    now = clock.now()
    oldest = Message.objects.filter(done_at=None, dead_at=None, due_at__lte=now).order_by("due_at").first()
    minutes = int((now - oldest.due_at).total_seconds() // 60) if oldest else 0
    return minutes if minutes > CALM_MINUTES else 0
