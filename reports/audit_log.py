"""The audit log of a community in words: what was done, by whom, about whom. Clients by name or code, never a value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, TextChoices
from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Certificate, Invitation, Membership, RoleRequest, User
from cas_portal.audit.log import Asked, Entry
from clients import trail_words as words
from clients.models import Client
from clients.policies import client_reach
from clients.presenters import client_name
from clients.trail import field_words, who_did

ACCOUNT_TABLES = (
    "accounts_membership", "accounts_certificate", "accounts_user", "accounts_invitation", "accounts_rolerequest",
    "mfa_authenticator", "guardian_userobjectpermission",
)  # fmt: skip
ABOUT_AN_ACCOUNT: dict[str, Any] = {
    "accounts_membership": Membership,
    "accounts_certificate": Certificate,
    "accounts_invitation": Invitation,
}
FAILED = ("sign_in_failed", "second_step_failed")
NAMED, MOST_PEOPLE = 3, 200


class Group(TextChoices):
    """The kinds people filter by."""

    SIGN_IN = "sign_in", gettext_lazy("Sign-ins, and those that failed")
    TAKEN = "taken", gettext_lazy("Exports, prints and downloads")
    ACCOUNT = "account", gettext_lazy("Roles, certificates and accounts")
    DENIED = "denied", gettext_lazy("Refusals")
    READ = "read", gettext_lazy("Records viewed")
    CHANGE = "change", gettext_lazy("Everything else that was entered or changed")


ACTS: dict[Group, tuple[str, ...]] = {
    Group.SIGN_IN: ("signed_in", "signed_out", *FAILED, "password_changed", "invitation_accepted"),
    Group.TAKEN: ("exported", "downloaded", "printed"),
    Group.ACCOUNT: ("factors_reset",),
    Group.DENIED: ("denied",),
    Group.READ: ("read", "ssn_lookup", "ssn_lookup_refused", "handed_over", "take_back", "take_back_refused"),
    Group.CHANGE: (
        "clients_merged", "clients_unmerged", "instrument_published", "instrument_retired", "passed_over", "overridden",
        "named_nobody", "profile_from_assessment",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the log: codes, ids and days alone. An empty list of people or clients finds nothing."""

    kind: str = ""
    people: tuple[int, ...] | None = None
    agency: int | None = None
    clients: tuple[int, ...] | None = None
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Wanted":
        """Take what a stored export holds; anything else is ignored."""
        kept: dict[str, Any] = {
            field.name: values[field.name] for field in fields(cls) if values.get(field.name) is not None
        }
        made: dict[str, Any] = {name: tuple(it) if isinstance(it, list) else it for name, it in kept.items()}
        return cls(**made)

    def stored(self) -> dict[str, Any]:
        """Return the filters in force, as an export keeps them."""
        kept = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}

    def asked(self, zone: str) -> Asked:
        """Return what the log is asked for; days begin and end where the community is."""
        group = Group(self.kind) if self.kind in Group.values else None
        last = date.fromisoformat(self.until) + timedelta(days=1) if self.until else None
        return Asked(
            acts=ACTS[group] if group else None,
            tables={Group.ACCOUNT: ACCOUNT_TABLES, Group.CHANGE: None, None: None}.get(group, ()),
            besides=ACCOUNT_TABLES if group is Group.CHANGE else (),
            people=self.people,
            agency_id=self.agency,
            clients=self.clients,
            since=_midnight(date.fromisoformat(self.since), zone) if self.since else None,
            until=_midnight(last, zone) if last else None,
        )


