"""Editing what is stored: nothing that somebody saved meanwhile is overwritten unseen (ux.md §3, "Conflict").

A form that edits carries a token of what was stored when it was opened. The service compares it under the lock of the
row; when it differs, the form comes back with what was typed, what is stored now, and who saved it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cas_portal.access.errors import StaleForm
from cas_portal.access.rls import Wall
from cas_portal.audit.trail import last_change

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer in both versions, in words."""

    label: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a form shows when somebody saved first; `who` and `at` are empty when nobody knows."""

    text: str
    who: str
    at: datetime | None
    differences: list[Difference]


def token(stored: Values) -> str:
    """Return a token of stored values: another one as soon as one of them is another one."""
    content = repr([(name, str(stored[name])) for name in sorted(stored)])
    return salted_hmac("cas_portal.outbox.editing", content, algorithm="sha256").hexdigest()[:32]


def opening(stored: Values) -> dict[str, Any]:
    """Return what a form that edits is opened with: the stored values and their token."""
    return {**stored, "opened": token(stored)}


def hold(*, stored: Values, wanted: Values, opened: str | None, row: Model | None = None) -> None:
    """Raise StaleForm when the stored values are no longer those a form was opened with, and not the wanted ones.

    Call it under the lock of the row. Without a token (the API, a job) nothing is compared.
    """
    now = token(stored)
    if not opened or opened == now or all(str(stored[name]) == str(wanted[name]) for name in stored):
        return
    raise stale(theirs=stored, now=now, row=row)


def stale(*, theirs: Values, now: object, row: Model | None) -> StaleForm:
    """Return the refusal: what is stored now, its token, and who saved it last."""
    who, at = last_saved(row)
    return StaleForm(
        _("Somebody saved this after you opened it."),
        _("Open it again and look what it says."),
        theirs=dict(theirs),
        now=now,
        who=who,
        at=at,
    )


def last_saved(row: Model | None) -> tuple[str, datetime | None]:
    """Return who changed a row last, and when; nothing where nobody knows."""
    if row is None:
        return "", None
    about = row.pk if getattr(row, "wall", None) is Wall.CLIENT else getattr(row, "client_id", None)
    found = last_change(row._meta.db_table, row.pk, about)
    if found is None:
        return "", None
    user = get_user_model()._default_manager.filter(pk=found.user_id).first()
    return (str(user.get_full_name()) if user else ""), found.at


class Editing(forms.Form):
    """A form that can meet another version. `remembers` is the field that holds the token."""

    remembers = "opened"
    conflict: Conflict | None = None

    def meet(self, refused: StaleForm) -> None:
        """Keep what was typed, remember what is stored now, and say what differs."""
        told: dict[str, Any] = refused.context
        differences = self._differences(told["theirs"])
        self.conflict = Conflict(refused.message, str(told.get("who", "")), told.get("at"), differences)
        typed: Any = self.data
        self.data = typed.copy()
        self.data[self.remembers] = str(told["now"])  # type: ignore[index]

    def _differences(self, theirs: Any) -> list[Difference]:
        found = []
        for name, stored in theirs.items():
            field, mine = self.fields.get(name), self.cleaned_data.get(name)
            if field is not None and words(field, mine) != words(field, stored):
                found.append(Difference(str(field.label), words(field, mine), words(field, stored)))
        return found


class EditForm(Editing):
    """A form that changes what is stored."""

    opened = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


def words(field: forms.Field, value: Any) -> str:
    """Return a value as the field shows it."""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(words(field, one) for one in value) or _("Empty")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return _("Empty")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return _labels(getattr(field, "choices", ())).get(str(value), str(value))


def _labels(choices: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found |= _labels(label)
        else:
            found[str(value)] = str(label)
    return found
