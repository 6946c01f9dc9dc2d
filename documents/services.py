"""The verbs of papers: ask for one, record what was brought, accept, return, attest (policy §5)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.services.chronic import finding_of, rules_on
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, InvalidMove, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, require
from cas_portal.accounts.settings import settings_on
from cas_portal.accounts.wording.book import give
from cas_portal.outbox import editing
from cas_portal.time import clock
from cas_portal.ui.days import short_day
from clients.models import Client, ClientAccess, Contact
from documents import notices, policies
from documents.kinds import BASES, Kind, State
from documents.models import DocumentItem
from documents.validity import valid_through
from documents.wording import RETURNED


@transaction.atomic
def request_document(*, by: Actor, client_id: UUID, kind: str) -> DocumentItem:
    """Ask for a paper that is missing or was returned. Asking again changes nothing."""
    client = _client(by, client_id)
    require(policies.can_record_document(by, client, kind, granted=_granted(by, client)))
    present = _current(client, kind)
    if present is None:
        present = _new(by, client, kind, Permission.UPLOAD_DOCUMENT)
    elif present.state not in {State.MISSING, State.REJECTED}:
        return present
    present.state, present.requested_at, present.requested_by_id = State.REQUESTED, clock.now(), by.user_id
    present.save()
    return present


@transaction.atomic
def record_upload(
    *,
    by: Actor,
    client_id: UUID,
    kind: str,
    basis: str,
    issued_on: date,
    expires_on: date | None = None,
    brought_by_client: bool = True,
    opened: str | None = None,
) -> DocumentItem:
    """Record a paper a client brought; SSF reviews it. What was accepted before counts on until its last day.

    Brought by the client it is a qualifying contact, so an inactive client is active again today (X17). The same
    paper recorded again by the same person changes nothing. Raises Invalid for a kind, basis or date that cannot be,
    StaleForm when somebody recorded another one since a form was opened (`opened`).
    """
    client = _client(by, client_id)
    require(policies.can_record_document(by, client, kind, granted=_granted(by, client)))
    last = _last_day(client, kind, basis, issued_on, expires_on)
    present = _current(client, kind)
    if present is not None and _is_same(present, by, basis, issued_on, last):
        return present
    editing.hold(stored=_told(present), wanted=_values(basis, issued_on, last), opened=opened, row=present)
    if present is None or present.state in {State.ACCEPTED, State.ATTESTED}:
        _retire(present)
        present = _new(by, client, kind, Permission.UPLOAD_DOCUMENT)
    present.state, present.basis, present.issued_on, present.valid_through = State.UPLOADED, basis, issued_on, last
    present.uploaded_at, present.uploaded_by_id = clock.now(), by.user_id
    present.reason = present.reason_code = ""
    present.save()
    if brought_by_client:
        _log_contact(by, client)
    notices.uploaded(present, by=by)
    return present


@transaction.atomic
def accept(*, by: Actor, item_id: UUID) -> DocumentItem:
    """Accept a paper that waits for review. A second time changes nothing (R07, R17).

    Raises Forbidden for whoever recorded it, Conflict when it waits for nothing, has expired, or is a homeless history
    that the dated stays do not prove yet.
    """
    item = _locked(by, item_id)
    require(policies.can_review_documents(by))
    if item.state == State.ACCEPTED and item.accepted_by_id == by.user_id:
        return item
    require(policies.can_accept_document(by, item), _("Somebody else must accept what you recorded."))
    _require_waiting(item)
    if item.valid_through is not None and item.valid_through < clock.today(item.continuum.time_zone):
        raise Conflict(_("This paper has expired."), _("Return it and ask for a newer one."))
    _require_proved_history(item)
    item.state, item.accepted_at, item.accepted_by_id = State.ACCEPTED, clock.now(), by.user_id
    item.save(update_fields=["state", "accepted_at", "accepted_by"])
    notices.reviewed(item, by=by)
    return item


def _require_proved_history(item: DocumentItem) -> None:
    """Hold a homeless history to policy §4: test A or B, and enough of the latest 12 months seen by somebody else."""
    if item.kind != Kind.HOMELESS_HISTORY:
        return
    today = clock.today(item.continuum.time_zone)
    finding, _changes = finding_of(item.client, today)
    needed = rules_on(item.continuum_id, today).evidence_months_required
    if not (finding.test_a or finding.test_b or finding.by_veteran_rule):
        raise Conflict(
            _("The dated history does not show 12 months without a home yet."),
            _("Add the stays this paper tells of to the dated history, with their proof, then accept it."),
        )
    if finding.proved_months < needed:
        raise Conflict(
            _("The dated history proves %(proved)s of its latest 12 months; %(needed)s are needed.")
            % {"proved": finding.proved_months, "needed": needed},
            _("Add to the dated history who saw the client where, month by month, then accept this paper."),
        )


@transaction.atomic
def reject(*, by: Actor, item_id: UUID, reason: str = "", code: str = "") -> DocumentItem:
    """Return a paper with a reason; one accepted by mistake as well. A second time changes nothing.

    `code` is a reason of the community's list, `reason` its explanation; an explanation alone is "other".
    """
    item = _locked(by, item_id)
    require(policies.can_review_documents(by))
    if item.state == State.REJECTED and item.rejected_by_id == by.user_id:
        return item
    if item.state != State.ACCEPTED:
        _require_waiting(item)
    today = clock.today(item.continuum.time_zone)
    given = give(item.continuum_id, RETURNED, code, reason, today, longest=400)
    item.state, item.reason, item.reason_code = State.REJECTED, given.words, given.code
    item.rejected_at, item.rejected_by_id = clock.now(), by.user_id
    item.save(update_fields=["state", "reason", "reason_code", "rejected_at", "rejected_by"])
    notices.reviewed(item, by=by)
    return item


@transaction.atomic
def attest(
    *,
    by: Actor,
    client_id: UUID,
    kind: str,
    basis: str,
    issued_on: date,
    expires_on: date | None = None,
    opened: str | None = None,
) -> DocumentItem:
    """Attest a survivor's paper: it counts as accepted and is labelled; nothing is uploaded (R14, policy §11).

    Raises StaleForm when somebody attested another one since a form was opened (`opened`).
    """
    client = _client(by, client_id)
    require(policies.can_attest_document(by, client, kind))
    last = _last_day(client, kind, basis, issued_on, expires_on)
    present = _current(client, kind)
    if present is not None and present.state == State.ATTESTED and _is_same(present, by, basis, issued_on, last):
        return present
    editing.hold(stored=_told(present), wanted=_values(basis, issued_on, last), opened=opened, row=present)
    _retire(present)
    item = _new(by, client, kind, Permission.ATTEST_DOCUMENT)
    item.state, item.basis, item.issued_on, item.valid_through = State.ATTESTED, basis, issued_on, last
    item.uploaded_at, item.uploaded_by_id = clock.now(), by.user_id
    item.save()
    return item


def token_for(*, client: Client, kind: str) -> str:
    """Return what a form about a paper remembers: which one waits or counts, if any."""
    return editing.token(_told(DocumentItem.objects.filter(client=client, kind=kind, current=True).first()))


def _told(item: DocumentItem | None) -> dict[str, object]:
    """What somebody recorded that waits or counts; one that is asked for or was returned says nothing."""
    if item is None or item.state not in {State.UPLOADED, State.ACCEPTED, State.ATTESTED}:
        return _values("", None, None)
    return _values(item.basis, item.issued_on, item.valid_through)


def _values(basis: str, issued_on: date | None, last: date | None) -> dict[str, object]:
    return {"basis": str(basis), "issued_on": issued_on, "expires_on": last}


def _client(by: Actor, client_id: UUID) -> Client:
    rows = Client.objects.visible_to(by).select_related("continuum").select_for_update(of=("self",), no_key=True)
    client: Client = rows.named(by, public_id=client_id)
    return client


def _granted(by: Actor, client: Client) -> bool:
    return ClientAccess.objects.running().filter(client=client, agency_id__in=by.agency_ids).exists()


def _current(client: Client, kind: str) -> DocumentItem | None:
    return DocumentItem.objects.filter(client=client, kind=kind, current=True).select_for_update(of=("self",)).first()


def _locked(by: Actor, item_id: UUID) -> DocumentItem:
    rows = DocumentItem.objects.visible_to(by).select_related("continuum").select_for_update(of=("self",))
    item = rows.filter(public_id=item_id).first()
    if item is None:
        raise Missing()
    return item


def _require_waiting(item: DocumentItem) -> None:
    if item.state == State.UPLOADED and item.current:
        return
    words = {"state": State(item.state).label, "who": "", "day": ""}
    decided = item.accepted_at if item.state == State.ACCEPTED else item.rejected_at
    if decided:
        words["day"] = short_day(timezone.localtime(decided))
    raise InvalidMove(
        _("This paper does not wait for review: %(state)s %(day)s") % words, _("Open the checklist to see it.")
    )


def _new(by: Actor, client: Client, kind: str, permission: Permission) -> DocumentItem:
    return DocumentItem(
        continuum_id=client.continuum_id,
        agency_id=acting_agency(by, permission),
        client=client,
        kind=kind,
        created_by_id=by.user_id,
    )


def _retire(present: DocumentItem | None) -> None:
    if present is not None:
        present.current = False
        present.save(update_fields=["current"])


def _is_same(item: DocumentItem, by: Actor, basis: str, issued_on: date, last: date | None) -> bool:
    return (
        item.state in {State.UPLOADED, State.ATTESTED}
        and item.uploaded_by_id == by.user_id
        and (item.basis, item.issued_on, item.valid_through) == (basis, issued_on, last)
    )


def _last_day(client: Client, kind: str, basis: str, issued_on: date, expires_on: date | None) -> date | None:
    today = clock.today(client.continuum.time_zone)
    if kind not in Kind.values or basis not in BASES[Kind(kind)]:
        raise Invalid(_("Choose what kind of paper it is."))
    if issued_on > today:
        raise Invalid(_("The paper cannot be issued in the future."))
    if expires_on is not None and expires_on < issued_on:
        raise Invalid(_("The paper cannot expire before it was issued."))
    return valid_through(Kind(kind), basis, issued_on, settings_on(client.continuum_id, today), expires_on)


def _log_contact(by: Actor, client: Client) -> None:
    Contact.objects.create(
        continuum_id=client.continuum_id,
        agency_id=acting_agency(by, Permission.UPLOAD_DOCUMENT),
        client=client,
        happened_on=clock.today(client.continuum.time_zone),
        kind=Contact.Kind.DOCUMENT,
        qualifying=True,
        created_by_id=by.user_id,
    )
