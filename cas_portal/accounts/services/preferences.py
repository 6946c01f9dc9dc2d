"""How somebody wants the portal to speak and look, for themselves alone."""

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    """Remember on the account which language somebody reads, also when they hold no role at the moment."""
    if user.language == language:
        return
    user.language = language
    user.save(update_fields=["language"])


def choose_looks(*, by: Actor, language: str, text_size: str, single_keys: bool) -> None:
    """Remember for oneself: the language ("" as the browser asks), the size of the text, shortcuts of a single key."""
    User.objects.filter(pk=by.person_id).update(language=language, text_size=text_size, single_keys=single_keys)