def people_called(actor: Actor, text: str) -> tuple[int, ...]:
    """Return the people of the community whose name or e-mail holds the text."""
    fits = Q(name__icontains=text) | Q(email__icontains=text)
    return tuple(User.objects.visible_to(actor).filter(fits).order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def clients_coded(actor: Actor, text: str) -> tuple[int, ...]:
    """Return the clients whose code this is; a survivor's code, like any other text, is nobody's."""
    digits = re.sub(r"[^0-9a-f]", "", text.lower())
    if len(digits) not in (8, 32) or not re.fullmatch(r"[0-9a-fA-F\s-]+", text):
        return ()
    first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    rows = Client.objects.visible_to(actor).filter(survivor=False, public_id__range=(first, last))
    return tuple(rows.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class Named:
    """A client the reader may open."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    title: str
    more: str
    who: str
    clients: list[Named]
    others: str
    address: str
    client_ids: list[int]

    @property
    def about(self) -> str:
        """Return the clients in one text, for a spreadsheet."""
        return ", ".join(filter(None, [*(one.name for one in self.clients), self.others]))


def lines(actor: Actor, rows: Iterable[Entry]) -> Iterator[Line]:
    """Turn entries into what is shown: a fixed number of queries for all of them."""
    found = list(rows)
    who, accounts, clients = who_did(actor, found), _accounts(found), _clients(actor, found)
    for row in found:
        shown = [clients[key] for key in row.named if key in clients][:NAMED]
        more = row.told - len(shown)
        yield Line(
            at=row.at,
            title=_title(row),
            more="; ".join(filter(None, (_whose(row, accounts), _fields(row)))),
            who=_who(row, who(row)),
            clients=[named for _client, named in shown],
            others=ngettext("%(n)s client", "%(n)s clients", more) % {"n": more} if more else "",
            address=row.address,
            client_ids=[client.pk for client, _named in shown],
        )


def _title(row: Entry) -> str:
    if row.is_change:
        return f"{words.OPS.get(row.what, row.what)}: {words.table_words(row.purpose)}"
    if row.what == "denied":
        return f"{words.kind_words(row.what)}: {row.means or 'GET'} {_address_of(row.purpose)}"
    return f"{words.kind_words(row.what)} {words.place_words(row.purpose)}".rstrip()


def _who(row: Entry, name: str) -> str:
    if row.user_id is None and row.what in FAILED:
        return _("Somebody who did not get in")
    return name


def _fields(row: Entry) -> str:
    """Which fields of a row were changed; that a row was made says enough by itself."""
    if not row.is_change or row.what != "UPDATE":
        return ""
    shown = [name for name in row.fields if not name.startswith("wall_") and name not in ("version", "search_name")]
    return ", ".join(field_words(row.purpose, name) for name in shown)


def _whose(row: Entry, accounts: dict[tuple[str, int], str]) -> str:
    """Whose account it was, where that is not whoever did it."""
    key = ("", row.account) if row.account else (row.purpose, row.row_id or 0)
    if row.what == FAILED[0] and row.account is None:
        return _("Unknown account")
    name = accounts.get(key, "") if row.account != row.user_id else ""
    return _("Account: %(name)s") % {"name": name} if name else ""


def _accounts(rows: list[Entry]) -> dict[tuple[str, int], str]:
    """The names of whom changes of accounts are about, by account, and by row where only the row is known."""
    ids = {row.account for row in rows if row.account}
    found = {("", key): name for key, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}
    for table, model in ABOUT_AN_ACCOUNT.items():
        keys = {row.row_id or 0 for row in rows if row.is_change and row.purpose == table and not row.account}
        if keys:
            names = model.objects.filter(pk__in=keys).values_list("pk", "user__name")
            found |= {(table, key): name for key, name in names}
    keys = {row.row_id or 0 for row in rows if row.is_change and row.purpose == "accounts_rolerequest"}
    asked = RoleRequest.objects.filter(pk__in=keys).values_list("pk", "email") if keys else []
    return found | {("accounts_rolerequest", key): email for key, email in asked}


def _clients(actor: Actor, rows: list[Entry]) -> dict[int, tuple[Client, Named]]:
    """The clients the reader may open, by name or for auditors by code."""
    reach = client_reach(actor)
    wanted = {key for row in rows for key in row.named[:NAMED]}
    found = Client.objects.visible_to(actor).filter(pk__in=wanted).select_related("identity")
    return {
        one.pk: (one, Named(client_name(one, reach), reverse("clients:client", args=[one.public_id]))) for one in found
    }


def _address_of(view_name: str) -> str:
    """Return the address of a page without what stands for the thing asked for."""
    return _addresses().get(view_name, view_name)


@cache
def _addresses() -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(resolver: URLResolver, prefix: str, space: str) -> None:
        for entry in resolver.url_patterns:
            route = prefix + _plain(str(entry.pattern))
            if isinstance(entry, URLResolver):
                walk(entry, route, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif entry.name:
                found[f"{space}{entry.name}"] = f"/{route}"

    walk(get_resolver(), "", "")
    return found


def _plain(route: str) -> str:
    """A route with three points for each of its parts."""
    text = route.lstrip("^").removesuffix("$").removesuffix(r"\Z")
    while "<" in text and ">" in text:
        text = text[: text.index("<")] + "…" + text[text.index(">") + 1 :]
    return text
