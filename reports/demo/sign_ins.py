"""The one password of the demo, and the sign-ins that are shown."""

import hashlib
import hmac

from django.conf import settings

from cas_portal.access.errors import Forbidden
from cas_portal.access.roles import Role
from reports.demo.community import MAIL, STAFF

WORDS = (
    "acorn", "amber", "apron", "atlas", "basil", "bench", "birch", "bloom", "brook", "cabin", "cedar", "chalk",
    "cider", "cliff", "clover", "coral", "daisy", "delta", "ember", "fable", "fern", "field", "flint", "garden",
    "gravel", "grove", "harbor", "hazel", "heron", "honey", "island", "ivory", "jacket", "juniper", "kettle",
    "lagoon", "lantern", "lemon", "lilac", "maple", "marble", "meadow", "mint", "nectar", "oasis", "olive",
    "orchard", "otter", "pebble", "pepper", "pine", "pocket", "poppy", "quartz", "quill", "raven", "ribbon",
    "river", "saddle", "shore", "silver", "willow",
)  # fmt: skip
WORDS_IN_PASSWORD = 4


def require_demo() -> None:
    """Raise Forbidden unless this is a demo (`DEMO=1`, which `make run` sets and production refuses)."""
    if not settings.DEMO:
        raise Forbidden("There is no demo community here.", "Set DEMO=1, as `make run` does, and run it again.")


def password() -> str:
    """Return the password of every demo sign-in: words drawn with this installation's secret, the same each time."""
    drawn = hmac.new(settings.SECRET_KEY.encode(), b"demo password", hashlib.sha256).digest()
    return "-".join(WORDS[byte % len(WORDS)] for byte in drawn[:WORDS_IN_PASSWORD])


def address(login: str) -> str:
    """Return the e-mail address somebody signs in with."""
    return f"{login}@{MAIL}"


def one_per_role() -> list[tuple[str, str]]:
    """Return role and e-mail address of the sign-in shown for each of the nine roles."""
    shown: dict[Role, str] = {}
    for person in STAFF:
        shown.setdefault(person.role, address(person.login))
    return [(str(Role(role).label), email) for role, email in shown.items()]
