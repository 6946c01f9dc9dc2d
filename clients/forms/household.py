"""Who lives together, and the CAS program."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.book import Line
from cas_portal.hud import groups, lists
from cas_portal.outbox.editing import EditForm
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from cas_portal.ui.widgets import OptionText
from clients.household import SELF
from clients.services.enrollment import Leaving
from clients.services.household import Membership
from clients.services.moving_out import GoesTo

Choices = list[tuple[Any, str]]


def _relationships() -> Choices:
    return [(code, label) for code, label in lists.choices("3.15.1") if code != SELF]


def _relationship(choices: Choices | Callable[[], Choices] = _relationships) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How are they related to the head of household?"),
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


class AddMemberForm(OnceForm):
    """How a person belongs to the household."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    relationship = _relationship()
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


class EditMemberForm(EditForm):
    """Correct how a member belongs to the household."""

    relationship = _relationship()
    lives_elsewhere = forms.BooleanField(label=_("Lives elsewhere for now"), required=False)

    def __init__(self, *args: Any, is_head: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_head:
            self.fields["relationship"] = _relationship([(SELF, lists.label("3.15.1", SELF))])


def _destination(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=lambda: [("", _("- Select -")), *groups.situation_choices(groups.SituationUse.DESTINATION)],
        coerce=int,
    )


def _subsidy() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Which subsidy?"),
        choices=lambda: [("", _("- Select -")), *lists.choices("3.12.A")],
        coerce=int,
        empty_value=None,
    )


NEEDS_SUBSIDY: dict[str, tuple[str, Collection[str]]] = {"subsidy": ("destination", {str(groups.RENTAL_WITH_SUBSIDY)})}


