"""The key under which a signed-in person's device keeps answers that are not saved yet (ux.md, section 3)."""

import base64

from django.utils.crypto import salted_hmac

from cas_portal.access.actor import Actor

SALT = "assessments.keeping"


def keeping_key(*, by: Actor, device: str, about: str = "") -> str:
    """Return 32 bytes in base64: the same for this person on this device, another for everybody and everywhere else.

    What is typed while the screen is in a client's hands has a key of its own: it opens what was typed `about` this
    client in that way, and nothing that the worker typed. A device forgets its name when somebody signs out, and then
    nobody asks for the old key again. Survivors' answers are kept on the server alone, so the key never opens any.
    """
    digest = salted_hmac(SALT, f"{by.user_id}|{by.continuum_id}|{device}|{about}", algorithm="sha256").digest()
    return base64.b64encode(digest).decode()
