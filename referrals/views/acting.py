"""Making a move: a button at once, or a page that asks what the verb needs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from cas_portal.audit import record
from referrals import forms, policies, presenters, reading, services
from referrals.deadlines import Rules
from referrals.models import Referral
from referrals.moves import BY_VERB, Verb
from referrals.services.engine import require_source
from referrals.views.verbs import VERB_PAGES, VerbPage

ANYBODY_INVOLVED = (Permission.SELECT_CANDIDATE, Permission.ANSWER_INTEREST, Permission.ANSWER_REFERRAL)


def referral_or_missing(request: PortalRequest, referral_id: UUID) -> Referral:
    """Return a referral the actor sees; hidden and missing look the same."""
    rows = reading.with_details(Referral.objects.visible_to(request.actor)).select_related("continuum")
    found = rows.filter(public_id=referral_id).first()
    if found is None:
        raise Missing()
    return found


@needs(Permission.ANSWER_REFERRAL)
@require_POST
def acknowledge(request: PortalRequest, referral_id: UUID) -> HttpResponse:
    """Say that the program works on it."""
    services.acknowledge(by=request.actor, referral_id=referral_id)
    messages.success(request, _("Acknowledged. The client's provider was told."))
    return redirect("referrals:referral", referral_id)


@needs(Permission.ANSWER_REFERRAL)
@require_POST
def accept(request: PortalRequest, referral_id: UUID) -> HttpResponse:
    """Accept the household: two clicks from the inbox."""
    services.accept(by=request.actor, referral_id=referral_id)
    messages.success(request, _("Accepted. Enroll the household when it starts in the program."))
    return redirect("referrals:referral", referral_id)


@needs(*ANYBODY_INVOLVED)
@require_http_methods(["GET", "POST"])
def act(request: PortalRequest, referral_id: UUID, verb: Verb) -> HttpResponse:
    """Ask what a verb needs, then make the move."""
    page, referral = VERB_PAGES[verb], referral_or_missing(request, referral_id)
    if not policies.can_make_move(request.actor, BY_VERB[verb], referral):
        raise Forbidden()
    if request.method == "GET":
        require_source(referral, BY_VERB[verb])
        return _page(request, page, referral, _form(request, page, referral, initial=True))
    form = _form(request, page, referral, request.POST)
    if not form.is_valid():
        return _page(request, page, referral, form, status=422)
    try:
        page.run(request.actor, referral, form.cleaned_data)
    except Invalid as error:
        form.add_error(None, " ".join(filter(None, (error.message, error.what_to_do))))
        return _page(request, page, referral, form, status=422)
    messages.success(request, form.rules.say(page.done))
    return HttpResponseRedirect(next_page(request, page, referral))


@needs(*ANYBODY_INVOLVED)
@require_http_methods(["GET", "POST"])
def record_try(request: PortalRequest, referral_id: UUID) -> HttpResponse:
    """Record one try to reach the client."""
    referral = referral_or_missing(request, referral_id)
    if not policies.is_clients_provider(request.actor, referral):
        raise Forbidden()
    initial = forms.initial_for(forms.TryForm, reading.today_of(referral))
    form = forms.TryForm(request.POST or None, referral=referral, rules=_rules(referral), initial=initial)
    if form.is_valid():
        services.log_failed_try(by=request.actor, referral_id=referral_id, on=form.cleaned_data["on"])
        messages.success(request, _("The try is recorded."))
        return redirect("referrals:referral", referral_id)
    record.log_read([referral.client_id], purpose="referrals:try")
    context = {"form": form, "referral": referral, "name": presenters.name(referral)}
    return render(request, "referrals/try.html", context, status=422 if form.is_bound else 200)


def next_page(request: PortalRequest, page: VerbPage, referral: Referral) -> str:
    """The referral itself, or the program's inbox once the record is closed to it."""
    housing = policies.is_housing_provider(request.actor, referral)
    if page.leaves and housing:
        return reverse("referrals:inbox")
    return reverse("referrals:referral", args=[referral.public_id])


def _form(
    request: PortalRequest, page: VerbPage, referral: Referral, data=None, *, initial: bool = False
) -> forms.MoveForm:
    extra = {"agencies": _agencies(request)} if page.verb == Verb.NOTIFY else {}
    usual = forms.initial_for(page.form, reading.today_of(referral)) if initial else None
    return page.form(data, referral=referral, rules=_rules(referral), initial=usual, **extra)


def _rules(referral: Referral) -> Rules:
    return Rules.on(referral.continuum_id, referral.continuum.time_zone, reading.today_of(referral))


def _agencies(request: PortalRequest) -> list[tuple[int, str]]:
    rows = Agency.objects.visible_to(request.actor).filter(active=True)
    return list(rows.values_list("pk", "name"))


def _page(
    request: PortalRequest, page: VerbPage, referral: Referral, form: forms.MoveForm, status: int = 200
) -> HttpResponse:
    name = presenters.name(referral) if reading.shows_household(request.actor, referral) else ""
    if name:
        record.log_read([referral.client_id], purpose=f"referrals:{page.verb}")
    context = {"form": form, "referral": referral, "verb_page": page, "lead": form.rules.say(page.lead), "name": name}
    return render(request, "referrals/act.html", context, status=status)
