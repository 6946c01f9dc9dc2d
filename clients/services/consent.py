"""Release of information: what opens a record to other agencies, and what closes it again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing, StaleForm
from cas_portal.accounts.models import Agency
from cas_portal.accounts.settings import setting
from cas_portal.time import clock
from cas_portal.time.dates import add_months
from clients.models import Client, ClientAccess, Release
from clients.policies import is_shared
from clients.services.papers import Paper, keep_paper
from clients.services.records import author_agency, locked_client

# The reason of the grants that the database derives from releases to named agencies.
ACCESS_REASON = "release"
RENEW_DAYS = 30
OPENING = (Release.Scope.CONTINUUM, Release.Scope.NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a release was signed. No agencies: every agency of the community. One of name, papers must be there."""

    signed_on: date
    name: str = ""
    papers: tuple[Paper, ...] = ()
    witness: str = ""
    agencies: tuple[int, ...] = ()
    method: str = Release.Method.ELECTRONIC


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
    """Record a release to every agency of the community, signed with a typed name (see `sign_release`)."""
    signing = Signing(signed_on=signed_on, name=signature, witness=witness, method=method)
    return sign_release(by=by, client_id=client_id, signing=signing)


@transaction.atomic
def sign_release(*, by: Actor, client_id: int, signing: Signing, seen: int | None = None) -> Release:
    """Record a signed release of one person, valid from now through its last day (policy §2). The latest word counts.

    What they signed before ends in the same transaction, so that whoever is no longer named sees nothing from the next
    statement on; the database derives who sees the record from the releases. `seen` is the id of the newest decision
    the form was filled in before, 0 for none; raises StaleForm with the newer one. Raises Invalid without a signature,
    for a day to come, for a day before the person's latest word, for a period that is over, and for survivor records,
    which share nothing.
    """
    client = locked_client(by, client_id)
    _check(client, signing.signed_on)
    _require_seen(client, seen)
    _require_latest_word(client, signing.signed_on)
    if not signing.name.strip() and not signing.papers:
        raise Invalid(_("Ask the client to sign, or record that they declined."))
    through = release_valid_through(client.continuum_id, signing.signed_on)
    if through < clock.today():
        raise Invalid(_("A release signed on this day is over."), _("Ask the client to sign again."))
    named = _agencies(client, signing.agencies)
    release = _write(
        by, client, method=signing.method, scope=Release.Scope.NAMED if named else Release.Scope.CONTINUUM,
        agencies=named, signed_on=signing.signed_on, valid_through=through,
        signature=signing.name.strip()[:120], witness=signing.witness.strip()[:120],
    )  # fmt: skip
    for paper in signing.papers:
        keep_paper(by=by, release=release, paper=paper)
    # Last: whoever is not named any more sees nothing afterward, the actor included.
    _revoke_running(by, client, but=release)
    return release


@transaction.atomic
def sign_for_household(
    *,
    by: Actor,
    client_id: int,
    signing: Signing,
    minors: Collection[int] = (),
    adults: Mapping[int, str] | None = None,
    seen: int | None = None,
) -> list[Release]:
    """Record the releases of a household in one go: one row for each person, each of which can be withdrawn alone.

    A parent's or guardian's signature covers the `minors` named; each of the `adults` signs with their own name. All or
    nothing. Raises what `sign_release` raises.
    """
    made = [sign_release(by=by, client_id=client_id, signing=signing, seen=seen)]
    people = [(person, signing) for person in minors]
    for person, name in (adults or {}).items():
        people.append((person, replace(signing, name=name, papers=(), method=Release.Method.ELECTRONIC)))
    for person, how in sorted(people, key=lambda pair: pair[0]):
        made.append(sign_release(by=by, client_id=person, signing=how))
    return made


@transaction.atomic
def record_refusal(
    *, by: Actor, client_id: int, signed_on: date, witness: str = "", seen: int | None = None
) -> Release:
    """Record that the person declined to share. Ends what they signed before; no service depends on it (G4)."""
    client = locked_client(by, client_id)
    _check(client, signed_on)
    _require_seen(client, seen)
    refusal = _write(
        by, client, method=Release.Method.REFUSED, scope=Release.Scope.NONE, signed_on=signed_on, valid_through=None,
        signature="", witness=witness.strip()[:120],
    )  # fmt: skip
    _revoke_running(by, client)
    return refusal


@transaction.atomic
def revoke_release(*, by: Actor, client_id: int, also: Collection[int] = ()) -> None:
    """End every running release at this instant: other agencies see nothing from the next statement on (G4).

    `also` names members of the household who withdraw at the same time. A second time raises Conflict. An agency with a
    referral of the household keeps the record until the referral ends.
    """
    clients = [locked_client(by, person) for person in sorted({client_id, *also})]
    main = next(client for client in clients if client.pk == client_id)
    # Whoever withdraws may see nothing afterward, so the client itself comes last.
    for client in clients:
        if client is not main:
            _revoke_running(by, client)
    if not _revoke_running(by, main):
        raise Conflict(_("There is no running release."))


