"""What people say about papers: validated here, saved by the services."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.forms import ReasonForm
from cas_portal.outbox.editing import EditForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField
from documents.kinds import BASES, Basis, Kind


class RecordForm(EditForm):
    """A paper a client brought. It remembers which one counted or waited when it was opened."""

    basis = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    issued_on = MemorableDateField(label=_("Day it was issued or signed"), latest=clock.today)
    expires_on = MemorableDateField(
        label=_("Expiry date printed on it"), required=False, help_text=_("Leave empty when none is printed.")
    )
    brought_by_client = forms.BooleanField(
        label=_("The client brought it today"),
        required=False,
        initial=True,
        help_text=_("This counts as a contact with the client."),
    )

    def __init__(self, *args: Any, kind: Kind, attests: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if attests:
            del self.fields["brought_by_client"]
        field = cast(forms.ChoiceField, self.fields["basis"])
        field.choices = [(basis.value, basis.label) for basis in BASES[kind]]
        if len(BASES[kind]) == 1:
            self.fields["basis"].initial = BASES[kind][0].value
        if kind != Kind.PHOTO_ID:
            del self.fields["expires_on"]

    def clean(self) -> dict[str, Any] | None:
        """Refuse an expiry before the issue."""
        cleaned = super().clean()
        issued, expires = self.cleaned_data.get("issued_on"), self.cleaned_data.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("The paper cannot expire before it was issued"))
        if self.cleaned_data.get("basis") == Basis.RECEIPT:
            self.cleaned_data["expires_on"] = None
        return cleaned


class ReturnForm(ReasonForm):
    """What is wrong with a paper."""

    code = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Explanation"),
        max_length=270,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The case manager reads this. Say what to bring instead."),
    )
