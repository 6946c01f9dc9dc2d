"""What assessments, living situations and CE events add to the history and to the location of a client."""

from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.hud import lists
from clients import history, locations, trail
from clients.history import Category, Source, Words
from clients.models import Client

NOTHING = Value("", output_field=CharField())
# The answer to "where is the client?" in the Crisis Assessment: the same question as in the living situation.
WHERE, HOW_TO_FIND = "CLS10", "CLS11"


def _about(kind: Any, actor: Actor, client: Client) -> QuerySet[Any]:
    return kind.objects.visible_to(actor).filter(client=client, voided_at=None)


def assessments(actor: Actor, client: Client) -> QuerySet[Any]:
    """Submitted assessments, with the one that took their place; answers and scores stay on their own page."""
    newer = Coalesce(Cast("superseded_by__public_id", CharField()), Value(""))
    return _about(Assessment, actor, client).annotate(on_day=F("assessed_on"), what=F("kind"), more=newer)


def living_situations(actor: Actor, client: Client) -> QuerySet[Any]:
    """Where the person stayed, as a HUD code."""
    rows = _about(CurrentLivingSituation, actor, client)
    return rows.annotate(on_day=F("information_date"), what=Cast("situation", CharField()), more=NOTHING)


def events(actor: Actor, client: Client) -> QuerySet[Any]:
    """CE events, with the program of a referral."""
    rows = _about(CEEvent, actor, client)
    more = Coalesce("location_program__name", Value(""))
    return rows.annotate(on_day=F("event_date"), what=Cast("event", CharField()), more=more)


def assessment_words(what: str, _more: str) -> Words:
    """Return the name of the instrument."""
    return str(Assessment.Kind(what).label), ""


def situation_words(what: str, _more: str) -> Words:
    """Return the situation in HUD's words."""
    return _("Living situation"), lists.label("3.12.1", int(what))


def event_words(what: str, more: str) -> Words:
    """Return the event in HUD's words."""
    return lists.label("4.20.2", int(what)), more


def situation_places(actor: Actor, client: Client) -> QuerySet[Any]:
    """Locations in living situations which were recorded by themselves."""
    rows = _about(CurrentLivingSituation, actor, client).exclude(location="")
    return rows.annotate(on_day=F("information_date"), place_said=F("location"), more=F("details"))


def crisis_places(actor: Actor, client: Client) -> QuerySet[Any]:
    """Locations in Crisis Assessments."""
    rows = _about(Assessment, actor, client).filter(kind=Assessment.Kind.CRISIS)
    said, how = KeyTextTransform(WHERE, "answers"), KeyTextTransform(HOW_TO_FIND, "answers")
    rows = rows.annotate(on_day=F("assessed_on"), place_said=said, more=Coalesce(how, Value("")))
    return rows.exclude(place_said=None).exclude(place_said="")


def _record_url(reference: UUID | str) -> str:
    return reverse("assessments:show", args=[reference])


def register_all() -> None:
    """Add every source of this floor."""
    made = [
        ("assessment", gettext_lazy("Assessment"), assessments, assessment_words),
        ("living_situation", gettext_lazy("Living situation"), living_situations, situation_words),
        ("ce_event", gettext_lazy("CE event"), events, event_words),
    ]
    for name, label, rows, words in made:
        leads = _record_url if name == "assessment" else None
        history.register(
            Source(
                name=name, category=Category.ASSESSMENTS, label=label, rows=rows, words=words, url=leads, newer=leads,
                plain=True,
            )
        )  # fmt: skip
    for name, label, rows in [
        ("cls", gettext_lazy("Living situation"), situation_places),
        ("crisis", gettext_lazy("Crisis Assessment"), crisis_places),
    ]:
        locations.register(locations.LocationSource(name=name, label=label, rows=rows))
    # The answers of a Crisis Assessment hold the result too.
    trail.keep_for(Permission.HANDLE_290, "assessments_registercheck", "result")
    trail.keep_for(Permission.HANDLE_290, "assessments_assessment", "answers")
    trail.keep_for(Permission.HANDLE_290, "assessments_draft", "answers", "unfinished")
