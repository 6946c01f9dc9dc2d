"""The dated history of a client, and what it says about chronic homelessness (policy §4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies, stays_page
from assessments.forms.stays import ChangeStayForm, ConditionForm, RemoveStayForm, StayForm
from assessments.models import CurrentLivingSituation, DatedStay
from assessments.recorded_stays import NO_PLACE, Recorded, recorded
from assessments.services import chronic, stays
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Missing, StaleForm
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients.models import Client
from clients.services.facts import record_facts
from clients.services.records import may_act
from clients.views.subject import form_page, sent

CONDITION = "disabling_condition"


@needs(Permission.ADD_LIVING_SITUATION)
@require_safe
def history(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Show the stays, the plot of 36 months, the finding with what is missing, and the days ahead."""
    client = _client(request, client_id, "dated_stays")
    today = clock.today(client.continuum.time_zone)
    rows, rules = stays.stays_of(client), chronic.rules_on(client.continuum_id, today)
    found, changes = chronic.finding_of(client, today)
    context = {
        **subject(request, client, _("Dated history")),
        "stays": [_row(stay) for stay in rows],
        "headline": stays_page.headline(found),
        "facts": stays_page.facts(found, rules),
        "missing": stays_page.gap_words(found, rules),
        "ahead": stays_page.ahead_words(changes),
        "overlaps": [*stays_page.doubts(rows, _last_situation(request, client)), *stays_page.overlaps(rows, today)],
        "unrecorded": stays_page.unrecorded(rows, found) if rows else 0,
        "plot": stays_page.plot(rows, found, rules) if rows else None,
        "found": found,
        "condition": stays_page.condition_words(getattr(client, CONDITION), found),
        "offered": [_offered(one) for one in recorded(request.actor, client, today)],
    }
    return render(request, "assessments/stays.html", context)


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Add a stay."""
    client = _client(request, client_id, "dated_stays")
    form = StayForm(request.POST or None)

    def act() -> str:
        stays.add_stay(by=request.actor, client_id=client.pk, facts=form.facts())
        messages.success(request, _("The stay was added."))
        return _way_back(client)

    if done := sent(request, form, act):
        return done
    return _form(request, client, form, _("Add a stay"))


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PortalRequest, client_id: UUID, stay_id: UUID) -> HttpResponse:
    """Correct or end a stay; when somebody saved first, both versions are shown."""
    client = _client(request, client_id, "dated_stays")
    stay = _stay(request, client, stay_id)
    initial = {name: getattr(stay, name) for name in (*stays.StayFacts.__dataclass_fields__, "version")}
    form = ChangeStayForm(request.POST or None, initial=initial)

    def act() -> str:
        version = form.cleaned_data["version"]
        stays.change_stay(by=request.actor, stay_id=stay.public_id, facts=form.facts(), version=version)
        messages.success(request, _("The stay was saved."))
        return _way_back(client)

    try:
        if done := sent(request, form, act):
            return done
    except StaleForm as stale:
        return _stale(request, client, form, stale)
    return _form(request, client, form, _("Change a stay"), stay=stay)


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PortalRequest, client_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take a stay out, with a reason."""
    client = _client(request, client_id, "dated_stays")
    stay = _stay(request, client, stay_id)
    form = RemoveStayForm(request.POST or None)

    def act() -> str:
        stays.remove_stay(by=request.actor, stay_id=stay.public_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The stay was taken out."))
        return _way_back(client)

    if done := sent(request, form, act):
        return done
    return _form(request, client, form, _("Take out a stay"), stay=stay, template="assessments/stay_remove.html")


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Write down whether this one person has a disabling condition: the history alone makes nobody chronic."""
    client = _client(request, client_id, "dated_stays")
    form = ConditionForm(request.POST or None, initial=editing.opening({CONDITION: getattr(client, CONDITION)}))

    def act() -> str:
        facts = {CONDITION: form.cleaned_data[CONDITION]}
        record_facts(by=request.actor, client_id=client.pk, facts=facts, opened=form.cleaned_data["opened"])
        messages.success(request, _("The answer was saved."))
        return _way_back(client)

    if done := sent(request, form, act):
        return done
    return _form(request, client, form, _("Disabling condition"), template="assessments/condition.html")


@needs(Permission.ADD_LIVING_SITUATION)
@require_POST
def take_over(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Make stays of what the record already holds, for the lines that are checked."""
    client = _client(request, client_id, "dated_stays")
    chosen = frozenset(request.POST.getlist("take"))
    made = stays.take_over(by=request.actor, client_id=client.pk, keys=chosen)
    text = ngettext("%(n)s stay was taken over.", "%(n)s stays were taken over.", made) % {"n": made}
    messages.success(request, text if made else _("Nothing was chosen."))
    return redirect("assessments:stays", client.public_id)


def _client(request: PortalRequest, client_id: UUID, purpose: str) -> Client:
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose=purpose)
    require(may_act(request.actor, client, Permission.ADD_LIVING_SITUATION) and policies.has_dated_stays(client))
    return client


def _last_situation(request: PortalRequest, client: Client) -> CurrentLivingSituation | None:
    rows = CurrentLivingSituation.objects.visible_to(request.actor).filter(client=client, voided_at=None)
    known = rows.exclude(contact_kind=CurrentLivingSituation.ContactKind.COPY).exclude(situation__in=NO_PLACE)
    return known.order_by("-information_date", "-created_at").first()


def _stay(request: PortalRequest, client: Client, stay_id: UUID) -> DatedStay:
    stay = get_object_or_404(DatedStay.objects.visible_to(request.actor), client=client, public_id=stay_id)
    if stay.removed_at is not None:
        raise Missing
    return stay


def _way_back(client: Client) -> str:
    return reverse("assessments:stays", args=[client.public_id])


def _row(stay: DatedStay) -> dict[str, Any]:
    who = stay.changed_by or stay.created_by
    return {
        "stay": stay,
        "period": stays_page.period_words(stay),
        "place": stays_page.place_words(stay),
        "who": ", ".join(filter(None, (who.name if who else "", stay.agency.name))),
    }


def _offered(one: Recorded) -> dict[str, Any]:
    as_stay = DatedStay(
        started_on=one.started_on, ended_on=one.ended_on, situation=one.situation, place=one.place, proof=one.proof
    )
    return {
        "key": one.key,
        "text": f"{stays_page.place_words(as_stay)}, {stays_page.period_words(as_stay)}",
        "source": DatedStay.Source(one.source).label,
        "proof": as_stay.get_proof_display(),
    }


def _form(
    request: PortalRequest,
    client: Client,
    form: Any,
    title: str,
    *,
    stay: DatedStay | None = None,
    template: str = "assessments/stay.html",
) -> HttpResponse:
    context = {**subject(request, client, title), "form": form, "title": title, "way_back": _way_back(client)}
    if stay is not None:
        context |= {"stay": stay, "period": stays_page.period_words(stay), "place": stays_page.place_words(stay)}
    return form_page(request, template, context)


def _stale(request: PortalRequest, client: Client, form: ChangeStayForm, stale: StaleForm) -> HttpResponse:
    theirs = stale.context["theirs"]
    if not isinstance(theirs, DatedStay):
        raise stale
    typed = request.POST.copy()
    typed["version"] = str(theirs.version)
    context = {
        **subject(request, client, _("Change a stay")),
        "title": _("Change a stay"),
        "form": ChangeStayForm(typed),
        "differences": stays_page.differences(form.facts(), theirs),
        "stale": True,
        "way_back": _way_back(client),
    }
    return render(request, "assessments/stay.html", context, status=409)
