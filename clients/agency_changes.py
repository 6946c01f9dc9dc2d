"""Who is touched when SSF changes an agency: upper apps register a count in ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Agency
from cas_portal.accounts.rules.previews import Effect

# Takes the actor, the agency as it is stored, and the new values; counts among what the actor may see.
Touches = Callable[[Actor, Agency, Mapping[str, object]], list[Effect]]
_registered: list[Touches] = []


def register(fn: Touches) -> None:
    """Let an upper app say whom a change touches; a second call of the same function counts once."""
    if fn not in _registered:
        _registered.append(fn)


def effects(by: Actor, agency: Agency, new: Mapping[str, object]) -> list[Effect]:
    """Return who is touched, nothing where nobody counts for what changes."""
    return [effect for fn in _registered for effect in fn(by, agency, new)]
