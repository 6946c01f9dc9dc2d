"""How to reach a client, where they are, notes and services."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, PhoneField, RevealForm
from cas_portal.ui.widgets import OptionText
from clients.history import Category, Filters, sources
from clients.models import ContactMethod, Service
from clients.services.contact_methods import Method

PHONE, EMAIL, PERSON = ContactMethod.Kind.PHONE, ContactMethod.Kind.EMAIL, ContactMethod.Kind.PERSON


class ContactMethodForm(RevealForm, OnceForm):
    """A phone, an e-mail, or somebody who passes word on."""

    reveals = {
        "phone": ("kind", {PHONE, PERSON}),
        "texts": ("kind", {PHONE}),
        "email": ("kind", {EMAIL}),
        "person_name": ("kind", {PERSON}),
        "relationship": ("kind", {PERSON}),
    }

    kind = forms.ChoiceField(label=_("What is it?"), choices=ContactMethod.Kind.choices, widget=forms.RadioSelect)
    person_name = forms.CharField(label=_("Name of this person"), max_length=100)
    relationship = forms.CharField(label=_("Who they are to the client"), max_length=60, required=False)
    phone = PhoneField(label=_("Phone number"), required=False)
    texts = forms.BooleanField(label=_("The client agrees to texts"), required=False)
    email = forms.EmailField(label=_("E-mail"))
    message = forms.ChoiceField(
        label=_("What may be left behind?"),
        help_text=_("Ask the client. Somebody else may listen to the message or read it."),
        choices=lambda: [
            (ContactMethod.Message.ANY, OptionText(str(_("Safe to leave a message")))),
            (
                ContactMethod.Message.NAME_ONLY,
                OptionText(str(_("Leave only a name and a number")), str(_("Say nothing about housing or shelter."))),
            ),
            (ContactMethod.Message.NONE, OptionText(str(_("Leave no message")))),
        ],
        widget=forms.RadioSelect,
    )
    best_time = forms.CharField(
        label=_("Best time"), help_text=_("For example: weekdays before noon."), max_length=60, required=False
    )
    preferred = forms.BooleanField(label=_("Try this first"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """A phone needs its number."""
        cleaned = super().clean()
        if self.cleaned_data.get("kind") == PHONE and not self.cleaned_data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the phone number"))
        return cleaned

    def method(self) -> Method:
        """Return what the service takes."""
        data = self.cleaned_data
        value = data.get("email") if data["kind"] == EMAIL else data.get("phone")
        return Method(
            kind=data["kind"],
            value=value or "",
            person_name=data.get("person_name") or "",
            relationship=data.get("relationship") or "",
            message=data["message"],
            texts=bool(data.get("texts")),
            best_time=data["best_time"],
            preferred=data["preferred"],
        )


class PlaceForm(OnceForm):
    """Where the client is."""

    place = forms.CharField(
        label=_("Where is the client?"), help_text=_("Cross streets, a landmark or a shelter."), max_length=200
    )
    details = forms.CharField(
        label=_("How to find them"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    seen_on = MemorableDateField(label=_("On which day?"), latest=clock.today, initial=clock.today)


class NoteForm(OnceForm):
    """A note, for everybody who works with the client or for the own agency."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea({"rows": 6}))
    happened_on = MemorableDateField(label=_("About which day?"), latest=clock.today, initial=clock.today)
    readers = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=lambda: [
            ("agency", OptionText(str(_("My agency only")))),
            ("all", OptionText(str(_("Everybody who works with this client")))),
        ],
        widget=forms.RadioSelect,
    )


class ServiceForm(OnceForm):
    """What was done for the client."""

    kind = forms.ChoiceField(label=_("What was done?"), choices=[("", _("- Select -")), *Service.Kind.choices])
    detail = forms.CharField(label=_("In a few words"), max_length=300, required=False)
    given_on = MemorableDateField(label=_("On which day?"), latest=clock.today, initial=clock.today)

    def clean(self) -> dict[str, Any] | None:
        """Something else is explained."""
        cleaned = super().clean()
        if self.cleaned_data.get("kind") == Service.Kind.OTHER and not self.cleaned_data.get("detail"):
            self.add_error("detail", _("Say what was done"))
        return cleaned


class WithdrawForm(forms.Form):
    """What is wrong with a note or a service."""

    reason = forms.CharField(label=_("What is wrong with it?"), max_length=200)


class HistoryForm(forms.Form):
    """What to keep of the history."""

    mark_required = False
    category = forms.ChoiceField(label=_("Category"), required=False)
    source = forms.ChoiceField(label=_("Type"), required=False)
    agency = forms.TypedChoiceField(label=_("Agency"), required=False, coerce=int, empty_value=None)
    first = MemorableDateField(label=_("From"), required=False)
    last = MemorableDateField(label=_("Through"), required=False)

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = sorted(((one.name, str(one.label)) for one in sources()), key=lambda pair: pair[1])
        choices: dict[str, list[Any]] = {
            "category": list(Category.LABELS.items()),
            "source": types,
            "agency": agencies,
        }
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("All")), *offered]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return what was asked for; what cannot be read keeps everything."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        first, last = data.get("first"), data.get("last")
        return Filters(
            category=data.get("category", ""),
            source=data.get("source", ""),
            agency_id=data.get("agency"),
            first=first if isinstance(first, date) else None,
            last=last if isinstance(last, date) else None,
        )
