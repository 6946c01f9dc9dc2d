"""How somebody wants to hear of each kind of notice."""

from typing import Any

from django import forms

from cas_portal.notifications.kinds import KINDS, mail_of
from cas_portal.notifications.models import Mail


class MailForm(forms.Form):
    """One choice for each kind that is not locked."""

    mark_required = False

    def __init__(self, *args: Any, chosen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            if not kind.locked:
                self.fields[kind.code] = forms.ChoiceField(
                    label=kind.about,  # type: ignore[arg-type]
                    choices=Mail.choices,
                    initial=mail_of(kind.code, chosen.get(kind.code, "")),
                    widget=forms.Select,
                )
