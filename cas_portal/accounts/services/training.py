"""Training sessions: planning one, taking and giving back a place, and who came (ux T3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts import directory, policies
from cas_portal.accounts.models import Continuum, TrainingPlace, TrainingSession, User
from cas_portal.accounts.services import certificates
from cas_portal.time import clock


@dataclass(frozen=True, slots=True)
class Line:
    """A session as somebody sees it: how many places are left, and their own place."""

    session: TrainingSession
    left: int
    mine: TrainingPlace | None


def coming(by: Actor) -> list[Line]:
    """Return the sessions that have not begun, next first; those called off stay until their day is over."""
    rows = TrainingSession.objects.visible_to(by).filter(starts_at__gt=clock.now()).order_by("starts_at", "pk")
    return _lines(by, list(rows))


def past(by: Actor, most: int = 20) -> list[Line]:
    """Return the newest sessions that have begun and were not called off."""
    rows = TrainingSession.objects.visible_to(by).filter(starts_at__lte=clock.now(), cancelled_at=None)
    return _lines(by, list(rows.order_by("-starts_at", "-pk")[:most]))


def _lines(by: Actor, sessions: list[TrainingSession]) -> list[Line]:
    places = TrainingPlace.objects.visible_to(by).filter(session__in=sessions, given_back_at=None)
    taken: dict[int, list[TrainingPlace]] = {}
    for place in places:
        taken.setdefault(place.session_id, []).append(place)
    return [
        Line(
            session=session,
            left=max(0, session.places - len(taken.get(session.pk, []))),
            mine=next((place for place in taken.get(session.pk, []) if place.user_id == by.user_id), None),
        )
        for session in sessions
    ]


def zone_of(by: Actor) -> str:
    """Return the time zone in which the hours of sessions are said."""
    return Continuum.objects.get(pk=by.continuum_id).time_zone


def session_seen(by: Actor, public_id: UUID) -> TrainingSession:
    """Return a session of the continuum, or raise Missing."""
    found: TrainingSession | None = TrainingSession.objects.visible_to(by).filter(public_id=public_id).first()
    if found is None:
        raise Missing()
    return found


def attendees(by: Actor, session: TrainingSession) -> list[TrainingPlace]:
    """Return who has a place, by name."""
    rows = TrainingPlace.objects.visible_to(by).filter(session=session, given_back_at=None).select_related("user")
    return list(rows.order_by("user__name", "pk"))


@transaction.atomic
def plan(*, by: Actor, title: str, starts_at: datetime, minutes: int, where: str, places: int) -> TrainingSession:
    """Offer a session; the same title at the same moment is the same session. Raises Invalid for a moment gone by."""
    require(policies.can_record_certificates(by))
    if starts_at <= clock.now():
        raise Invalid(_("Choose a moment that has not passed."))
    rows = TrainingSession.objects.visible_to(by).filter(title=title, starts_at=starts_at, cancelled_at=None)
    same: TrainingSession | None = rows.first()
    if same is not None:
        return same
    made: TrainingSession = TrainingSession.objects.create(
        continuum_id=by.continuum_id, title=title, starts_at=starts_at, minutes=minutes, where=where, places=places,
        created_by_id=by.person_id,
    )  # fmt: skip
    return made


@transaction.atomic
def call_off(*, by: Actor, public_id: UUID, reason: str) -> TrainingSession:
    """Call a session off with a reason; those who had a place see it. A second time changes nothing."""
    require(policies.can_record_certificates(by))
    session = _locked(by, public_id)
    if not reason.strip():
        raise Invalid(_("Say why."))
    if session.cancelled_at is None:
        _require_to_come(session)
        session.cancelled_at, session.cancelled_by_id = clock.now(), by.person_id
        session.cancel_reason = reason.strip()[:200]
        session.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    return session


@transaction.atomic
def book(*, by: Actor, public_id: UUID) -> TrainingPlace:
    """Take a place for oneself; twice is once. Raises Conflict when the session is full, called off or has begun."""
    session = _locked(by, public_id)
    _require_to_come(session)
    taken = list(TrainingPlace.objects.visible_to(by).filter(session=session, given_back_at=None))
    mine = next((place for place in taken if place.user_id == by.user_id), None)
    if mine is not None:
        return mine
    if len(taken) >= session.places:
        raise Conflict(_("This session is full."), _("Choose another one."))
    made: TrainingPlace = TrainingPlace.objects.create(
        continuum_id=by.continuum_id, session=session, user_id=by.person_id, booked_at=clock.now(),
        booked_by_id=by.person_id,
    )  # fmt: skip
    return made


@transaction.atomic
def give_back(*, by: Actor, public_id: UUID) -> None:
    """Give one's place back, so that somebody else can take it. Nothing happens when there is none."""
    session = _locked(by, public_id)
    _require_to_come(session)
    rows = TrainingPlace.objects.visible_to(by).filter(session=session, user_id=by.person_id, given_back_at=None)
    rows.update(given_back_at=clock.now())


@transaction.atomic
def mark(*, by: Actor, public_id: UUID, came: Iterable[UUID]) -> int:
    """Write down who came: they get a certificate of that day (policy §2). Returns how many certificates were made.

    Nobody certifies themselves: one's own place stays unmarked. What was marked once is not marked otherwise; a
    certificate given by mistake is revoked. Raises Conflict before the session begins.
    """
    require(policies.can_record_certificates(by))
    session = _locked(by, public_id)
    if session.cancelled_at is not None or session.starts_at > clock.now():
        raise Conflict(_("This session has not taken place."))
    present, made = set(came), 0
    zone = zone_of(by)
    with_place = TrainingPlace.objects.visible_to(by).filter(session=session, given_back_at=None, came=None)
    for place in with_place.select_related("user").order_by("pk"):
        if not policies.can_certify_person(by, place.user):
            continue
        place.came, place.marked_by_id = place.public_id in present, by.person_id
        if place.came and _needs_certificate(by, place.user):
            day = session.starts_at.astimezone(ZoneInfo(zone)).date()
            place.certificate = certificates.record_training(by=by, public_id=place.user.public_id, done_on=day)
            made += 1
        place.save(update_fields=["came", "marked_by", "certificate"])
    return made


def _needs_certificate(by: Actor, user: User) -> bool:
    held = directory.memberships_seen(by).filter(directory.not_over(), user=user)
    return directory.needs_certificate(list(held))


def _locked(by: Actor, public_id: UUID) -> TrainingSession:
    rows = TrainingSession.objects.visible_to(by).select_for_update(of=("self",))
    found: TrainingSession | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise Missing()
    return found


def _require_to_come(session: TrainingSession) -> None:
    if session.cancelled_at is not None:
        raise Conflict(_("This session was called off."))
    if session.starts_at <= clock.now():
        raise Conflict(_("This session has begun."))
