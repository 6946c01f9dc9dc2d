"""What happens because time passes: flags, warnings, ends of parks. Run by the worker for each continuum."""

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Continuum
from cas_portal.time import clock
from referrals.guards import Given, Step
from referrals.models import Deadline, Referral
from referrals.moves import BY_VERB, Verb
from referrals.services import deaths, engine, households, notices, openings
from referrals.services.locks import lock
from referrals.states import Part

JOB = "sweep_deadlines"
BATCH = 200
Due = Deadline.Kind
log = structlog.get_logger(__name__)

# What a deadline does: a move of the table, or a notice alone.
MOVES_DUE = {
    Due.ANSWER: Verb.GO_LATE,
    Due.DECISION: Verb.STALL,
    Due.ESCALATION: Verb.ESCALATE,
    Due.PARK_END: Verb.END_PARK,
}
NOTICES_DUE = {
    Due.ANSWER_WARNING: ("N7", _("An answer about an opening is due on the next business day."), (Part.PROVIDER,)),
    Due.ACKNOWLEDGE: ("N9", _("Acknowledge a referral today."), (Part.HOUSING,)),
    Due.DECISION_WARNING: ("N9", _("A decision about a referral is due in a few days."), (Part.HOUSING,)),
    Due.PARK_WARNING: ("N12", _("A park ends in a few days."), (Part.SSF, Part.PROVIDER)),
}


def sweep_deadlines() -> int:
    """Work off every deadline whose moment has come, in each continuum; returns how many. A repeat finds none."""
    done = 0
    for continuum_id in Continuum.objects.order_by("pk").values_list("pk", flat=True):
        done += sweep_continuum(Actor.system(JOB, continuum_id))
    return done


def sweep_continuum(by: Actor) -> int:
    """Work off the due deadlines of one continuum, one transaction each, so that one fault holds up no other."""
    with transaction.atomic(), bind(by):
        waiting = Deadline.objects.filter(
            continuum_id=by.continuum_id, done_at=None, dropped_at=None, due_at__lte=clock.now()
        )
        due = list(waiting.order_by("due_at", "pk").values_list("pk", "referral_id")[:BATCH])
        dead = deaths.clients_to_end(by)
    done = sum(_run(by, key, referral_id) for key, referral_id in due)
    for client_id in dead:
        with transaction.atomic(), bind(by):
            done += deaths.end_referrals_of_deceased(by=by, client_id=client_id)
    with transaction.atomic(), bind(by):
        done += openings.end_leftovers(by=by)
        done += households.shut_stale_records(by=by)
    return done


def _run(by: Actor, deadline_id: int, referral_id: int) -> int:
    with transaction.atomic(), bind(by):
        keys = Referral.objects.filter(pk=referral_id).values_list("opening_id", "client_id").get()
        locked = lock(openings={keys[0]}, clients={keys[1]}, referrals={referral_id})
        deadline = Deadline.objects.select_for_update().get(pk=deadline_id)
        if deadline.done_at or deadline.dropped_at:
            return 0
        deadline.done_at = clock.now()
        deadline.save(update_fields=["done_at"])
        referral = locked.referrals[referral_id]
        verb = MOVES_DUE.get(Due(deadline.kind))
        if verb is None:
            kind, text, whom = NOTICES_DUE[Due(deadline.kind)]
            moment = f"{deadline.kind}:{deadline.due_on}"
            notices.send(referral, by=by, kind=kind, text=text, whom=whom, moment=moment)
            return 1
        move = BY_VERB[verb]
        if referral.state in move.sources:
            engine.make(engine.step_of(move, referral, locked, by, Given()), _EFFECTS.get(verb))
        return 1


def _go_late(step: Step) -> None:
    step.referral.late_since = step.day


def _stall(step: Step) -> None:
    step.referral.stalled_since = step.day


def _escalate(step: Step) -> None:
    step.referral.escalated_on = step.day


_EFFECTS = {Verb.GO_LATE: _go_late, Verb.STALL: _stall, Verb.ESCALATE: _escalate}
