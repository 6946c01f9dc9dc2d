"""Who lives together, and the CAS program."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.hud import groups, lists
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from clients.household import SELF
from clients.services.enrollment import EXIT_REASONS, Leaving
from clients.services.household import Membership

RELATIONSHIPS = [(code, label) for code, label in lists.choices("3.15.1") if code != SELF]


def _relationship(choices: list[tuple[Any, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How are they related to the head of household?"),
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


class AddMemberForm(OnceForm):
    """How a person belongs to the household."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    relationship = _relationship(RELATIONSHIPS)
    joined_on = MemorableDateField(label=_("Together since"), latest=clock.today, initial=clock.today)
    lives_elsewhere = forms.BooleanField(
        label=_("Lives elsewhere for now (for example, a child in care)"), required=False
    )

    def membership(self) -> Membership:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        return Membership(
            relationship=data["relationship"], joined_on=data["joined_on"], lives_elsewhere=data["lives_elsewhere"]
        )


class EditMemberForm(forms.Form):
    """Correct how a member belongs to the household."""

    relationship = _relationship(RELATIONSHIPS)
    lives_elsewhere = forms.BooleanField(label=_("Lives elsewhere for now"), required=False)

    def __init__(self, *args: Any, is_head: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_head:
            self.fields["relationship"] = _relationship([(SELF, lists.label("3.15.1", SELF))])


class RemoveMemberForm(forms.Form):
    """The first day away."""

    left_on = MemorableDateField(
        label=_("First day they no longer live together"), latest=clock.today, initial=clock.today
    )


class EnrollForm(OnceForm):
    """The day the household enters the CAS program."""

    entry_date = MemorableDateField(label=_("Start date"), latest=clock.today, initial=clock.today)


class ExitForm(RevealForm, OnceForm):
    """Where to, and why."""

    reveals = {"subsidy": ("destination", {str(groups.RENTAL_WITH_SUBSIDY)})}

    exit_date = MemorableDateField(label=_("Last day in the program"), latest=clock.today, initial=clock.today)
    reason = forms.ChoiceField(
        label=_("Why do they leave?"), choices=lambda: list(EXIT_REASONS.items()), widget=forms.RadioSelect
    )
    destination = forms.TypedChoiceField(
        label=_("Where do they go?"),
        choices=lambda: [("", _("- Select -")), *groups.situation_choices(groups.SituationUse.DESTINATION)],
        coerce=int,
    )
    subsidy = forms.TypedChoiceField(
        label=_("Which subsidy?"),
        choices=lambda: [("", _("- Select -")), *lists.choices("3.12.A")],
        coerce=int,
        empty_value=None,
    )

    def leaving(self) -> Leaving:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        return Leaving(
            exit_date=data["exit_date"], destination=data["destination"], reason=data["reason"], subsidy=data["subsidy"]
        )
