"""Forms of the support plan."""

from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from assessments.models import Plan
from assessments.plans.content import (
    LONGEST_DAYS,
    MOST_STEPS,
    MOST_SUPPORTERS,
    SHORTEST_DAYS,
    SMART,
    Area,
    Goal,
    Help,
    Status,
    Step,
    Supporter,
)
from assessments.services.plans import PlanFacts, preferred_choices
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm

Agreement = Plan.Agreement
WITH_REASON = {Agreement.DISAGREES, Agreement.ABSENT, Agreement.DECLINED}
AREA_ROWS = {"rows": 2}


def _lines(label: Any, *, required: bool = True, help_text: Any = "", most: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=most, required=required, widget=forms.Textarea(AREA_ROWS)
    )


class PlanForm(RevealForm):
    """What stands around the goals: date, preferred housing, agreement, next review."""

    reveals = {"agreed_on": ("agreement", {Agreement.AGREES}), "no_agreement_reason": ("agreement", WITH_REASON)}

    version = forms.IntegerField(widget=forms.HiddenInput)
    made_on = MemorableDateField(label=_("Date of the plan"), latest=clock.today)
    preferred = forms.ChoiceField(label=_("Which housing does the client prefer?"), widget=forms.RadioSelect)
    agreement = forms.ChoiceField(
        label=_("Did the client take part, and agree?"), choices=Agreement.choices, widget=forms.RadioSelect
    )
    agreed_on = MemorableDateField(label=_("On which day?"), latest=clock.today)
    no_agreement_reason = forms.CharField(label=_("Why not?"), max_length=200)
    review_on = MemorableDateField(label=_("When do you look at the plan again?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred"].choices = list(preferred_choices().items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """The review comes after the plan."""
        cleaned = super().clean()
        made, review = self.cleaned_data.get("made_on"), self.cleaned_data.get("review_on")
        if made and review and review < made:
            self.add_error("review_on", _("Enter the day of the plan, or a later one"))
        return cleaned

    def facts(self, team: tuple[Supporter, ...]) -> PlanFacts:
        """Return what the service takes."""
        data = self.cleaned_data
        return PlanFacts(
            made_on=data["made_on"],
            review_on=data["review_on"],
            preferred=data["preferred"],
            agreement=data["agreement"],
            agreed_on=data["agreed_on"] or None,
            no_agreement_reason=data["no_agreement_reason"] or "",
            team=team,
        )


class _RowForm(forms.Form):
    """A row of a table: it counts once something is written in it, also what stood there before and is sent again."""

    def has_changed(self) -> bool:
        """Whether anything is written in the row."""
        return any(bound.field.has_changed(None, bound.data) for bound in self)


class SupporterForm(_RowForm):
    """Somebody who helps; an empty row counts as none."""

    name = forms.CharField(label=_("Name"), max_length=80)
    help = forms.ChoiceField(label=_("Helps with"), choices=[("", _("- Select -")), *Help.choices])
    contact = forms.CharField(label=_("How to reach them"), max_length=120, required=False)


class GoalForm(forms.Form):
    """One goal. A housing goal answers the five questions (IS04); others may.

    `sample` names what the goal was copied from: a text that is still the sample's prints in the language of the paper.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    sample = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    area = forms.ChoiceField(label=_("What is the goal about?"), choices=[("", _("- Select -")), *Area.choices])
    text = _lines(_("The goal, in the client’s words"), most=300)
    specific = _lines(_("What exactly?"), required=False)
    measurable = _lines(_("How do we see that it is reached?"), required=False)
    achievable = _lines(_("What makes it possible?"), required=False)
    relevant = _lines(_("Why does it matter?"), required=False)
    time_bound = _lines(_("By when?"), required=False)
    barriers = _lines(_("What stands in the way?"))
    days = forms.IntegerField(
        label=_("How many days will it take?"),
        help_text=_("1 to 365"),
        min_value=SHORTEST_DAYS,
        max_value=LONGEST_DAYS,
        widget=forms.TextInput({"class": "input--short", "inputmode": "numeric"}),
    )
    status = forms.ChoiceField(label=_("How far is it?"), choices=Status.choices, initial=Status.NOT_STARTED)
    notes = _lines(_("Notes"), required=False, most=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about_housing = self["area"].value() == Area.HOUSING
        for name in SMART:
            field = self.fields[name]
            field.required = about_housing
            field.error_messages["required"] = _("Answer this for a housing goal")
            field.optional_words = _("(required for a housing goal)")  # type: ignore[attr-defined]

    def goal(self, key: str, steps: tuple[Step, ...]) -> Goal:
        """Return what the service takes; an empty key makes a new goal."""
        values = {name: self.cleaned_data[name] for name in Goal.__dataclass_fields__ if name in self.cleaned_data}
        if key:
            values["key"] = key
        return Goal(**values, steps=steps)


class StepForm(_RowForm):
    """One step: what, who, by when, and when it was done."""

    text = forms.CharField(label=_("What is done?"), max_length=200)
    owner = forms.CharField(label=_("Who does it?"), max_length=80)
    due = MemorableDateField(label=_("By when?"))
    done_on = MemorableDateField(label=_("Done on"), required=False, latest=clock.today)


class _Rows(forms.BaseFormSet):
    """Rows of which those that stood there before can be taken out, and nothing else takes one out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Word the box that takes a row out."""
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = _("Take this row out")

    def written(self) -> list[dict[str, Any]]:
        """Return the rows that stay, in their order; an empty row at the end counts as none."""
        gone = self.deleted_forms
        return [form.cleaned_data for form in self.forms if form not in gone and form.cleaned_data]


def _rows_of(row: type[forms.Form], most: int) -> Any:
    return forms.formset_factory(
        row, formset=_Rows, extra=1, max_num=most, validate_max=True, can_delete=True, can_delete_extra=False
    )


StepFormSet = _rows_of(StepForm, MOST_STEPS)
SupporterFormSet = _rows_of(SupporterForm, MOST_SUPPORTERS)


def steps_of(formset: Any) -> tuple[Step, ...]:
    """Return the steps that stay."""
    return tuple(
        Step(text=r["text"], owner=r["owner"], due=_day(r["due"]), done_on=_day(r["done_on"]))
        for r in formset.written()
    )


def team_of(formset: Any) -> tuple[Supporter, ...]:
    """Return the helpers that stay."""
    return tuple(Supporter(help=r["help"], name=r["name"], contact=r["contact"]) for r in formset.written())


def _day(value: date | None) -> date | None:
    return value or None
