"""Filing a grievance and answering it in time (policy §15). Nothing here touches a list, a score or a service."""

import secrets
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Continuum, User
from cas_portal.accounts.settings import grievance_days, holidays
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.time import clock
from cas_portal.time.dates import add_business_days
from clients import policies
from clients.identifying import refuse_identifying
from clients.models import Grievance, GrievanceStep
from clients.services.complained_of import handlers, staff_meant, who_can_find_a_handler

JOB = "sweep_grievances"
WARN_BUSINESS_DAYS = 2
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read wrongly over the phone
Verb = GrievanceStep.Verb


def communities() -> list[tuple[str, str]]:
    """Return the communities a visitor can complain about, as (id, name)."""
    return [(str(key), name) for key, name in Continuum.objects.order_by("name").values_list("pk", "name")]


def visitor(continuum_id: int) -> Actor:
    """Return the actor of somebody who did not sign in: may file, and sees nothing."""
    return Actor(user_id=None, continuum_id=continuum_id)


@transaction.atomic
def file_grievance(
    *, by: Actor, kind: str, what_happened: str, wish: str = "", agency_name: str = "", person_name: str = "",
    name: str = "", contact: str = "", once: UUID | None = None,
) -> str:  # fmt: skip
    """Write a grievance down, tell SSF, and return the receipt number; its answer has a last day from now on (§15).

    Anybody may file, also unsigned. Whoever of the staff it may be about is not told and reads nothing of it. Staff of
    a victim service provider name nobody. Raises Forbidden for roles that read grievances or run the system, Invalid
    for an unknown kind or an empty text. The same words with the same key (`once`) are one grievance, with one number.
    """
    require(
        policies.can_file_grievance(by),
        _("Your role reads grievances and files none."),
        _("As a private person you can file one without signing in."),
    )
    if kind not in Grievance.Kind.values or not what_happened.strip():
        raise Invalid(_("Say what the grievance is about and what happened."))
    if not policies.can_name_who_complains(by):
        if name or contact:
            raise Invalid(_("A victim service provider does not write down who complains."))
        refuse_identifying(True, what_happened, wish, by=by)
    continuum = Continuum.objects.get(pk=by.continuum_id)
    today = clock.today(continuum.time_zone)
    texts = {
        "kind": kind,
        "what_happened": what_happened.strip(),
        "wish": wish.strip(),
        "agency_name": agency_name.strip(),
        "person_name": person_name.strip(),
        "name": name.strip(),
        "contact": contact.strip(),
    }
    made = Grievance(
        **texts,
        continuum=continuum,
        receipt=_receipt_number((by.continuum_id, by.user_id, str(once), *texts.values()) if once else None),
        filed_by_id=by.user_id,
        received_at=clock.now(),
        received_on=today,
        due_on=add_business_days(today, grievance_days(continuum.pk), holidays(continuum.pk)),
    )
    with bind(by):
        # Nothing is read back: a visitor does not see what they filed. The database finds the same people by itself.
        made.kept_from = staff_meant(made.person_name, f"{made.what_happened} {made.wish}")
        Grievance.objects.bulk_create([made], ignore_conflicts=True)
        _tell_ssf(by, made, lambda: _("A grievance was filed. It needs an owner."), "filed")
    return made.receipt


def _receipt_number(sent: tuple[object, ...] | None) -> str:
    """Return a number nobody can guess, G-XXXX-XXXX: a new one, or the one of what was sent, however often it is.

    A visitor reads nothing back; that their words were filed already shows by their number alone.
    """
    if sent is None:
        drawn = "".join(secrets.choice(ALPHABET) for _place in range(8))
    else:
        number = int(salted_hmac("clients.services.grievances", repr(sent), algorithm="sha256").hexdigest(), 16)
        drawn = "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(8))
    return f"G-{drawn[:4]}-{drawn[4:]}"


@transaction.atomic
def give_owner(*, by: Actor, grievance_id: UUID, owner_id: int) -> Grievance:
    """Make an SSF admin the owner of a grievance; nobody whom it is or may be about (§15). Repeats do nothing."""
    grievance = _open(by, grievance_id)
    if grievance.owner_id == owner_id:
        return grievance
    if owner_id in grievance.complained_of():
        raise Invalid(_("The owner may not be the person complained of."), _("Choose somebody else."))
    if owner_id not in people_with(continuum_id=by.continuum_id, roles=[Role.SSF_ADMIN]):
        raise Invalid(_("Only an SSF admin can own a grievance."), _("Choose somebody else."))
    grievance.owner_id = owner_id
    grievance.save(update_fields=["owner"])
    _note(by, grievance, Verb.OWNED, User.objects.get(pk=owner_id).name)
    if owner_id != by.user_id:
        _tell(by, grievance, [owner_id], lambda: _("You own a grievance. Answer it in time."), f"owned-{owner_id}")
    return grievance


@transaction.atomic
def name_person(*, by: Actor, grievance_id: UUID, email: str) -> Grievance:
    """Say who of the staff is complained of; empty: nobody. An owner who is that person stops being it.

    Others whose name is like the one that was typed may read it from then on. Raises Invalid when nobody of the
    community signs in with the e-mail, or when it is the actor themselves.
    """
    grievance = _open(by, grievance_id)
    person = _staff(by, email) if email else None
    user_id = person.pk if person else None
    if user_id == by.user_id:
        raise Invalid(_("Somebody else must write down that the grievance is about you."))
    grievance.about_user_id = user_id
    grievance.about_settled_at, grievance.about_settled_by_id = clock.now(), by.person_id
    if user_id is not None and grievance.owner_id == user_id:
        grievance.owner_id = None
        _tell_ssf(by, grievance, lambda: _("A grievance needs another owner."), f"unowned-{user_id}")
    grievance.save(update_fields=["about_user", "about_settled_at", "about_settled_by", "owner"])
    _note(by, grievance, Verb.NAMED, person.name if person else _("Nobody"))
    return grievance


