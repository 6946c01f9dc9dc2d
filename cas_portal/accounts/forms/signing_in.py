"""Forms of signing in that differ from the library's."""

from typing import Any

from allauth.account import forms as library
from django import forms
from django.utils.translation import gettext as _

from cas_portal.accounts.services import mails, passwords


class ResetPasswordForm(library.ResetPasswordForm):
    """Takes any address and says the same for each."""

    def clean_email(self) -> str:
        """Look nobody up: the worker does."""
        return self.cleaned_data["email"].strip().lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        """Write the request down."""
        mails.ask_reset(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(library.ResetPasswordKeyForm):
    """A link chooses one password: the second of two at the same time is refused."""

    def clean(self) -> dict[str, Any]:
        """Hold the person's row and look once more whether the link is still good."""
        cleaned = super().clean()
        if self.user is not None and not self.errors and not passwords.still_good(self.user, self.temp_key):
            raise forms.ValidationError(_("This link was used already. Ask for a new one."))
        return cleaned
