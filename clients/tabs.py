"""The tabs of the client page: each its own address, so that they work without script and can be linked."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. `name` is the address in `clients`; a survivor record has no tab that would find the person."""

    name: str
    label: str | Promise
    survivors: bool = True


TABS = (
    Tab("client", _("Overview")),
    Tab("about", _("Profile")),
    Tab("programs", _("Programs")),
    Tab("assessments", _("Assessments")),
    Tab("history", _("History")),
    Tab("contact", _("Contact")),
    Tab("location", _("Location"), survivors=False),
    Tab("files", _("Files")),
    Tab("notes", _("Notes")),
    Tab("services", _("Services")),
    Tab("referrals", _("Referrals")),
)


def tabs_of(client: Client, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a client as `components/tabs.html` takes them."""
    shown = [tab for tab in TABS if tab.survivors or not client.survivor]
    return [
        {
            "label": tab.label,
            "url": reverse(f"clients:{tab.name}", args=[client.public_id]),
            "current": tab.name == current,
            "count": None,
        }
        for tab in shown
    ]
