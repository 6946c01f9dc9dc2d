"""Field markup: label, hint, error, marks and links belong together, for each kind of field."""

import re

import pytest
from django import forms

from cas_portal.ui.fields import MemorableDateField, RevealForm
from cas_portal.ui.templatetags.ui import form_errors
from cas_portal.ui.widgets import OptionText


class Contact(RevealForm):
    name = forms.CharField(label="Name", max_length=5, help_text="As on the ID")
    note = forms.CharField(label="Note", widget=forms.Textarea, max_length=10, required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", OptionText("Call", "By phone")), ("x", "Other")], widget=forms.RadioSelect
    )
    other = forms.CharField(label="What was it?")
    boxes = forms.MultipleChoiceField(
        label="Boxes",
        choices=[("1", "One"), ("0", OptionText("None", exclusive=True))],
        widget=forms.CheckboxSelectMultiple,
    )
    on = MemorableDateField(label="Day")
    size = forms.IntegerField(label="Size", min_value=1)
    agrees = forms.BooleanField(label="Agreed")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    reveals = {"other": ("kind", {"x"})}


def html(form, name):
    return re.sub(r"\s+", " ", form[name].as_field_group())


def test_text_field_is_tied_to_hint_and_error():
    markup = html(Contact({}), "name")

    assert '<label class="usa-label" for="id_name">Name' in markup
    assert 'id="id_name_helptext">As on the ID<' in markup
    assert 'aria-describedby="id_name_helptext id_name_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'class="usa-input usa-input--error"' in markup
    assert 'id="id_name_error"' in markup
    assert "Enter an answer for “Name”" in markup


def test_required_is_marked_and_optional_is_said():
    assert 'title="required">*</abbr>' in html(Contact(), "name")
    assert "(optional)" in html(Contact(), "note")
    assert "*</abbr>" not in html(Contact(), "note")


def test_marks_can_be_left_out():
    form = Contact()
    form.mark_required = False

    assert "</abbr>" not in html(form, "name")
    assert "(optional)" not in html(form, "note")


def test_radio_is_a_fieldset_with_legend_and_hints():
    markup = html(Contact(), "kind")

    assert '<legend class="usa-legend">Kind' in markup
    assert 'class="usa-radio__label" for="id_kind_0">Call<span class="usa-radio__label-description">By phone' in markup


def test_exclusive_choice_is_marked():
    assert 'value="0" data-exclusive' in html(Contact(), "boxes")


def test_textarea_counts_and_never_cuts():
    markup = html(Contact(), "note")

    assert "maxlength" not in markup
    assert 'data-count-limit="10"' in markup
    assert "You can enter up to 10 characters" in markup


def test_number_keeps_what_was_typed():
    markup = html(Contact({"size": "two"}), "size")

    assert 'type="text" inputmode="numeric"' in markup
    assert 'value="two"' in markup
    assert "Enter a whole number" in markup


def test_hidden_field_has_no_label():
    assert "<label" not in html(Contact(), "token")


def test_date_marks_only_the_wrong_part():
    markup = html(Contact({"on_0": "2", "on_1": "31", "on_2": "2023"}), "on")

    assert markup.count("usa-input--error") == 1
    assert "February 2023 has only 28 days" in markup


def test_dependent_field_names_its_answer():
    assert 'data-reveal-when="kind" data-reveal-values="x"' in html(Contact(), "other")


def test_dependent_field_is_not_asked_without_its_answer():
    form = Contact(
        {"name": "Sol", "kind": "a", "other": "", "boxes": ["1"], "on": "2025-08-05", "size": "1", "agrees": "1"}
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data["other"] == ""


def test_dependent_field_is_required_with_its_answer():
    form = Contact({"kind": "x"})

    assert "other" in form.errors


def test_prefix_reaches_the_revealing_field():
    assert 'data-reveal-when="two-kind"' in html(Contact(prefix="two"), "other")


@pytest.mark.parametrize(
    ("name", "target"),
    [("name", "id_name"), ("kind", "id_kind_0"), ("boxes", "id_boxes_0"), ("on", "id_on_0"), ("agrees", "id_agrees")],
)
def test_summary_links_to_the_control(name, target):
    found = {entry["target"] for entry in form_errors(Contact({}))}

    assert target in found
    assert f'id="{target}"' in html(Contact({}), name)


def test_summary_links_to_the_wrong_part_of_a_date():
    form = Contact({"on_0": "2", "on_1": "3", "on_2": "85"})

    assert {"message": "Enter the year with four digits, for example 1985", "target": "id_on_2"} in list(
        form_errors(form)
    )


def test_summary_and_field_say_the_same():
    form = Contact({"name": "Marisol", "size": "0"})

    messages = [entry["message"] for entry in form_errors(form)]

    assert "“Name” can have up to 5 characters; this has 7" in messages
    assert "“Size” must be 1 or more" in messages
    assert "“Name” can have up to 5 characters; this has 7" in html(form, "name")


def test_own_words_of_a_field_are_kept():
    field = forms.CharField(label="Name", error_messages={"required": "Enter the name the client uses"})
    form = type("F", (forms.Form,), {"name": field})({})

    assert next(iter(form_errors(form)))["message"] == "Enter the name the client uses"


def test_error_of_the_whole_form_links_nowhere():
    form = Contact({})
    form.add_error(None, "The two dates do not fit.")

    assert {"message": "The two dates do not fit.", "target": ""} in list(form_errors(form))


def test_input_is_escaped():
    form = Contact({"name": '"><script>'})

    assert "<script>" not in html(form, "name")


def test_placeholder_is_never_written():
    form = type("F", (forms.Form,), {"a": forms.CharField(widget=forms.TextInput({"placeholder": "Name"}))})()

    assert "placeholder" not in html(form, "a")
