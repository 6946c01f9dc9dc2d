"""Two records of one person become one, and become two again when that was wrong (policy §10, "Merge duplicates")."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Missing, StaleForm
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, require
from cas_portal.accounts.settings import setting
from cas_portal.audit import record
from cas_portal.time import clock
from clients import merging, policies
from clients.merging import Change, Obstacle, Pair
from clients.models import Client, Enrollment, HouseholdMember, Identity, Merge, PairDecision
from clients.sealing import seal, unseal
from clients.services import duplicates, profiles
from clients.services.people import profile_version

SSN = "ssn"
# The first part of the lock that keeps imports and merges of one community apart.
IMPORTS_AND_MERGES = 20260


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: how many rows of which kind go over, and what stands in its way."""

    rows: list[tuple[str, int]]
    obstacles: list[Obstacle]
    one_goes_on: bool


def hold_merges(continuum_id: int) -> None:
    """Let no records be merged or parted until this transaction ends: an import reads who leads to whom only once."""
    _lock("pg_advisory_xact_lock", continuum_id)


def _while_nothing_is_imported(continuum_id: int) -> None:
    _lock("pg_advisory_xact_lock_shared", continuum_id)


def _lock(kind: str, continuum_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(%s, %s)", [IMPORTS_AND_MERGES, continuum_id])


def versions(pair: Pair) -> str:
    """Return what both profiles were when a page was opened; it differs once somebody saved one of them."""
    return "-".join(str(profile_version(one, one.identity)) for one in (pair.kept, pair.other))


def pair_for(*, by: Actor, kept_id: int, other_id: int, stays_id: int | None = None, lock: bool = False) -> Pair:
    """Return two records a sysadmin sees, the one to keep first. Raises Forbidden for others, Missing for survivors."""
    require(policies.can_merge_clients(by))
    rows = Client.objects.visible_to(by).filter(pk__in={kept_id, other_id}, survivor=False).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = {client.pk: client for client in rows.select_related("identity", "agency")}
    if len(found) != 2:
        raise Missing()
    kept, other = found[kept_id], found[other_id]
    return Pair(by, kept, other, stays=found[stays_id or kept_id], day=clock.today())


def preview(pair: Pair) -> Preview:
    """Count what would move and find what is in the way, without changing anything."""
    rows = [(str(rows.label), rows.model._default_manager.filter(client=pair.other).count()) for rows in _tables()]
    both = (pair.kept, pair.other)
    homes = all(HouseholdMember.objects.filter(client=one, left_on=None).exists() for one in both)
    stays = all(Enrollment.objects.filter(client=one, exit_date=None).exists() for one in both)
    return Preview([line for line in rows if line[1]], _obstacles(pair), homes or stays)


def _tables() -> list[merging.Rows]:
    return merging.registered()


def _obstacles(pair: Pair) -> list[Obstacle]:
    found = [obstacle for rows in _tables() for obstacle in rows.obstacles(pair)]
    said = duplicates.verdict_about(pair.kept.pk, pair.other.pk)
    if said.different:
        found.insert(
            0,
            Obstacle(
                _("%(who)s said that these are different people.") % {"who": said.who or _("Somebody")},
                _("If that was wrong, press “Same person after all” on the comparison first."),
            ),
        )
    return found


@transaction.atomic
def merge(
    *,
    by: Actor,
    kept_id: int,
    other_id: int,
    taken: Collection[str] = (),
    stays_id: int | None = None,
    seen: str | None = None,
) -> Merge:
    """Make one record of two: every row about the other hangs on the one that is kept, and the other leads to it.

    `taken` are the answers of the profile that come from the other record, `stays_id` the record whose household
    and open enrollment go on, `seen` the versions that were compared. Raises Conflict while something is in the way
    (live referrals of both, one household), StaleForm when somebody saved one of the profiles since. Nothing is
    deleted; `undo_merge` takes everything back for `merge_undo_days`.
    """
    _while_nothing_is_imported(by.continuum_id)
    pair = pair_for(by=by, kept_id=kept_id, other_id=other_id, stays_id=stays_id, lock=True)
    if seen is not None and seen != versions(pair):
        raise StaleForm(_("Somebody saved one of the profiles after you compared them."), _("Compare them again."))
    if obstacles := _obstacles(pair):
        raise Conflict(obstacles[0].text, obstacles[0].what_to_do)
    done = _begun(pair)
    done.settled = [asdict(change) for change in _settle(pair, frozenset(taken))]
    done.ssn_taken = SSN in taken and _take_ssn(pair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_merge(%s, %s)", [kept_id, other_id])
        moved = cursor.fetchone()[0]
    done.moved = json.loads(moved) if isinstance(moved, str) else moved
    done.save(force_insert=True)
    duplicates.tell(kept_id, [other_id], PairDecision.Answer.SAME)
    record.log_act("clients_merged", client_ids=[kept_id, other_id], merge=done.pk)
    return done


def _begun(pair: Pair) -> Merge:
    kept, identity = pair.kept, pair.kept.identity
    return Merge(
        client=kept,
        merged=pair.other,
        continuum_id=kept.continuum_id,
        agency_id=acting_agency(pair.by, Permission.MERGE_CLIENTS),
        created_by_id=pair.by.user_id,
        undo_until=clock.now() + timedelta(days=undo_days(pair)),
        ssn_sealed_before=identity.ssn_sealed,
        ssn_index_before=identity.ssn_index,
        kept_shared_until=kept.shared_until,
        merged_shared_until=pair.other.shared_until,
    )


def _settle(pair: Pair, taken: frozenset[str]) -> list[Change]:
    changes = [change for rows in _tables() for change in rows.settle(pair)]
    return changes + profiles.take(pair, taken)


def _take_ssn(pair: Pair) -> bool:
    """A number is sealed for its own record only, so it is opened and sealed again."""
    theirs = pair.other.identity
    if theirs.ssn_sealed is None:
        return False
    number = unseal(bytes(theirs.ssn_sealed), column=SSN, client_id=pair.other.pk, agency_id=pair.other.agency_id)
    sealed = seal(number, column=SSN, client_id=pair.kept.pk, agency_id=pair.kept.agency_id)
    Identity.objects.filter(client=pair.kept).update(ssn_sealed=sealed, ssn_index=theirs.ssn_index)
    return True


@transaction.atomic
def undo_merge(*, by: Actor, merge_id: int) -> Merge:
    """Take a merge back: rows go back to the record they came from, with what was written since and hangs on them.

    What somebody changed after the merge stays as they left it. The pair is remembered as different people, so that
    nobody is asked again. Raises Conflict when it was undone already, its time is over, or the record that was kept
    has been merged itself.
    """
    require(policies.can_merge_clients(by))
    _while_nothing_is_imported(by.continuum_id)
    done = Merge.objects.visible_to(by).filter(pk=merge_id).first()
    if done is None:
        raise Missing()
    list(Client.objects.filter(pk__in=[done.client_id, done.merged_id]).order_by("pk").select_for_update(of=("self",)))
    done.refresh_from_db()
    if problem := cannot_undo(done):
        raise Conflict(problem)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_unmerge(%s)", [done.pk])
    for settled in reversed(done.settled):
        merging.undo(Change(**settled))
    if done.ssn_taken:
        before = {"ssn_sealed": done.ssn_sealed_before, "ssn_index": done.ssn_index_before}
        theirs = Identity.objects.get(client_id=done.merged_id).ssn_index
        Identity.objects.filter(client_id=done.client_id, ssn_index=theirs).update(**before)
    Merge.objects.filter(pk=done.pk).update(undone_at=clock.now(), undone_by_id=by.user_id)
    duplicates.tell(done.client_id, [done.merged_id], PairDecision.Answer.DIFFERENT)
    record.log_act("clients_unmerged", client_ids=[done.client_id, done.merged_id], merge=done.pk)
    return done


def cannot_undo(done: Merge) -> str:
    """Return why a merge can no longer be undone; "" while it can."""
    if done.undone_at is not None:
        return _("This merge was undone already.")
    if done.undo_until < clock.now():
        return _("The time to undo this merge is over.")
    if Client.objects.filter(pk=done.client_id).exclude(merged_into=None).exists():
        return _("The record that was kept has been merged since. Undo that merge first.")
    return ""


def undo_days(pair: Pair) -> int:
    """Return for how many days a merge can be undone (a setting)."""
    return int(str(setting(pair.kept.continuum_id, "merge_undo_days", on=pair.day)))


def merge_for(*, by: Actor, public_id: UUID) -> Merge:
    """Return a merge a sysadmin may see. Raises Missing."""
    require(policies.can_merge_clients(by))
    done = Merge.objects.visible_to(by).select_related("client").filter(public_id=public_id).first()
    if done is None:
        raise Missing()
    return done


def merges_of(client: Client) -> list[Merge]:
    """Return the merges into a client that stand, the newest first."""
    return list(Merge.objects.filter(client=client).standing().select_related("created_by").order_by("-created_at"))
