"""How somebody wants the portal to speak and look, for themselves alone."""

from cas_portal.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    """Remember on the account which language somebody reads, also when they hold no role at the moment."""
    if user.language == language:
        return
    user.language = language
    user.save(update_fields=["language"])
