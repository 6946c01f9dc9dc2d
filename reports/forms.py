"""What people choose: the filters of a caseload, and the wish for a spreadsheet."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.household_page import TYPE_WORDS
from reports.caseload import NOBODY, Wanted


class CaseloadFilter(forms.Form):
    """The filters, in the address of the page. `workers` are asked of people who see more than their own clients."""

    worker = forms.ChoiceField(label=_("Case manager"), required=False)
    household_type = forms.ChoiceField(label=_("Household type"), required=False)
    expiring = forms.BooleanField(label=_("Assessment expired or expiring soon"), required=False)
    missing_documents = forms.BooleanField(label=_("Documents missing"), required=False)
    referred = forms.BooleanField(label=_("With a referral"), required=False)
    inactive = forms.BooleanField(label=_("Inactive"), required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["worker"]).choices = [
            ("", _("Everybody")),
            (NOBODY, _("Nobody yet")),
            *workers,
        ]
        cast(forms.ChoiceField, self.fields["household_type"]).choices = [
            ("", _("Every type")),
            *TYPE_WORDS.items(),
        ]
        if not workers:
            del self.fields["worker"]

    def wanted(self) -> Wanted:
        """Return the filters that make sense; the rest of the address is ignored."""
        self.is_valid()
        return Wanted.of(self.cleaned_data)


class ExportForm(forms.Form):
    """The key that makes one form ask for one export, however often it is sent."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
