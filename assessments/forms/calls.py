"""The first minutes of a call: number, who it is, and for a new caller the little that a record needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.calls import Caller
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, PhoneField, RevealForm
from cas_portal.ui.widgets import OptionText, SearchInput
from clients.services.people import Profile

NEW = "new"
FULL, PARTIAL = 1, 2
AGREES, DECLINES = "yes", "no"


class StartCallForm(OnceForm):
    """The number comes first, so that nothing is lost when the line drops."""

    mark_required = False
    callback = PhoneField(
        label=_("Number to call back"), required=False, help_text=_("Leave it empty when there is none.")
    )
    said_name = forms.CharField(label=_("Name the caller gives"), max_length=100, required=False)


class WhoForm(forms.Form):
    """A search that goes on while somebody types, and the choice among what was found."""

    mark_required = False
    q = forms.CharField(
        label=_("Name, birth date, phone or HMIS ID"),
        max_length=200,
        required=False,
        widget=SearchInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    person = forms.ChoiceField(label=_("Who is calling?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, found: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(row["client"].public_id), OptionText(row["name"], _facts(row))) for row in found]
        self.fields["person"].choices = [*rows, (NEW, OptionText(str(_("Somebody new"))))]  # type: ignore[attr-defined]


def _facts(row: dict[str, Any]) -> str:
    return ", ".join(f"{label}: {value}" for label, value in row["facts"] if value)


class CallerForm(RevealForm, OnceForm):
    """A new caller. What a call does not ask is asked later, at the client's page."""

    mark_required = False
    first_name = forms.CharField(label=_("First name"), max_length=50, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=50, required=False)
    birth_date = MemorableDateField(label=_("Birth date"), required=False, latest=clock.today)
    sharing = forms.ChoiceField(
        label=_("Does the caller agree to share with the agencies of the community?"),
        choices=[(AGREES, _("Yes, and says the full name as a signature")), (DECLINES, _("No"))],
        widget=forms.RadioSelect,
    )
    signature = forms.CharField(label=_("Full name, as the caller says it"), max_length=120)
    different = forms.CharField(widget=forms.HiddenInput, required=False)
    reveals = {"signature": ("sharing", {AGREES})}

    def clean(self) -> dict[str, Any] | None:
        """Ask for a name of some kind."""
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("first_name") or cleaned.get("last_name")):
            self.add_error("first_name", _("Enter a first or last name, as the caller gives it."))
        return cleaned

    def caller(self, phone: str) -> Caller:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        whole = bool(data["first_name"] and data["last_name"])
        profile = Profile(
            first_name=data["first_name"],
            last_name=data["last_name"],
            name_quality=FULL if whole else PARTIAL,
            birth_date=data["birth_date"],
            dob_quality=FULL if data["birth_date"] else 99,
            phone=phone,
        )
        return Caller(profile=profile, signature=data.get("signature") or "")
