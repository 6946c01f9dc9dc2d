"""Contacts, who looks after a client, helpers from outside."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField
from cas_portal.ui.widgets import OptionText
from clients.models import Contact


class ContactForm(OnceForm):
    """One contact, or a try that reached nobody."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=lambda: [
            (
                Contact.Kind.CONFIRMED,
                OptionText(str(_("Talked, wrote or met")), str(_("By phone, text or in person."))),
            ),
            (Contact.Kind.CHECK_IN, OptionText(str(_("The client checked in")))),
            (Contact.Kind.FAILED_TRY, OptionText(str(_("Could not be reached")), str(_("Does not count as contact.")))),
        ],
        widget=forms.RadioSelect,
    )
    happened_on = MemorableDateField(label=_("On which day?"), latest=clock.today, initial=clock.today)


class CaseManagerForm(OnceForm):
    """Who looks after the client from a day on."""

    manager = forms.ChoiceField(label=_("Case manager"))
    starts_on = MemorableDateField(label=_("From"), latest=clock.today, initial=clock.today)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"] = forms.ChoiceField(label=_("Case manager"), choices=[("", _("- Select -")), *people])

    def person(self) -> tuple[int, int]:
        """Return the ids of the chosen person and their agency."""
        user, _at, agency = self.cleaned_data["manager"].partition("@")
        return int(user), int(agency)


class HelperForm(OnceForm):
    """One person from outside, until a day."""

    email = forms.EmailField(label=_("E-mail they sign in with"))
    through = MemorableDateField(label=_("Through which day may they see this client?"), earliest=clock.today)

    def ends_at(self) -> datetime:
        """Return the end of the chosen day where the community is."""
        after: date = self.cleaned_data["through"] + timedelta(days=1)
        return datetime.combine(after, time(), ZoneInfo(clock.DEFAULT_ZONE))
