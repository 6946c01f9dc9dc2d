"""Tell people something, in the transaction in which it happened."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from cas_portal.accounts.models import User
from cas_portal.notifications.kinds import BY_CODE
from cas_portal.notifications.models import Mail, NoticeChoice, Notification
from cas_portal.time import clock

# Words that are made once for each language: translated lazily, or by a function that puts names and days in.
Words = str | Promise | Callable[[], str]


@transaction.atomic
def notify(*, by: Actor, recipient_ids: Iterable[int], kind: str, text: Words, url: str, dedupe_key: str) -> None:
    """Write one notice for each person (policy §9), in their language; the same key tells nobody twice.

    `kind` is N1 to N21. The text names no client and says nothing about survivors; `url` is the address of the exact
    item inside the portal (ValueError for any other). Works for people and jobs alike; nobody reads what others get.
    """
    if not url.startswith("/") or url.startswith(("//", "/\\")):
        raise ValueError("A notice leads to an address of the portal.")
    rows = [
        Notification(
            continuum_id=by.continuum_id, recipient_id=recipient, kind=kind, text=words, url=url, dedupe_key=dedupe_key
        )
        for recipient, words in _in_their_language(set(recipient_ids), text)
    ]
    # Nothing is read back: the writer does not see the rows of others, and a notice that is there already stays.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _in_their_language(recipients: set[int], text: Words) -> list[tuple[int, str]]:
    chosen = dict(User.objects.filter(pk__in=recipients).values_list("pk", "language"))
    said: dict[str, str] = {}
    for language in {*chosen.values(), ""}:
        with translation.override(language or settings.LANGUAGE_CODE):
            said[language] = text() if callable(text) else str(text)
    return [(recipient, said[chosen.get(recipient, "")]) for recipient in sorted(recipients)]


@transaction.atomic
def mark_read(*, by: Actor, public_id: UUID) -> Notification:
    """Note that the recipient opened a notice; a second time keeps the first moment. Raises Missing for others."""
    notice: Notification | None = (
        Notification.objects.visible_to(by).select_for_update().filter(public_id=public_id).first()
    )
    if notice is None:
        raise Missing()
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, by: Actor) -> int:
    """Note that the recipient has seen every notice; returns how many were new."""
    return Notification.objects.visible_to(by).unread().update(read_at=clock.now())


@transaction.atomic
def choose_mail(*, by: Actor, wanted: Mapping[str, str]) -> None:
    """Remember when somebody wants a message of each kind; others must come: ValueError."""
    for kind, mail in wanted.items():
        if kind not in BY_CODE or BY_CODE[kind].locked:
            raise ValueError(f"{kind} is not a matter of choice.")
        NoticeChoice.objects.update_or_create(
            owner_id=by.person_id,
            kind=kind,
            defaults={"mail": Mail(mail)},
            create_defaults={"mail": Mail(mail), "continuum_id": by.continuum_id},
        )
