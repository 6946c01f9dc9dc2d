"""What people choose: the filters of a caseload and of the audit log, and the wish for a spreadsheet."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from clients.forms.trail import SpanForm
from clients.household_page import TYPE_WORDS
from reports.audit_log import Group, clients_coded, people_called
from reports.audit_log import Wanted as LogWanted
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


class AuditLogFilter(SpanForm):
    """The filters of the log, in the address of the page. A name or a code that fits nobody finds nothing."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=lambda: [("", _("Everything")), *Group.choices])
    person = forms.CharField(label=_("Person: name or e-mail"), required=False, max_length=120)
    agency = forms.TypedChoiceField(label=_("Agency"), required=False, coerce=int, empty_value=None)
    code = forms.CharField(label=_("Client code"), required=False, max_length=36)
    field_order = ["kind", "person", "agency", "code", "since", "until"]

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedChoiceField, self.fields["agency"]).choices = [("", _("Every agency")), *agencies]

    def wanted(self, actor: Actor) -> LogWanted:
        """Return the filters that make sense, names and codes turned into ids; the rest of the address is ignored."""
        self.is_valid()
        data = self.cleaned_data
        days = {name: data[name].isoformat() for name in ("since", "until") if data.get(name)}
        person, code = data.get("person") or "", data.get("code") or ""
        return LogWanted(
            kind=data.get("kind") or "",
            agency=data.get("agency"),
            people=people_called(actor, person) if person else None,
            clients=clients_coded(actor, code) if code else None,
            **days,
        )


class ExportForm(forms.Form):
    """The key that makes one form ask for one export, however often it is sent."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
