"""What a password may not be made of."""

import re

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words of this place: a password of these alone is the first thing somebody tries.
WORDS = ("password", "portal", "coordinated", "access", "system", "housing", "shelter", "homeless", "welcome", "cas")
LEAST_LEFT = 8


class ContextWordsValidator:
    """Refuse a password that is mostly words everybody here would try."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when fewer than 8 characters are left without the words of this place."""
        words = {*WORDS, *re.findall(r"\w{4,}", settings.SITE_NAME.lower())}
        rest = password.lower()
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < LEAST_LEFT:
            raise ValidationError(
                _("This password is mostly made of words that others would try first. Add words of your own."),
                code="password_of_context_words",
            )

    def get_help_text(self) -> str:
        """Return the rule as people read it."""
        return _("Do not use mainly words like shelter, housing or the name of this portal.")
