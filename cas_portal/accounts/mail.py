"""Sending one message to one person of the staff. Only the worker calls this; requests write to the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from cas_portal.accounts.models import User


def send(*, to: User, event: str, path: str = "", **context: Any) -> None:
    """Send `emails/<event>.txt` in the language of the person: its first line is the subject, the rest the text.

    `path` is an address inside the portal, shown as a full link. The text names no client, no role and no agency, so
    that a message read by somebody else tells nothing (policy §9). Raises what the mail server answers.
    """
    link = settings.SITE_URL.rstrip("/") + path
    with translation.override(to.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"emails/{event}.txt", {"name": to.name, "link": link, **context})
    subject, _blank, body = text.partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to.email]).send()