def _staff(by: Actor, email: str) -> User:
    found = User.objects.filter(email=email.lower(), memberships__continuum_id=by.continuum_id).first()
    if found is None:
        raise Invalid(_("Nobody of the staff signs in with this e-mail."), _("Check the address."))
    return found


@transaction.atomic
def add_note(*, by: Actor, grievance_id: UUID, text: str) -> GrievanceStep:
    """Write down what was found out or done; notes are never changed."""
    if not text.strip():
        raise Invalid(_("Write what was done or found out."))
    return _note(by, _open(by, grievance_id), Verb.NOTED, text.strip())


@transaction.atomic
def answer(*, by: Actor, grievance_id: UUID, outcome: str, text: str) -> Grievance:
    """End a grievance with its outcome and the answer that was given (§15). Only its owner answers, and once."""
    grievance = _open(by, grievance_id)
    require(
        policies.can_answer_grievance(by, grievance),
        _("Only the owner answers a grievance."),
        _("Become its owner first."),
    )
    if outcome not in Grievance.Outcome.values or not text.strip():
        raise Invalid(_("Choose the outcome and write the answer."))
    zone = Continuum.objects.get(pk=by.continuum_id).time_zone
    grievance.outcome, grievance.answer = outcome, text.strip()
    grievance.answered_at, grievance.answered_on = clock.now(), clock.today(zone)
    grievance.save(update_fields=["outcome", "answer", "answered_at", "answered_on"])
    _note(by, grievance, Verb.ANSWERED, str(grievance.get_outcome_display()))
    if grievance.filed_by_id:
        _tell(by, grievance, [grievance.filed_by_id], lambda: _("The grievance you filed was answered."), "answered")
    return grievance


def owners_to_choose(by: Actor, grievance: Grievance) -> list[tuple[int, str]]:
    """Return the SSF admins who may own a grievance, by name."""
    return list(User.objects.filter(pk__in=handlers(grievance)).order_by("name").values_list("pk", "name"))


def sweep() -> int:
    """Tell the owner two business days before the answer is due, and all of SSF once it is overdue (N18)."""
    told = 0
    for continuum in Continuum.objects.order_by("pk"):
        by = Actor.system(JOB, continuum.pk)
        today = clock.today(continuum.time_zone)
        soon = add_business_days(today, WARN_BUSINESS_DAYS, holidays(continuum.pk))
        with transaction.atomic(), bind(by):
            for grievance in Grievance.objects.visible_to(by).open().filter(due_on__lte=soon).first_due_first():
                told += _remind(by, grievance, overdue=grievance.is_overdue(today))
    return told


def _remind(by: Actor, grievance: Grievance, *, overdue: bool) -> int:
    if overdue:
        _tell_ssf(by, grievance, lambda: _("The answer to a grievance is overdue."), "overdue")
        return 1
    text: Callable[[], str] = lambda: _("The answer to a grievance is due in two business days.")  # noqa: E731
    if grievance.owner_id:
        _tell(by, grievance, [grievance.owner_id], text, "due")
    else:
        _tell_ssf(by, grievance, text, "due")
    return 1


def _open(by: Actor, grievance_id: UUID) -> Grievance:
    """Lock an open grievance the actor sees and may handle. Raises Missing, Forbidden, or Conflict once answered."""
    found: Grievance | None = (
        Grievance.objects.visible_to(by).select_for_update(of=("self",)).filter(public_id=grievance_id).first()
    )
    if found is None:
        raise Missing()
    require(policies.can_handle_grievance(by, found))
    if found.answered_at is not None:
        raise Conflict(_("This grievance was answered already."), _("Open it to read the answer."))
    return found


def _note(by: Actor, grievance: Grievance, verb: str, text: str) -> GrievanceStep:
    made: GrievanceStep = GrievanceStep.objects.create(
        continuum_id=by.continuum_id, grievance=grievance, verb=verb, text=text, at=clock.now(), by_id=by.person_id
    )
    return made


def _tell_ssf(by: Actor, grievance: Grievance, text: Callable[[], str], why: str) -> None:
    """Tell the SSF admins who may own it; where it may be about all of them, the sysadmins how it can go on."""
    if people := handlers(grievance):
        _tell(by, grievance, people, text, why)
        return
    notify(
        by=by,
        recipient_ids=who_can_find_a_handler(grievance),
        kind="N18",
        text=lambda: (
            f"{grievance.receipt}: "
            + _("A grievance may be about everybody who could answer it. Give the role SSF admin to somebody else.")
        ),
        url=reverse("accounts:people"),
        dedupe_key=f"grievance-{grievance.receipt}-{why}-nobody",
    )


def _tell(by: Actor, grievance: Grievance, people: Iterable[int], text: Callable[[], str], why: str) -> None:
    notify(
        by=by,
        recipient_ids=people,
        kind="N18",
        text=lambda: f"{grievance.receipt}: {text()}",
        url=reverse("grievances:show", args=[grievance.public_id]),
        dedupe_key=f"grievance-{grievance.receipt}-{why}",
    )
