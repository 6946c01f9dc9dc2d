"""The boxes people search by, and what a new client begins with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.ui.fields import SSNField
from cas_portal.ui.widgets import SearchInput
from clients.policies import can_see_ssn, client_reach
from clients.typed import parse, ssn_in


class FindForm(forms.Form):
    """One box for everything but a Social Security number. Who sees survivor records only searches by their code."""

    mark_required = False
    use_required_attribute = False

    q = forms.CharField(
        label=_("Name, birth date, phone, client code or HMIS ID"),
        help_text=_("For example: Rosa Example, 5/14/1985, 916-555-0100, 555-0100 or A13A3288"),
        max_length=200,
        widget=SearchInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.number = actor, ""
        self.survivors_only = not actor.can(Permission.VIEW_RELEASED_CLIENT)
        self.codes_only = self.survivors_only or client_reach(actor).masked
        if self.codes_only:
            self.fields["q"].label = _("Code of the record") if self.survivors_only else _("Client code or HMIS ID")
            self.fields["q"].help_text = (
                _("For example: SV-2026-004711")
                if self.survivors_only
                else _("For example: A13A3288. Your role sees codes instead of names, and finds people by them alone.")
            )

    def clean_q(self) -> str:
        """Something the person may search by; nine digits are a Social Security number, kept in `number`."""
        text: str = self.cleaned_data["q"]
        asked, number = parse(text), ssn_in(text)
        if self.codes_only and not (asked.code or asked.hmis_id):
            raise forms.ValidationError(_("Type the code of the record. Your role does not search by name or number."))
        if number and not self.codes_only:
            if not can_see_ssn(self.actor):
                raise forms.ValidationError(
                    _("Your role does not search by Social Security number. Search by name and birth date.")
                )
            self.number = SSNField().clean(number)
        return text


class FindBySSNForm(forms.Form):
    """The full number, sent so that no address shows it."""

    ssn = SSNField(label=_("Social Security number"), help_text=_("All nine digits. Each search is written down."))


def typed_before(text: str) -> dict[str, Any]:
    """Return what a new client begins with of what somebody searched for: name, birth date, ten digits of a phone."""
    asked = parse(text)
    first, _space, last = asked.name.rpartition(" ")
    if "," in asked.name:  # Example, Rosa
        last, _comma, first = (part.strip() for part in asked.name.partition(","))
    found = {
        "first_name": (first or last)[:50],
        "last_name": (last if first else "")[:50],
        "birth_date": asked.birth_date,
        "phone": asked.phone if len(asked.phone) == 10 else "",
    }
    return {name: value for name, value in found.items() if value}
