"""Agencies, programs, their part in coordinated entry, and who pays for them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.models import AgencyChoice
from cas_portal.hud import groups, lists
from cas_portal.outbox.editing import EditForm
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, PhoneField, RevealForm
from clients.services.programs import SERVICES

COC_CODE = re.compile(r"[A-Z]{2}-[0-9]{3}")
GEOCODE = re.compile(r"[0-9]{6}")
UNCHOSEN = ("", _("- Select -"))


def _list(number: str, label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=lambda: [UNCHOSEN, *lists.choices(number)], coerce=int, empty_value=None, **kwargs
    )


class AgencyForm(EditForm, OnceForm):
    """HUD 2.01."""

    name = forms.CharField(label=_("Name"), max_length=200)
    hud_id = forms.CharField(label=_("HUD organization ID"), max_length=32, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    diversion_intake = forms.ChoiceField(
        label=_("Diversion talk before a Crisis Assessment"),
        help_text=_("What the community has set is the default. A talk that is open can be finished either way."),
        choices=AgencyChoice.choices,
        widget=forms.RadioSelect,
        initial=AgencyChoice.COMMUNITY,
    )
    is_vsp = forms.BooleanField(
        label=_("Victim service provider"),
        help_text=_("Its clients are entered by code, without names. This cannot be changed later."),
        required=False,
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["is_vsp"]

    def values(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class StandingForm(OnceForm):
    """Why an agency stops, or returns."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("It is kept with the agency.")
    )


class ProgramForm(RevealForm, EditForm, OnceForm):
    """HUD 2.02 and 2.03."""

    reveals = {
        "rrh_subtype": ("project_type", {str(code) for code in groups.project_types(groups.ProjectGroup.RRH)}),
        "housing_type": (
            "project_type",
            {str(code) for code in groups.project_types(groups.ProjectGroup.RESIDENTIAL)},
        ),
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    project_type = _list("2.02.6", _("Project type"))
    rrh_subtype = _list("2.02.A", _("Kind of rapid re-housing"))
    housing_type = _list("2.02.D", _("Housing type"))
    target_population = _list("2.02.7", _("Target population"), required=False)
    continuum_project = forms.BooleanField(label=_("Continuum project"), required=False, initial=True)
    coc_code = forms.CharField(label=_("CoC code"), help_text=_("For example: CA-503"), max_length=6)
    geocode = forms.CharField(
        label=_("Geocode"), help_text=_("Six digits, from HUD's list."), max_length=6, required=False
    )
    hud_id = forms.CharField(label=_("HUD project ID"), max_length=32, required=False)
    starts_on = MemorableDateField(label=_("First operating day"))
    ends_on = MemorableDateField(
        label=_("Last operating day"),
        help_text=_("Leave empty while it operates. Everybody who is still enrolled then is exited on this day."),
        required=False,
    )
    active = forms.BooleanField(label=_("Offered in forms"), required=False, initial=True)

    def clean_coc_code(self) -> str:
        """Two letters, a hyphen and three digits."""
        code = str(self.cleaned_data["coc_code"]).upper()
        if not COC_CODE.fullmatch(code):
            raise forms.ValidationError(_("Enter a CoC code, for example CA-503"))
        return code

    def clean_geocode(self) -> str:
        """Six digits, or nothing."""
        code = str(self.cleaned_data["geocode"])
        if code and not GEOCODE.fullmatch(code):
            raise forms.ValidationError(_("Enter the six digits of the geocode"))
        return code

    def values(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class ParticipationForm(EditForm, OnceForm):
    """HUD 2.09 from a day on."""

    starts_on = MemorableDateField(
        label=_("From which day?"), help_text=_("What holds now ends the day before."), initial=clock.today
    )
    access_point = forms.BooleanField(label=_("Access point"), required=False)
    services = forms.MultipleChoiceField(
        label=_("Services of the access point"),
        choices=lambda: list(zip(SERVICES, (label for _code, label in lists.choices("2.09.A")), strict=True)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    receives_referrals = forms.BooleanField(label=_("Receives referrals"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        offered = {name: name in data["services"] for name in SERVICES}
        return {name: data[name] for name in ("starts_on", "access_point", "receives_referrals", "opened")} | offered


class FunderForm(RevealForm, OnceForm):
    """HUD 2.06."""

    reveals = {"other_funder": ("funder", {str(groups.OTHER_FUNDER)})}

    funder = _list("2.06.1", _("Funder"))
    other_funder = forms.CharField(label=_("Which other funder?"), max_length=100)
    grant_id = forms.CharField(label=_("Grant number"), max_length=100, required=False)
    starts_on = MemorableDateField(label=_("Grant begins"))
    ends_on = MemorableDateField(label=_("Grant ends"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        return data | {"other_funder": data["other_funder"] or ""}


class EndFunderForm(EditForm):
    """The last day of a grant."""

    ends_on = MemorableDateField(label=_("Last day of the grant"), initial=clock.today)