def running_releases(client: Client) -> QuerySet[Release]:
    """Return the releases that open the record today, the latest word first; several only where records were merged."""
    return running_releases_of(client.pk)


def running_releases_of(client_id: int) -> QuerySet[Release]:
    """Return the same by the client's id."""
    rows = Release.objects.filter(client_id=client_id, scope__in=OPENING, revoked_at=None)
    return rows.filter(valid_through__gte=clock.today()).order_by("-signed_on", "-pk")


def newest_decision(client: Client) -> Release | None:
    """Return what was recorded last, a signature or a refusal: what a form about releases is compared with."""
    return client.release_set.select_related("created_by", "agency").order_by("-pk").first()


def history(client: Client) -> list[Release]:
    """Return every release and refusal, the newest first."""
    rows = client.release_set.select_related("created_by", "agency", "revoked_by").prefetch_related("papers")
    return list(rows.order_by("-signed_on", "-pk"))


def losing_sight(client: Client) -> list[Agency]:
    """Return the other agencies that see the record today because of a release alone, by name."""
    others = _others(client)
    rows = running_releases(client).values_list("scope", "agencies")
    if not any(scope == Release.Scope.CONTINUUM for scope, _agencies in rows):
        others = others.filter(pk__in={agency for _scope, agencies in rows for agency in agencies})
    kept = ClientAccess.objects.running().filter(client=client).exclude(agency=None).exclude(reason=ACCESS_REASON)
    return list(others.exclude(pk__in=kept.values("agency_id")).order_by("name"))


def keeping_sight(client: Client) -> list[ClientAccess]:
    """Return the grants to other agencies that a withdrawal does not end, as far as the caller sees them."""
    rows = ClientAccess.objects.running().filter(client=client).exclude(agency=None).exclude(reason=ACCESS_REASON)
    return list(rows.select_related("agency").order_by("agency__name"))


def renewal_due(release: Release | None) -> bool:
    """Whether a running release ends within 30 days, so that it is time to ask again."""
    if release is None or release.valid_through is None:
        return False
    return (release.valid_through - clock.today()).days <= RENEW_DAYS


def agencies_named(release: Release) -> list[Agency]:
    """Return the agencies a release names; none for one to the whole community."""
    return list(Agency.objects.filter(pk__in=release.agencies).order_by("name"))


def agencies_sharing(clients: Iterable[Client]) -> dict[int, int]:
    """Return by client with how many other agencies a release to named ones shares the record today."""
    own = {client.pk: client.agency_id for client in clients if not client.survivor and not is_shared(client)}
    named: dict[int, set[int]] = {}
    rows = Release.objects.filter(client_id__in=own, scope=Release.Scope.NAMED, revoked_at=None)
    for client_id, agencies in rows.filter(valid_through__gte=clock.today()).values_list("client_id", "agencies"):
        named.setdefault(client_id, set()).update(agencies)
    return {client_id: len(agencies - {own[client_id]}) for client_id, agencies in named.items()}


def agencies_to_name(client: Client) -> list[Agency]:
    """Return the agencies a release can name: the active ones of the community but the client's own.

    Victim service providers see no released record (policy §10), so naming one would promise what does not happen.
    """
    return list(_others(client).order_by("name"))


def _others(client: Client) -> QuerySet[Agency]:
    others = Agency.objects.filter(continuum_id=client.continuum_id, active=True, is_vsp=False)
    return others.exclude(pk=client.agency_id)


def _agencies(client: Client, named: Collection[int]) -> list[int]:
    known = {agency.pk for agency in agencies_to_name(client)}
    if not set(named) <= known:
        raise Missing()
    return sorted(set(named))


def _require_seen(client: Client, seen: int | None) -> None:
    newest = newest_decision(client)
    if seen is not None and (newest.pk if newest else 0) != seen:
        raise StaleForm(_("Somebody recorded a decision after you opened this form."), theirs=newest)


def _require_latest_word(client: Client, signed_on: date) -> None:
    """A paper from before a later decision, or from before what was signed was taken back, opens nothing again."""
    said = client.release_set.order_by("-signed_on", "-pk").first()
    if said is None:
        return
    taken_back = said.revoked_at and said.revoked_at.astimezone(ZoneInfo(client.continuum.time_zone)).date()
    if signed_on < max(said.signed_on, taken_back or said.signed_on):
        raise Invalid(_("The client decided again after this day."), _("Ask the client to sign again."))


def _check(client: Client, signed_on: date) -> None:
    if client.survivor:
        raise Invalid(_("An anonymous record is not shared and needs no release."))
    if signed_on > clock.today():
        raise Invalid(_("A release cannot be signed in the future."))


def _revoke_running(by: Actor, client: Client, *, but: Release | None = None) -> int:
    # One statement: after it the client may be hidden from the actor who asked for it.
    running = running_releases(client).exclude(pk=but.pk if but else 0)
    return running.order_by().update(revoked_at=clock.now(), revoked_by_id=by.user_id)


def _write(by: Actor, client: Client, **values: object) -> Release:
    return Release.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client),
        created_by_id=by.user_id,
        **values,
    )
