"""How the portal shall speak and look for somebody."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.models import TextSize


class LooksForm(forms.Form):
    """Language, text size, single keys."""

    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", _("As in the browser")), *settings.LANGUAGES], required=False
    )
    text_size = forms.ChoiceField(label=_("Text size"), choices=TextSize.choices, required=False)
    single_keys = forms.BooleanField(
        label=_("Shortcuts of a single key"),
        help_text=_("“/” finds a client, “?” shows help, digits answer. Turn them off when you speak to the computer."),
        required=False,
    )
