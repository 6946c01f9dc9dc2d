"""What is done with a message: every app registers the topics it answers to in ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cas_portal.access.actor import Actor

Payload = Mapping[str, Any]
Handle = Callable[[Payload, Actor], None]
LoadActor = Callable[[int, int], Actor | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """How one topic is worked off.

    `atomic`: run inside the transaction that also marks the message done, bound to the actor. A handler that talks to
    other servers sets it to False and opens its own short transactions. `gave_up` tells the app that the message will
    not be tried again; it runs as a listed job.
    """

    handle: Handle
    atomic: bool = True
    gave_up: Handle | None = None


_handlers: dict[str, Handler] = {}
_load_actor: list[LoadActor] = []


def register(topic: str, handle: Handle, *, atomic: bool = True, gave_up: Handle | None = None) -> None:
    """Answer to a topic. A handler can run twice: a worker may die after its effect and before its mark."""
    _handlers[topic] = Handler(handle, atomic, gave_up)


def handler(topic: str) -> Handler | None:
    """Return what answers to a topic."""
    return _handlers.get(topic)


def load_actors_with(load: LoadActor) -> None:
    """Set how a person's rights of this moment are read: a function of user id and continuum id."""
    _load_actor[:] = [load]


def actor_now(user_id: int | None, continuum_id: int, topic: str) -> Actor | None:
    """Return who asked, with the rights they hold now; None when none are left. Messages of jobs run as a job."""
    if user_id is None:
        return Actor.system(f"outbox {topic}", continuum_id)
    return _load_actor[0](user_id, continuum_id) if _load_actor else None
