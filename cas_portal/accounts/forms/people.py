"""What is asked about people and their roles."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Inactive
from cas_portal.outbox.editing import EditForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from cas_portal.ui.widgets import SearchInput

Agencies = Sequence[tuple[int, str]]
LAST_DAY_HINT = _("The role is gone on the day after. Leave it empty if no end is planned.")


def _name() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("Work email address"),
        help_text=_("The link goes there. One address is one person."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


def _last_day() -> MemorableDateField:
    return MemorableDateField(
        label=_("Last day of this role"), required=False, earliest=clock.today, help_text=LAST_DAY_HINT
    )


class RoleForm(forms.Form):
    """A role at an agency, perhaps with an end."""

    agency = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, widget=forms.RadioSelect)
    scas_desk = forms.BooleanField(
        label=_("S-CAS desk"), required=False, help_text=_("For SSF admins only: sees survivor records by their code.")
    )

    def __init__(self, *args: Any, agencies: Agencies, roles: Sequence[Role] = tuple(Role), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Choose an agency")), *agencies]  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["ends_on"] = _last_day()


class InviteForm(RoleForm):
    """A new person and their first role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"name": _name(), "email": _email(), **self.fields}


class AskForm(forms.Form):
    """What an agency manager asks for: a person and a role at their agency."""

    def __init__(self, *args: Any, agencies: Agencies, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"], self.fields["email"] = _name(), _email()
        self.fields["agency"] = forms.TypedChoiceField(label=_("Agency"), coerce=int, choices=agencies)
        self.fields["role"] = forms.TypedChoiceField(
            label=_("Role"), coerce=Role, widget=forms.RadioSelect, choices=[(r.value, r.label) for r in roles]
        )
        self.fields["ends_on"] = _last_day()
        self.fields["note"] = forms.CharField(label=_("Note for the administrator"), max_length=300, required=False)


class EndForm(RevealForm, EditForm):
    """When a role ends: now, after a last day, or for one that has a last day not at all."""

    NOW, LATER, NEVER = "now", "later", "never"
    when = forms.ChoiceField(label=_("When does it end?"), widget=forms.RadioSelect)
    ends_on = MemorableDateField(label=_("Last day"), earliest=clock.today)
    reveals = {"ends_on": ("when", {LATER})}

    def __init__(self, *args: Any, planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(self.NOW, _("Now")), (self.LATER, _("After a last day"))]
        choices += [(self.NEVER, _("No end planned"))] if planned else []
        self.fields["when"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Why a request is declined."""

    answer = forms.CharField(
        label=_("Answer to the manager"), max_length=300, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why, for the manager who asked.")},
    )  # fmt: skip


class PeopleFilter(forms.Form):
    """Which people a list shows."""

    mark_required = False
    q = forms.CharField(label=_("Name or email"), required=False, max_length=100, widget=SearchInput)
    agency = forms.TypedChoiceField(label=_("Agency"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("All")), ("active", _("Active")), *Inactive.choices]
    )

    def __init__(self, *args: Any, agencies: Agencies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("All")), *agencies]  # type: ignore[attr-defined]
