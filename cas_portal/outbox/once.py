"""One effect for each form a person sends, however often the button is pressed (security.md §9)."""

import uuid
from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.outbox.models import Submission

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "once"})


class OnceForm(forms.Form):
    """A form that makes something: it carries a key of its own, so that sending it twice makes one thing."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def once(*, by: Actor, key: uuid.UUID, path: str, body: QueryDict, act: Callable[[], str]) -> str:
    """Run `act` and return the address it gives; a repeat with the same key returns the first address and does nothing.

    A key that comes back with another body, or at another address, raises Invalid. When `act` fails, or gives no
    address because there is something to look at first, the key stays free. Two at the same time: the second waits for
    the first, or gets a conflict after the lock time-out.
    """
    digest = _digest(path, body)
    with transaction.atomic():
        row = Submission(continuum_id=by.continuum_id, owner_id=_person(by), key=key, digest=digest)
        Submission.objects.bulk_create([row], ignore_conflicts=True)
        mine = Submission.objects.select_for_update().get(owner_id=by.user_id, key=key)
        if not mine.url:
            mine.url, mine.digest = act(), digest
            mine.save(update_fields=["url", "digest"])
        if mine.digest != digest:
            raise Invalid(_("This form was sent before with other answers."), _("Open the form again and fill it in."))
        return mine.url


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise ValueError("Only people send forms.")
    return by.user_id


def _digest(path: str, body: QueryDict) -> str:
    content = repr((path, sorted((name, values) for name, values in body.lists() if name not in NOT_CONTENT)))
    return salted_hmac("cas_portal.outbox.once", content, algorithm="sha256").hexdigest()
