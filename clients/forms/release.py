"""The release of information: the client signs, or declines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.errors import Invalid
from cas_portal.accounts.models import Agency
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from cas_portal.ui.widgets import OptionText, SignatureInput
from clients.models import Release, ReleasePaper
from clients.services.consent import Signing
from clients.services.papers import Paper, drawing_from, paper_from

SIGNED, DECLINED = "signed", "declined"
EVERYBODY, NAMED = "everybody", "named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Somebody of the household who can decide in the same go, and the agencies a release lets see their record."""

    client_id: int
    public_id: UUID
    name: str
    is_minor: bool
    seen_by: tuple[str, ...] = ()


class SignatureField(forms.CharField):
    """A signature drawn on the screen; gives the drawing, or None when nothing was drawn."""

    widget = SignatureInput

    def clean(self, value: Any) -> Paper | None:
        """Return the checked drawing."""
        try:
            return drawing_from(super().clean(value) or "")
        except Invalid as error:
            raise forms.ValidationError(f"{error.message} {error.what_to_do}") from error


class PaperField(forms.FileField):
    """A photo or scan of the signed paper; gives the paper with the type its first bytes say."""

    def clean(self, data: Any, initial: Any = None) -> Paper | None:
        """Return the checked paper."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return paper_from(file.read())
        except Invalid as error:
            raise forms.ValidationError(f"{error.message} {error.what_to_do}") from error


class ReleaseForm(RevealForm, OnceForm):
    """Both decisions are written down; declining changes no service. Relatives can decide in the same go."""

    decision = forms.ChoiceField(
        label=_("What did the client decide?"),
        choices=lambda: [
            (
                SIGNED,
                OptionText(str(_("The client signs")), str(_("Agencies that help with housing can work together."))),
            ),
            (
                DECLINED,
                OptionText(str(_("The client declines")), str(_("Help goes on. Only your agency sees the record."))),
            ),
        ],
        widget=forms.RadioSelect,
    )
    reach = forms.ChoiceField(
        label=_("Who may see the record?"),
        choices=[(EVERYBODY, _("Every agency of CAS")), (NAMED, _("Only the agencies chosen"))],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
    )
    agencies = forms.TypedMultipleChoiceField(
        label=_("Which agencies?"),
        help_text=_("The record is hidden at once from every other agency."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "options--two"}),
    )
    drawn = SignatureField(label=_("Signature of the client, drawn on the screen"), required=False)
    signature = forms.CharField(
        label=_("Or the client types their full name"),
        help_text=_("For a minor, a parent or guardian signs."),
        max_length=120,
        required=False,
    )
    paper = PaperField(
        label=_("Or attach the signed paper"), help_text=_("A photo or a PDF, up to 5 MB."), required=False
    )
    signed_on = MemorableDateField(label=_("Date"), latest=clock.today, initial=clock.today)
    witness = forms.CharField(
        label=_("Witness"), help_text=_("If somebody else was present."), max_length=120, required=False
    )

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[Agency] = (),
        seeing: Iterable[Agency] = (),
        relatives: Iterable[Relative] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.relatives, self.seeing = list(relatives), list(seeing)
        sees = {agency.pk: _now("Sees the record now") for agency in self.seeing}
        self.fields["agencies"].choices = [  # type: ignore[attr-defined]
            (agency.pk, OptionText(agency.name, sees.get(agency.pk, ""))) for agency in agencies
        ]
        self.reveals = {name: ("decision", {SIGNED}) for name in ("reach", "drawn", "signature", "paper")}  # type: ignore[misc]
        self.reveals["agencies"] = ("reach", {NAMED})
        self._ask_relatives()

    def _ask_relatives(self) -> None:
        children = [(str(one.public_id), one.name) for one in self.relatives if one.is_minor]
        if children:
            self.fields["minors"] = forms.MultipleChoiceField(
                label=_("Does the signature also cover these children?"), choices=children, required=False,
                initial=[key for key, _name in children], widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            self.reveals["minors"] = ("decision", {SIGNED})
        for one in self.relatives:
            if not one.is_minor:
                self.fields[_adult(one)] = forms.CharField(
                    label=_now("If %(name)s signs too: full name, typed by themselves") % {"name": one.name},
                    help_text=_("Leave it empty when they are not here or do not want to. Each adult decides alone."),
                    max_length=120, required=False,
                )  # fmt: skip
                self.reveals[_adult(one)] = ("decision", {SIGNED})

    def clean(self) -> dict[str, Any] | None:
        """Ask for one of the three ways to sign."""
        cleaned = super().clean()
        data = self.cleaned_data if cleaned is None else cleaned
        ways = ("drawn", "signature", "paper")
        if data.get("decision") == SIGNED and not any(data.get(way) or self.has_error(way) for way in ways):
            self.add_error("signature", _("Ask the client to sign, to type their name, or attach the signed paper"))
        return data

    def signing(self) -> Signing:
        """Return the signature as the service takes it."""
        data = self.cleaned_data
        papers = tuple(paper for paper in (data["drawn"], data["paper"]) if paper)
        on_paper = any(paper.kind == ReleasePaper.Kind.PAPER for paper in papers)
        return Signing(
            signed_on=data["signed_on"],
            name=data["signature"] or "",
            papers=papers,
            witness=data["witness"],
            agencies=tuple(data["agencies"] or ()) if data["reach"] == NAMED else (),
            method=Release.Method.PDF if on_paper else Release.Method.ELECTRONIC,
        )

    def minors(self) -> list[int]:
        """Return the children the signature covers."""
        chosen = set(self.cleaned_data.get("minors") or [])
        return [one.client_id for one in self.relatives if one.is_minor and str(one.public_id) in chosen]

    def adults(self) -> dict[int, str]:
        """Return the adults who signed with their own name."""
        return {
            one.client_id: name
            for one in self.relatives
            if not one.is_minor and (name := self.cleaned_data.get(_adult(one)))
        }


def _adult(one: Relative) -> str:
    return f"adult_{one.public_id.hex}"


class WithdrawForm(forms.Form):
    """Who of the household withdraws at the same time."""

    def __init__(self, *args: Any, relatives: Iterable[Relative] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relatives = list(relatives)
        if self.relatives:
            self.fields["also"] = forms.MultipleChoiceField(
                label=_("Who of the household withdraws too?"),
                help_text=_("Each adult decides alone; a parent or guardian decides for a child."),
                choices=[(str(one.public_id), one.name) for one in self.relatives],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def also(self) -> list[int]:
        """Return the ids of those chosen."""
        chosen = set(self.cleaned_data.get("also") or [])
        return [one.client_id for one in self.relatives if str(one.public_id) in chosen]
