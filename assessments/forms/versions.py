"""Loading a version of an instrument, and choosing two to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.standalone import LARGEST


class LoadForm(forms.Form):
    """A file, and what is new in it."""

    file = forms.FileField(
        label=_("File of the instrument (JSON)"),
        help_text=_("Take out the version in use, change points, answers or wording, and give it a new version."),
    )
    note = forms.CharField(label=_("What is new in it?"), max_length=200)

    def clean_file(self) -> str:
        """Return the text of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return str(sent.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from None


class CompareForm(forms.Form):
    """Two versions of one instrument."""

    mark_required = False
    old = forms.ChoiceField(label=_("Earlier version"))
    new = forms.ChoiceField(label=_("Later version"))

    def __init__(self, *args: Any, versions: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            self.fields[name].choices = [(version, version) for version in versions]  # type: ignore[attr-defined]
