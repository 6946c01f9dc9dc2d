"""Contacts, who looks after a client, helpers from outside."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.outbox.editing import EditForm
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField
from cas_portal.ui.widgets import OptionText
from clients.models import Contact
from clients.services.reassigning import Handover


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


class CaseManagerForm(EditForm, OnceForm):
    """Who looks after the client from a day on: as the one who leads or, once somebody does, beside them."""

    LEAD, BESIDE = "lead", "beside"
    manager = forms.ChoiceField(label=_("Case manager"))
    part = forms.ChoiceField(
        label=_("What is their part?"),
        choices=lambda: [
            (CaseManagerForm.LEAD, OptionText(str(_("Leads")), str(_("Takes the place of the one who leads now.")))),
            (CaseManagerForm.BESIDE, OptionText(str(_("Helps beside the lead")), str(_("Those there now stay.")))),
        ],
        widget=forms.RadioSelect,
        initial=LEAD,
    )
    starts_on = MemorableDateField(label=_("From"), latest=clock.today, initial=clock.today)

    def __init__(self, *args: Any, people: list[tuple[str, str]], beside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"] = forms.ChoiceField(label=_("Case manager"), choices=[("", _("- Select -")), *people])
        # A page that was opened before anybody led did not ask; it means the lead.
        if not beside or (self.is_bound and "part" not in self.data):
            del self.fields["part"]

    def leads(self) -> bool:
        """Whether the chosen person leads; the first one does."""
        return self.cleaned_data.get("part") != self.BESIDE

    def person(self) -> tuple[int, int]:
        """Return the ids of the chosen person and their agency."""
        user, _at, agency = self.cleaned_data["manager"].partition("@")
        return int(user), int(agency)


class EndCaseManagerForm(EditForm, OnceForm):
    """The last day on which somebody looks after the client."""

    ends_on = MemorableDateField(label=_("Last day"), latest=clock.today, initial=clock.today)


class FromForm(forms.Form):
    """Whose clients go over to somebody else."""

    mark_required = False

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label=_("Case manager now"), choices=[("", _("- Select -")), *people])


class HandoverForm(forms.Form):
    """Which clients, and who looks after them from a day on."""

    starts_on = MemorableDateField(label=_("From"), latest=clock.today, initial=clock.today)

    field_order = ["clients", "manager", "starts_on"]

    def __init__(
        self, *args: Any, clients: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clients"] = forms.MultipleChoiceField(
            label=_("Which clients?"), choices=clients, widget=forms.CheckboxSelectMultiple
        )
        self.fields["manager"] = forms.ChoiceField(
            label=_("New case manager"), choices=[("", _("- Select -")), *people]
        )
        self.order_fields(self.field_order)

    def handover(self, from_user_id: int) -> Handover:
        """Return what the service takes."""
        user, _at, agency = self.cleaned_data["manager"].partition("@")
        return Handover(from_user_id, int(user), int(agency), self.cleaned_data["starts_on"])


class HelperForm(OnceForm):
    """One person from outside, until a day."""

    email = forms.EmailField(label=_("E-mail they sign in with"))
    through = MemorableDateField(label=_("Through which day may they see this client?"), earliest=clock.today)

    def ends_at(self) -> datetime:
        """Return the end of the chosen day where the community is."""
        after: date = self.cleaned_data["through"] + timedelta(days=1)
        return datetime.combine(after, time(), ZoneInfo(clock.DEFAULT_ZONE))
