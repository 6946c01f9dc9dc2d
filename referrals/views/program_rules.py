"""What a housing program asks for."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.versions import current_definition
from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from clients.models import Program
from clients.policies import can_edit_programs
from documents.kinds import Tier
from referrals.models import Opening
from referrals.models.openings import HOUSEHOLD_LABELS, RULE_FIELDS, HousingKind
from referrals.services import rules

ANYWHERE = "any"
ONLY = ("chronic_only", "veteran_only", "tay_only", "survivor_only")


def zones() -> list[tuple[str, str]]:
    """Return the areas clients are asked about in the housing conversation (HC03)."""
    spanish = (get_language() or "").startswith("es")
    options = current_definition("HCT").items["HC03"].options
    found = ((option.code, option.text.es if spanish else option.text.en) for option in options)
    return [(str(code), label) for code, label in found if code != ANYWHERE]


class RuleForm(forms.Form):
    """The gates of policy §6.2. What is left empty is not asked for."""

    housing_kind = forms.ChoiceField(label=gettext_lazy("Kind of housing"), choices=HousingKind.choices)
    required_tier = forms.ChoiceField(
        label=gettext_lazy("Papers a household must have"), choices=Tier.choices, widget=forms.RadioSelect
    )
    household_types = forms.MultipleChoiceField(
        label=gettext_lazy("Household types"),
        help_text=gettext_lazy("Choose none when every type fits."),
        choices=lambda: [(kind.value, label) for kind, label in HOUSEHOLD_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    min_size = forms.IntegerField(label=gettext_lazy("Smallest household"), min_value=1, max_value=30, required=False)
    max_size = forms.IntegerField(label=gettext_lazy("Largest household"), min_value=1, max_value=30, required=False)
    min_age = forms.IntegerField(
        label=gettext_lazy("Youngest age of the head"), min_value=18, max_value=100, required=False
    )
    only = forms.MultipleChoiceField(
        label=gettext_lazy("Only for"),
        help_text=gettext_lazy("A household must be all that you choose."),
        choices=[
            ("chronic_only", gettext_lazy("Chronically homeless")),
            ("veteran_only", gettext_lazy("Veterans")),
            ("tay_only", gettext_lazy("Transition-age youth")),
            ("survivor_only", gettext_lazy("Survivors")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    zones = forms.MultipleChoiceField(
        label=gettext_lazy("Areas where its homes are"),
        help_text=gettext_lazy("Choose none when it is anywhere in the county."),
        choices=zones,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def values(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "only"}
        return data | {name: name in self.cleaned_data["only"] for name in ONLY}


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def program_rule(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Say what the program asks for; openings that were reported keep what they began with."""
    actor = request.actor
    require(can_edit_programs(actor))
    program = get_object_or_404(Program.objects.visible_to(actor).select_related("agency"), public_id=public_id)
    form = RuleForm(request.POST or None, initial=_present(request, program))
    if form.is_valid():
        try:
            if "confirmed" not in request.POST:
                return _preview(request, program, form)
            rules.save_rule(by=actor, program_id=program.public_id, **form.values())
        except Invalid as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The program asks for this from now on."))
            return redirect("programs:program", program.public_id)
    context = {
        "form": form,
        "program": program,
        "waiting": Opening.objects.visible_to(actor).filter(program=program).unfilled().count(),
        "crumbs": _crumbs(program),
    }
    return render(request, "referrals/program_rule.html", context, status=422 if form.errors else 200)


def _preview(request: PortalRequest, program: Program, form: RuleForm) -> HttpResponse:
    """Show how many households the new rules let in and out, before they are saved."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "program": program,
        "effects": rules.effects(request.actor, program, **form.values()),
        "waiting": Opening.objects.visible_to(request.actor).filter(program=program).unfilled().count(),
        "again": [pair for pair in sent if pair[0] != "csrfmiddlewaretoken"],
        "crumbs": _crumbs(program),
        "cancel_url": reverse("referrals:program_rule", args=[program.public_id]),
    }
    return render(request, "referrals/program_rule_preview.html", context)


def _present(request: PortalRequest, program: Program) -> dict[str, Any]:
    rule = rules.rule_of(request.actor, program)
    values = {name: getattr(rule, name) for name in (*RULE_FIELDS, "housing_kind")}
    return values | {"only": [name for name in ONLY if values[name]]}


def _crumbs(program: Program) -> list[dict[str, str]]:
    return [
        {"label": _("Agencies and programs"), "url": reverse("programs:agencies")},
        {"label": program.name, "url": reverse("programs:program", args=[program.public_id])},
        {"label": _("What it asks for"), "url": ""},
    ]
