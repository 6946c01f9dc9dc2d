"""The language of a sheet or screen for a client: the one asked for, else the client's, else the reader's."""

from django.conf import settings
from django.utils.translation import get_language

from clients.models import Client

# HUD list C4.A, as far as it names languages a sheet may be printed in, with their codes (BCP 47).
OF_HUD_CODE = {
    171: "en", 367: "es", 148: "zh-hans", 139: "zh-hant", 283: "zh-hans", 337: "pa", 216: "hmn", 346: "ru", 377: "tl",
    407: "vi", 214: "hi", 175: "fa", 324: "fa", 157: "prs",
}  # fmt: skip


def offered() -> dict[str, str]:
    """Return the languages with a catalogue, by code."""
    return dict(settings.LANGUAGES)


def chosen(asked: str, client: Client) -> str:
    """Return the code of the language a sheet or screen is in."""
    own = OF_HUD_CODE.get(client.preferred_language or 0, "")
    return next((code for code in (asked, own, get_language() or "") if code in offered()), "en")