class RemoveMemberForm(RevealForm, EditForm):
    """The first day away; where to, for a minor whose enrollment ends with it."""

    left_on = MemorableDateField(
        label=_("First day they no longer live together"), latest=clock.today, initial=clock.today
    )

    def __init__(self, *args: Any, asks_where: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_where:
            self.reveals = NEEDS_SUBSIDY  # type: ignore[misc]
            self.fields["destination"] = _destination(_("Where does the minor go?"))
            self.fields["subsidy"] = _subsidy()

    def goes_to(self) -> GoesTo | None:
        """Return where a minor goes; None where it was not asked."""
        if "destination" not in self.fields:
            return None
        return GoesTo(destination=self.cleaned_data["destination"], subsidy=self.cleaned_data["subsidy"])


class EnrollForm(OnceForm):
    """The day the household enters the CAS program."""

    entry_date = MemorableDateField(label=_("Start date"), latest=clock.today, initial=clock.today)


class EnrollElsewhereForm(EnrollForm):
    """Which program, besides."""

    program = forms.ChoiceField(label=_("Program"))

    field_order = ("program",)

    def __init__(self, *args: Any, programs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = [("", _("- Select -")), *programs]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody of the household who is in the program, too, and what is proposed for them when the head leaves."""

    client_id: int
    name: str
    relationship: int


class ExitForm(RevealForm, OnceForm):
    """Where to, and why; with others of the household in the program: who leaves, and who leads those who stay."""

    EVERYBODY, ALONE = "everybody", "alone"

    exit_date = MemorableDateField(label=_("Last day in the program"), latest=clock.today, initial=clock.today)
    reason = forms.ChoiceField(label=_("Why do they leave?"), widget=forms.RadioSelect)
    destination = _destination(_("Where do they go?"))
    subsidy = _subsidy()

    def __init__(
        self, *args: Any, reasons: Sequence[Line], name: str = "", companions: Sequence[Companion] = (),
        leads: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(line.code, line.text) for line in reasons]  # type: ignore[attr-defined]
        self.reveals = dict(NEEDS_SUBSIDY)  # type: ignore[misc]
        self.companions = list(companions)
        self.led = self.companions if leads else []
        if self.companions:
            self._ask_who(name)
            self.order_fields(["who", *(f"relation_{one.client_id}" for one in self.led)])

    def _ask_who(self, name: str) -> None:
        with_them = _now("Also %(names)s.") % {"names": ", ".join(one.name for one in self.companions)}
        self.fields["who"] = forms.ChoiceField(
            label=_("Who leaves the program?"),
            choices=[
                (self.EVERYBODY, OptionText(_now("Everybody in the household"), with_them)),
                (self.ALONE, OptionText(_now("Only %(name)s") % {"name": name}, _now("The others stay enrolled."))),
            ],
            widget=forms.RadioSelect,
        )
        for one in self.led:
            self.fields[f"relation_{one.client_id}"] = forms.TypedChoiceField(
                label=_now("%(name)s is, to the head they live with then") % {"name": one.name},
                choices=lists.choices("3.15.1"),
                coerce=int,
                initial=one.relationship,
                empty_value=None,
            )
            self.reveals[f"relation_{one.client_id}"] = ("who", {self.ALONE})

    def everybody(self) -> bool:
        """Return whether the household leaves together."""
        return self.cleaned_data.get("who") == self.EVERYBODY

    def staying(self) -> dict[int, int]:
        """Return the relationships of those who stay when the head leaves, by client id."""
        if self.everybody():
            return {}
        return {one.client_id: self.cleaned_data[f"relation_{one.client_id}"] for one in self.led}

    def leaving(self) -> Leaving:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        return Leaving(
            exit_date=data["exit_date"], destination=data["destination"], reason=data["reason"], subsidy=data["subsidy"]
        )


class AsOfForm(forms.Form):
    """A day to look at the household on."""

    mark_required = False
    on = MemorableDateField(label=_("Household on"), latest=clock.today)


class CorrectLeavingForm(EditForm):
    """The right day, or that they never left."""

    NEVER, OTHER_DAY = "never", "day"
    what = forms.ChoiceField(
        label=_("What is right?"),
        choices=[(NEVER, _("They never left")), (OTHER_DAY, _("They left on another day"))],
        widget=forms.RadioSelect,
    )
    left_on = MemorableDateField(label=_("First day they no longer lived together"), latest=clock.today, required=False)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the day when there is one."""
        super().clean()
        asked = self.cleaned_data.get("what") == self.OTHER_DAY and not self.has_error("left_on")
        if asked and not self.cleaned_data.get("left_on"):
            self.add_error("left_on", _("Enter the right day"))
        return self.cleaned_data

    def day(self) -> date | None:
        """Return the right day; None when they never left."""
        return None if self.cleaned_data["what"] == self.NEVER else self.cleaned_data["left_on"]


class PartForm(OnceForm):
    """Who leaves, who stays, and how each belongs to the head they live with from then on."""

    STAYS, LEAVES = "stays", "leaves"
    on = MemorableDateField(label=_("First day apart"), latest=clock.today, initial=clock.today)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for key, name, relationship in people:
            self.fields[f"goes_{key}"] = forms.ChoiceField(
                label=name,
                choices=[(self.STAYS, _("Stays")), (self.LEAVES, _("Leaves"))],
                initial=self.STAYS,
                widget=forms.RadioSelect({"class": "options--inline"}),
            )
            self.fields[f"relation_{key}"] = forms.TypedChoiceField(
                label=_now("%(name)s is, to the head they live with then") % {"name": name},
                choices=lists.choices("3.15.1"),
                coerce=int,
                initial=relationship,
            )

    def leaving(self) -> dict[int, int]:
        """Return the relationships of those who leave, by member id."""
        return self._of(self.LEAVES)

    def staying(self) -> dict[int, int]:
        """Return the relationships of those who stay, by member id."""
        return self._of(self.STAYS)

    def _of(self, way: str) -> dict[int, int]:
        data = self.cleaned_data
        return {key: data[f"relation_{key}"] for key, _name, _was in self.people if data[f"goes_{key}"] == way}
