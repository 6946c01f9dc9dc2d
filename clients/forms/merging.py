"""Which answers and which household go on when two records become one."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.outbox.once import OnceForm
from clients import presenters
from clients.merging import Pair
from clients.services import profiles
from clients.services.duplicates import Why

KEPT, OTHER = "kept", "other"


class MergeForm(OnceForm):
    """One choice for each answer the two records do not share; `seen` are the versions that were compared."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, pair: Pair, one_goes_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        better = profiles.better_from_other(pair)
        for answer in profiles.differing(pair):
            self.fields[answer.key] = forms.ChoiceField(
                label=answer.label,
                choices=self._choices(answer),
                initial=OTHER if answer.key in better else KEPT,
                widget=forms.RadioSelect,
            )
        if one_goes_on:
            self.fields["stays"] = forms.ChoiceField(
                label=_("Whose household and open enrollment go on?"),
                help_text=_("Those of the other record end today."),
                choices=[(KEPT, _("Of the record that is kept")), (OTHER, _("Of the other record"))],
                initial=KEPT,
                widget=forms.RadioSelect,
            )

    def _choices(self, answer: profiles.Answer) -> list[tuple[str, str]]:
        pair = ((KEPT, self.pair.kept), (OTHER, self.pair.other))
        return [(value, presenters.answer_words(answer.key, client)) for value, client in pair]

    @property
    def taken(self) -> frozenset[str]:
        """The answers that come from the other record."""
        return frozenset(key for key in profiles.KEYS if self.cleaned_data.get(key) == OTHER)

    @property
    def stays_id(self) -> int:
        """The record whose household and open enrollment go on."""
        other = self.cleaned_data.get("stays") == OTHER
        return self.pair.other.pk if other else self.pair.kept.pk

    def chosen(self) -> list[tuple[Any, str]]:
        """Return the choices in words, for the page that asks once more."""
        shown = {name: field for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)}
        words = {name: dict(cast("list[tuple[str, Any]]", field.choices)) for name, field in shown.items()}
        return [(field.label, words[name][self.cleaned_data[name]]) for name, field in shown.items()]


class WhyForm(forms.Form):
    """Which suspicion to look at."""

    mark_required = False
    reason = forms.ChoiceField(
        label=_("Why they may be one person"), choices=[("", _("Every reason")), *Why.choices], required=False
    )

    def why(self) -> str:
        """Return the reason chosen; "" for every one, and for one that is none."""
        return str(self.cleaned_data.get("reason", "")) if self.is_valid() else ""
