"""Filters of the housing list, and the reasons SSF gives."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cas_portal.ui.fields import MemorableDateField
from clients.household import HouseholdType
from documents.kinds import Tier
from queues.housing_list import Filters
from queues.presenters import HOUSEHOLD_TYPES
from queues.schemes import SCHEMES

ANY = ("", _("Any"))
YES_NO = [ANY, ("yes", _("Yes")), ("no", _("No"))]
DAYS = [ANY, *((str(n), format_lazy(_("{n} days or more"), n=n)) for n in (30, 90, 180, 365))]
SIZES = [ANY, *((str(n), format_lazy(_("{n} people or more"), n=n)) for n in range(2, 7))]
TYPES = [(str(kind), words) for kind, words in HOUSEHOLD_TYPES.items() if kind != HouseholdType.UNACCOMPANIED_MINOR]
FLAGS = ("evh", "chronic", "veteran", "tay")


class FilterForm(forms.Form):
    """What to keep of the housing list. An unknown value keeps everything."""

    household_type = forms.ChoiceField(label=_("Household type"), required=False, choices=[ANY, *TYPES])
    min_size = forms.ChoiceField(label=_("Household size"), required=False, choices=SIZES)
    tier = forms.ChoiceField(label=_("Papers"), required=False, choices=[ANY, *Tier.choices])
    evh = forms.ChoiceField(label=_("Extremely vulnerable"), required=False, choices=YES_NO)
    chronic = forms.ChoiceField(label=_("Chronically homeless"), required=False, choices=YES_NO)
    veteran = forms.ChoiceField(label=_("Veteran"), required=False, choices=YES_NO)
    tay = forms.ChoiceField(label=_("Transition-age youth"), required=False, choices=YES_NO)
    min_days = forms.ChoiceField(label=_("Time on the list"), required=False, choices=DAYS)
    activity = forms.ChoiceField(
        label=_("Activity"), required=False, choices=[("", _("Active")), ("INACTIVE", _("Inactive, off the list"))]
    )
    referral = forms.ChoiceField(
        label=_("Referral"),
        required=False,
        choices=[ANY, ("free", _("None")), ("live", _("Live")), ("parked", _("Parked"))],
    )
    scheme = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(scheme.code, scheme.label) for scheme in SCHEMES.values()]
    )

    def __init__(self, data: QueryDict, *, sees_order: bool) -> None:
        super().__init__(data)
        if not sees_order:
            for name in ("evh", "scheme"):
                del self.fields[name]

    def filters(self) -> Filters:
        """Return what the address asks for."""
        given = self._known()
        flags = {name: {"yes": True, "no": False}.get(given.get(name, "")) for name in FLAGS}
        return Filters(
            household_type=given.get("household_type", ""),
            min_size=int(given.get("min_size", 0)) or None,
            tier=given.get("tier", ""),
            evh=flags["evh"],
            chronic=flags["chronic"],
            veteran=flags["veteran"],
            tay=flags["tay"],
            min_days=int(given.get("min_days", 0)) or None,
            activity=given.get("activity", "ACTIVE"),
            referral=given.get("referral", ""),
        )

    def scheme_code(self) -> str:
        """Return the order asked for, or an empty text."""
        return self._known().get("scheme", "")

    def active(self, address: QueryDict) -> list[dict[str, str]]:
        """Return the filters in force, each with the address without it."""
        return [
            {"label": f"{self.fields[name].label}: {self._label(name, value)}", "clear_url": _without(address, name)}
            for name, value in self._known().items()
            if value and name != "scheme"
        ]

    def _known(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _label(self, name: str, value: str) -> str:
        return str(dict(self.fields[name].choices)[value])  # type: ignore[attr-defined]


def _without(address: QueryDict, name: str) -> str:
    left = address.copy()
    for gone in (name, "cursor"):
        left.pop(gone, None)
    return f"?{left.urlencode()}"


class SelectForm(forms.Form):
    """Why a household is offered an opening before others, or although a condition is not met."""

    skip_reason = forms.ChoiceField(label=_("Why are the households before it passed over?"))
    override_reason = forms.CharField(
        label=_("Why is it offered although it does not meet every condition?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    over_refer = forms.BooleanField(
        label=_("Refer one more household although the opening is offered already"), required=False
    )

    def __init__(
        self, *args: Any, skipped: int, failed: int, offered: bool, reasons: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.skipped = skipped
        self.fields["skip_reason"].choices = [("", _("- Select -")), *reasons]  # type: ignore[attr-defined]
        if not skipped:
            del self.fields["skip_reason"]
        if not failed:
            del self.fields["override_reason"]
        if not offered:
            del self.fields["over_refer"]


class EvhForm(forms.Form):
    """A decision by hand on EVH."""

    evh = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Extremely vulnerable")), ("no", _("Not extremely vulnerable"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    ends_on = MemorableDateField(label=_("Last day"), help_text=_("At most 90 days from today."))

    def decision(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = self.cleaned_data
        return {"evh": given["evh"] == "yes", "reason": given["reason"], "ends_on": given["ends_on"]}
