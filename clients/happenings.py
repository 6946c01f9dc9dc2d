"""What this floor adds to the history of a client."""

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from clients.history import Category, Source, Words, register
from clients.models import CaseManager, Client, Contact, Enrollment, HandOff, Note, Place, Release, Service

NOTHING = Value("", output_field=CharField())
SHORT = 300
PRIVATE = "private"
BY_THEMSELVES = (Contact.Kind.LIVING_SITUATION, Contact.Kind.ASSESSMENT)


def _about(kind: Any, actor: Actor, client: Client) -> QuerySet[Any]:
    return kind.objects.visible_to(actor).filter(client=client)


def contacts(actor: Actor, client: Client) -> QuerySet[Any]:
    """Contacts and tries, but for those that a living situation or an assessment made: these stand there themselves."""
    rows = _about(Contact, actor, client).exclude(kind__in=BY_THEMSELVES)
    return rows.annotate(on_day=F("happened_on"), what=F("kind"), more=NOTHING)


def places(actor: Actor, client: Client) -> QuerySet[Any]:
    """Where somebody said the client is."""
    return (
        _about(Place, actor, client)
        .filter(withdrawn_at=None)
        .annotate(on_day=F("seen_on"), what=NOTHING, more=F("place"))
    )


def entries(actor: Actor, client: Client) -> QuerySet[Any]:
    """Project starts."""
    return _about(Enrollment, actor, client).annotate(on_day=F("entry_date"), what=NOTHING, more=F("program__name"))


def exits(actor: Actor, client: Client) -> QuerySet[Any]:
    """Project exits."""
    rows = _about(Enrollment, actor, client).exclude(exit_date=None)
    return rows.annotate(on_day=F("exit_date"), what=NOTHING, more=F("program__name"))


def move_ins(actor: Actor, client: Client) -> QuerySet[Any]:
    """Move-ins."""
    rows = _about(Enrollment, actor, client).exclude(move_in_date=None)
    return rows.annotate(on_day=F("move_in_date"), what=NOTHING, more=F("program__name"))


def releases(actor: Actor, client: Client) -> QuerySet[Any]:
    """Releases signed and declined."""
    return _about(Release, actor, client).annotate(on_day=F("signed_on"), what=F("method"), more=NOTHING)


def case_managers(actor: Actor, client: Client) -> QuerySet[Any]:
    """Who began to look after the client."""
    return _about(CaseManager, actor, client).annotate(on_day=F("starts_on"), what=NOTHING, more=F("user__name"))


def ended_case_managers(actor: Actor, client: Client) -> QuerySet[Any]:
    """Who looks after the client no longer."""
    rows = _about(CaseManager, actor, client).exclude(ends_on=None)
    return rows.annotate(on_day=F("ends_on"), what=NOTHING, more=F("user__name"))


def notes(actor: Actor, client: Client) -> QuerySet[Any]:
    """Notes; private ones for their agency alone."""
    rows = _about(Note, actor, client).filter(withdrawn_at=None)
    private = Case(When(private=True, then=Value(PRIVATE)), default=NOTHING)
    return rows.annotate(on_day=F("happened_on"), what=private, more=F("text"))


def services(actor: Actor, client: Client) -> QuerySet[Any]:
    """Services."""
    rows = _about(Service, actor, client).filter(withdrawn_at=None)
    return rows.annotate(on_day=F("given_on"), what=F("kind"), more=F("detail"))


def hand_offs(actor: Actor, client: Client) -> QuerySet[Any]:
    """Warm hand-offs."""
    more = Concat("to_agency__name", Value(": "), "reason")
    return _about(HandOff, actor, client).annotate(on_day=F("happened_on"), what=NOTHING, more=more)


def _choice(choices: Any) -> Any:
    def words(what: str, more: str) -> Words:
        return str(choices(what).label), more[:SHORT]

    return words


def _named(title: Any) -> Any:
    def words(_what: str, more: str) -> Words:
        return str(title), more[:SHORT]

    return words


def release_words(what: str, _more: str) -> Words:
    """Return how a release was given."""
    declined = what == Release.Method.REFUSED
    return (_("Release declined") if declined else _("Release signed")), ""


def note_words(what: str, more: str) -> Words:
    """Return a note, and whether the own agency alone reads it."""
    return (_("Note, my agency only") if what == PRIVATE else _("Note")), more[:SHORT]


def register_all() -> None:
    """Add every source of this floor."""
    made = [
        ("contact", Category.CONTACTS, gettext_lazy("Contact"), contacts, _choice(Contact.Kind)),
        ("place", Category.CONTACTS, gettext_lazy("Location"), places, _named(gettext_lazy("Location recorded"))),
        ("entry", Category.PROGRAMS, gettext_lazy("Enrollment"), entries, _named(gettext_lazy("Enrolled"))),
        ("exit", Category.PROGRAMS, gettext_lazy("Exit"), exits, _named(gettext_lazy("Left the program"))),
        ("move_in", Category.PROGRAMS, gettext_lazy("Move-in"), move_ins, _named(gettext_lazy("Moved in"))),
        ("release", Category.CONSENT, gettext_lazy("Release"), releases, release_words),
        (
            "case_manager", Category.CONSENT, gettext_lazy("Case manager"), case_managers,
            _named(gettext_lazy("Case manager from this day")),
        ),
        (
            "case_manager_ended", Category.CONSENT, gettext_lazy("Case manager"), ended_case_managers,
            _named(gettext_lazy("Case manager until this day")),
        ),
        ("note", Category.NOTES, gettext_lazy("Note"), notes, note_words),
        ("service", Category.SERVICES, gettext_lazy("Service"), services, _choice(Service.Kind)),
        ("hand_off", Category.SERVICES, gettext_lazy("Hand-off"), hand_offs, _named(gettext_lazy("Handed to"))),
    ]  # fmt: skip
    for name, category, label, rows, words in made:
        plain = category in {Category.PROGRAMS, Category.CONSENT}
        register(Source(name=name, category=category, label=label, rows=rows, words=words, plain=plain))
