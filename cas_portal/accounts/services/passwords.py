"""Links that choose a new password."""

from allauth.account.forms import default_token_generator

from cas_portal.accounts.models import User


def still_good(user: User, token: str) -> bool:
    """Whether a link has chosen no password yet. Holds the person's row, so that of two at a time one succeeds."""
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return bool(default_token_generator.check_token(held, token))
