"""What can go wrong in the work itself. Services raise these; middleware and the API turn them into answers."""

from uuid import UUID

from django.utils.translation import gettext as _


class DomainError(Exception):
    """A request that cannot be carried out: says what is wrong and what to do about it."""

    http_status = 422
    code = "invalid"

    def __init__(self, message: str, what_to_do: str = "", **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do
        self.context = context


class Invalid(DomainError):
    """The input breaks a rule (422)."""


class Unconfirmed(DomainError):
    """Something only the person can say comes first: whether one of the `words` of the `texts` names somebody (422)."""

    code = "unconfirmed"

    def __init__(self, message: str, what_to_do: str, *, words: list[str], texts: list[str]) -> None:
        super().__init__(message, what_to_do, words=words, texts=texts)
        self.words, self.texts = words, texts


class Forbidden(DomainError):
    """The actor may see the thing but not do this to it (403)."""

    http_status = 403
    code = "forbidden"

    def __init__(self, message: str = "", what_to_do: str = "", **context: object) -> None:
        super().__init__(message or _("Your role does not include this page or action."), what_to_do, **context)


class Missing(DomainError):
    """There is no such thing for this actor (404). Hidden and absent are told apart by nobody."""

    http_status = 404
    code = "missing"

    def __init__(self, message: str = "", what_to_do: str = "", **context: object) -> None:
        super().__init__(message or _("There is nothing here."), what_to_do, **context)


class Conflict(DomainError):
    """Somebody or something was faster, or the state does not allow it (409)."""

    http_status = 409
    code = "conflict"


class Busy(Conflict):
    """Somebody else holds the rows for a moment: the same request works a little later."""

    code = "busy"


class StaleForm(Conflict):
    """The record changed since the form was opened; `context` holds both versions."""

    code = "stale"


class KnownPerson(Conflict):
    """The address is of somebody the actor sees already: `name`, `roles` today, and the role they would get `too`."""

    code = "known_person"

    def __init__(self, *, name: str, roles: list[str], too: str) -> None:
        super().__init__(
            _("%(who)s signs in with this address already.") % {"who": name},
            _("Look whether you mean this person, and confirm it."),
        )
        self.name, self.roles, self.too = name, roles, too


class Moved(Conflict):
    """The record was merged into one the actor may see. Reading is led there; nothing is written unseen (409)."""

    code = "merged"

    def __init__(self, *, merged: UUID | None, into: UUID, page: str) -> None:
        super().__init__(
            _("This record was merged into another one of the same person, so nothing was saved."),
            _("Open the record that was kept and enter it there."),
        )
        self.merged, self.into, self.page = merged, into, page

    def leads_to(self, address: str) -> str:
        """Return the same address for the record that was kept; its page where the address does not name the record."""
        led = address.replace(str(self.merged), str(self.into))
        return led if led != address else self.page


class InvalidMove(Conflict):
    """The workflow does not allow this move from the present state."""

    code = "invalid_move"
