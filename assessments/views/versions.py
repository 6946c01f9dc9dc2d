"""Versions of instruments: all of them, one of them, two compared, a new one loaded, published, taken back."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies, services
from assessments.engine.definition import Definition
from assessments.engine.differences import differences
from assessments.engine.standalone import FaultyFile, shipped_file
from assessments.fhir.questionnaire import questionnaire
from assessments.forms.versions import CompareForm, LoadForm
from assessments.models import InstrumentVersion
from assessments.services.instrument_versions import effect_of, version_of
from assessments.versions import INSTRUMENTS, SHIPPED, current_definition
from assessments.views.version_page import effect_rows, questions_of, worked_out_in
from cas_portal.access.errors import Conflict
from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock

MOST_SHIFTS = 100
# FHIR's publication status of a version of ours.
STATUSES = {"draft": "draft", "published": "active", "retired": "retired"}


@needs_whole(Permission.EDIT_RULES)
@require_safe
def every_version(request: PortalRequest) -> HttpResponse:
    """List every instrument with its versions and the one in use."""
    require(policies.can_change_instruments(request.actor))
    rows = InstrumentVersion.objects.visible_to(request.actor).select_related("created_by").order_by("-created_at")
    made: dict[str, list[InstrumentVersion]] = {}
    for row in rows.defer("data"):
        made.setdefault(row.instrument, []).append(row)
    continuum = request.actor.continuum_id
    instruments = [
        {
            "slug": code.lower(),
            "definition": current_definition(code, continuum),
            "versions": made.get(code, []),
            "shipped": _shipped(code, made.get(code, [])),
        }
        for code in INSTRUMENTS
    ]
    return render(request, "assessments/versions/list.html", {"instruments": instruments})


@needs_whole(Permission.EDIT_RULES)
@require_safe
def one_version(request: PortalRequest, instrument: str, version: str) -> HttpResponse:
    """Show a version whole: questions, answers, points; and what it would change on the lists of today."""
    definition = version_of(request.actor, _known(instrument), version)
    now = current_definition(definition.instrument, request.actor.continuum_id)
    context: dict[str, Any] = {
        "definition": definition,
        "slug": instrument,
        "row": _row(request, definition),
        "in_use": now.version == definition.version,
        "now": now.version,
        "sections": questions_of(definition),
        "worked_out": worked_out_in(definition),
    }
    if not context["in_use"]:
        context |= _effect(request, definition) if definition.score_rules else {}
        context["differences"] = differences(now, definition)
    return render(request, "assessments/versions/version.html", context)


def _effect(request: PortalRequest, definition: Definition) -> dict[str, Any]:
    effect = effect_of(by=request.actor, definition=definition, on=clock.today())
    shown = effect.shifts[:MOST_SHIFTS]
    return {"effect": effect, "more": len(effect.shifts) - len(shown), "shifts": effect_rows(request, shown)}


@needs_whole(Permission.EDIT_RULES)
@require_safe
def compare(request: PortalRequest, instrument: str) -> HttpResponse:
    """Compare two versions, question by question."""
    require(policies.can_change_instruments(request.actor))
    code = _known(instrument)
    rows = list(InstrumentVersion.objects.visible_to(request.actor).filter(instrument=code).order_by("created_at"))
    versions = [*_shipped(code, rows), *(row.version for row in rows)]
    chosen = {"old": request.GET.get("old", versions[0]), "new": request.GET.get("new", versions[-1])}
    form = CompareForm(chosen, versions=versions)
    context: dict[str, Any] = {"form": form, "definition": current_definition(code), "found": None}
    if form.is_valid():
        old, new = (version_of(request.actor, code, form.cleaned_data[name]) for name in ("old", "new"))
        context["found"] = differences(old, new)
    return render(request, "assessments/versions/compare.html", context, status=422 if form.errors else 200)


@needs_whole(Permission.EDIT_RULES)
@require_safe
def take_out(request: PortalRequest, instrument: str, version: str) -> HttpResponse:
    """Send a version as one file, to be changed and loaded again."""
    definition = version_of(request.actor, _known(instrument), version)
    row = _row(request, definition)
    data = row.data if row else shipped_file(definition.instrument, version)
    answer = HttpResponse(json.dumps(data, indent=2, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{instrument}-{version}.json"'
    return answer


@needs_whole(Permission.EDIT_RULES)
@require_safe
def fhir(request: PortalRequest, instrument: str, version: str) -> HttpResponse:
    """Send a version as a FHIR R4 Questionnaire."""
    definition = version_of(request.actor, _known(instrument), version)
    row = _row(request, definition)
    status = STATUSES[row.status] if row else "active" if version == SHIPPED[definition.instrument][-1] else "retired"
    answer = JsonResponse(questionnaire(definition, status=status), content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="{instrument}-{version}-fhir.json"'
    return answer


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: PortalRequest, instrument: str) -> HttpResponse:
    """Ask for a file; keep it as a draft, or name every fault by line and question."""
    require(policies.can_change_instruments(request.actor))
    code = _known(instrument)
    form = LoadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "definition": current_definition(code)}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.load_version(by=request.actor, instrument=code, text=data["file"], note=data["note"])
        except FaultyFile as refused:
            context["faults"] = refused.faults
            form.add_error("file", _("The file has faults. They are listed below; nothing was kept."))
        except Conflict as refused:
            form.add_error("file", f"{refused.message} {refused.what_to_do}")
        else:
            return redirect("assessments:version", instrument, made.version)
    return render(request, "assessments/versions/load.html", context, status=422 if form.errors else 200)


@needs_whole(Permission.EDIT_RULES)
@require_POST
def publish(request: PortalRequest, made_id: UUID) -> HttpResponse:
    """Use the version for new records from now on."""
    row = services.publish_version(by=request.actor, public_id=made_id)
    text = _("Published. New assessments are made with this version; records keep theirs.")
    if current_definition(row.instrument).living:
        text = _("Published. From the next change on it is edited with this version; what was kept stays as it was.")
    messages.success(request, text)
    return redirect("assessments:version", row.instrument.lower(), row.version)


@needs_whole(Permission.EDIT_RULES)
@require_POST
def retire(request: PortalRequest, made_id: UUID) -> HttpResponse:
    """Take the version out of use."""
    row = services.retire_version(by=request.actor, public_id=made_id)
    now = current_definition(row.instrument, request.actor.continuum_id)
    text = _("Retired. New assessments are made with version %(version)s again.")
    if now.living:
        text = _("Retired. From the next change on it is edited with version %(version)s again.")
    messages.success(request, text % {"version": now.version})
    return redirect("assessments:version", row.instrument.lower(), row.version)


def _known(instrument: str) -> str:
    code = instrument.upper()
    if code not in INSTRUMENTS:
        raise Http404
    return code


def _shipped(code: str, made: Sequence[InstrumentVersion]) -> list[str]:
    """The versions that come with the portal, but for a name that the community had given to one of its own before."""
    own = {row.version for row in made}
    return [version for version in SHIPPED[code] if version not in own]


def _row(request: PortalRequest, definition: Definition) -> InstrumentVersion | None:
    rows = InstrumentVersion.objects.visible_to(request.actor)
    return rows.filter(instrument=definition.instrument, version=definition.version).first()
