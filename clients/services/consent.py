"""Release of information: what opens a record to other agencies, and what closes it again."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.accounts.models import Agency
from cas_portal.accounts.settings import setting
from cas_portal.time import clock
from cas_portal.time.dates import add_months
from clients.models import Client, ClientAccess, Release
from clients.services.records import author_agency, locked_client


def release_valid_through(continuum_id: int, signed_on: date) -> date:
    """Return the last day of a release: `roi_months` after it was signed (policy §2, D22)."""
    return add_months(signed_on, release_months(continuum_id, on=signed_on))


def release_months(continuum_id: int, *, on: date | None = None) -> int:
    """Return how many months a release signed on a day (today) lasts."""
    return int(str(setting(continuum_id, "roi_months", on=on or clock.today())))


@transaction.atomic
def record_release(
    *,
    by: Actor,
    client_id: int,
    signature: str,
    signed_on: date,
    witness: str = "",
    method: str = Release.Method.ELECTRONIC,
) -> Release:
    """Record a signed release to every agency of the community, valid from now through its last day (policy §2).

    The record opens in the same transaction: the database derives `shared_until` from the releases. Raises Invalid
    without a signature, for a day to come, for a period that is over, and for survivor records, which share nothing.
    """
    client = locked_client(by, client_id)
    _check(client, signed_on)
    if not signature.strip():
        raise Invalid(_("Ask the client to sign, or record that they declined."))
    through = release_valid_through(client.continuum_id, signed_on)
    if through < clock.today():
        raise Invalid(_("A release signed on this day is over."), _("Ask the client to sign again."))
    return _write(
        by, client, method=method, scope=Release.Scope.CONTINUUM, signed_on=signed_on, valid_through=through,
        signature=signature.strip()[:120], witness=witness.strip()[:120],
    )  # fmt: skip


@transaction.atomic
def record_refusal(*, by: Actor, client_id: int, signed_on: date, witness: str = "") -> Release:
    """Record that the person declined to share. Ends what they signed before; no service depends on it (G4)."""
    client = locked_client(by, client_id)
    _check(client, signed_on)
    refusal = _write(
        by, client, method=Release.Method.REFUSED, scope=Release.Scope.NONE, signed_on=signed_on, valid_through=None,
        signature="", witness=witness.strip()[:120],
    )  # fmt: skip
    _revoke_running(by, client)
    return refusal


@transaction.atomic
def revoke_release(*, by: Actor, client_id: int) -> None:
    """End every running release at this instant: other agencies see nothing from the next statement on (G4).

    A second time raises Conflict. Agencies that were granted the record by name keep it until their grant ends.
    """
    client = locked_client(by, client_id)
    if not _revoke_running(by, client):
        raise Conflict(_("There is no running release."))


def running_releases(client: Client) -> QuerySet[Release]:
    """Return the releases that open the record today."""
    return client.release_set.filter(
        scope=Release.Scope.CONTINUUM, revoked_at=None, valid_through__gte=clock.today()
    ).order_by("-valid_through", "-pk")


def history(client: Client) -> list[Release]:
    """Return every release and refusal, the newest first."""
    return list(client.release_set.select_related("created_by", "agency").order_by("-signed_on", "-pk"))


def agencies_losing_sight(client: Client) -> int:
    """Return how many other agencies see the record today because of the release alone."""
    others = Agency.objects.filter(continuum_id=client.continuum_id, active=True).exclude(pk=client.agency_id)
    granted = ClientAccess.objects.running().filter(client=client).exclude(agency=None).values("agency_id")
    return others.exclude(pk__in=granted).count()


def _check(client: Client, signed_on: date) -> None:
    if client.survivor:
        raise Invalid(_("An anonymous record is not shared and needs no release."))
    if signed_on > clock.today():
        raise Invalid(_("A release cannot be signed in the future."))


def _revoke_running(by: Actor, client: Client) -> int:
    # One statement: after it the client may be hidden from the actor who asked for it.
    return running_releases(client).order_by().update(revoked_at=clock.now(), revoked_by_id=by.user_id)


def _write(by: Actor, client: Client, **values: object) -> Release:
    return Release.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client),
        created_by_id=by.user_id,
        **values,
    )
