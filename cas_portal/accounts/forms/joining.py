"""Choosing a password with an invitation."""

from typing import Any

from allauth.account.fields import PasswordField, SetPasswordField
from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.models import User


class AcceptForm(forms.Form):
    """A password, twice. Which ones are too weak is the portal's one list of rules."""

    password1 = SetPasswordField(
        label=_("Password"),
        help_text=_(
            "At least 15 characters. Several words are easy to remember. Pasting from a password manager works."
        ),
    )
    password2 = PasswordField(label=_("The same password again"), autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Enter the same password both times."))
        return data
