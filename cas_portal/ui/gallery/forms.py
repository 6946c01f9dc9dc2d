"""The forms of the gallery: each kind of field once."""

from datetime import date

from django import forms

from cas_portal.ui.fields import MemorableDateField, PhoneField, RevealForm, SSNField
from cas_portal.ui.widgets import OptionText, SearchInput

ANSWERS = [
    ("1", "Yes"),
    ("0", "No"),
    ("8", "Client doesn't know"),
    ("9", "Client prefers not to answer"),
    ("99", "Data not collected"),
]


class FieldExamples(RevealForm):
    """One field of each kind."""

    name = forms.CharField(label="First name", max_length=50, help_text="As the client says it")
    alias = forms.CharField(label="Other names", required=False)
    born = MemorableDateField(
        label="Date of birth",
        help_text="For example: April 28, 1986",
        latest=date(2026, 3, 2),
        earliest=date(1900, 1, 1),
    )
    phone = PhoneField(label="Phone", required=False, help_text="A number where it is safe to call")
    ssn = SSNField(label="Social Security number", partial=True, help_text="Type x for digits nobody knows")
    size = forms.IntegerField(
        label="People in the household", min_value=1, widget=forms.NumberInput({"class": "input--short"})
    )
    stay = forms.ChoiceField(
        label="Where did you stay last night?",
        choices=[
            ("116", OptionText("A place not meant for living", "A vehicle, a tent, the street, an empty building")),
            ("101", OptionText("Emergency shelter", "Also a motel paid for by an agency")),
            ("other", "Somewhere else"),
        ],
        widget=forms.RadioSelect,
    )
    stay_text = forms.CharField(label="Where was that?")
    veteran = forms.ChoiceField(
        label="Have you served in the armed forces?",
        choices=ANSWERS,
        widget=forms.RadioSelect({"class": "options--inline"}),
    )
    needs = forms.MultipleChoiceField(
        label="What is hard right now?",
        help_text="Choose all that apply",
        choices=[("food", "Food"), ("sleep", "Sleep"), ("none", OptionText("None of these", exclusive=True))],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label="Preferred language", choices=[("", "- Select -"), ("en", "English"), ("es", "Español")]
    )
    search = forms.CharField(label="Program", required=False, widget=SearchInput)
    note = forms.CharField(label="Note", widget=forms.Textarea({"rows": 4}), max_length=120, required=False)
    paper = forms.FileField(label="Photo of the document", help_text="PDF, JPEG or PNG, up to 10 MB", required=False)
    agrees = forms.BooleanField(label="The client agreed to this")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    reveals = {"stay_text": ("stay", {"other"})}


class FilterExample(forms.Form):
    """Filters of a list."""

    mark_required = False

    kind = forms.ChoiceField(
        label="Household", required=False, choices=[("", "All"), ("F", "Families"), ("S", "Single adults")]
    )
    ready = forms.ChoiceField(
        label="Documents", required=False, choices=[("", "All"), ("1", "Ready"), ("0", "Not ready")]
    )
    worker = forms.CharField(label="Worker", required=False)


WRONG = {
    "name": "",
    "born_0": "2",
    "born_1": "31",
    "born_2": "1985",
    "phone": "12345",
    "ssn": "000-12-3456",
    "size": "none",
    "stay": "other",
    "note": "This note goes on. " * 8,
}
