"""Each view says who may open it, with exactly one marker. A guard test walks every URL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import Reach

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks: nobody in particular, anybody signed in, or one of these rights."""

    public: bool = False
    permissions: tuple[Permission, ...] = ()
    whole: bool = False

    def admits(self, request: PortalRequest) -> bool:
        """Whether the request's actor may open the view at all; objects are checked by their policies."""
        if self.public:
            return True
        actor = request.actor
        if actor is None:
            return False
        return not self.permissions or any(self._opens(actor.reaches(permission)) for permission in self.permissions)

    def opened_by(self, reach: Reach) -> bool:
        """Whether a right that reaches so far is enough."""
        return reach is not Reach.NONE and not (self.whole and reach is Reach.LIMITED)

    def _opens(self, reaches: Iterable[Reach]) -> bool:
        return any(self.opened_by(reach) for reach in reaches)


def _mark(view: View, access: Access) -> View:
    if getattr(view, "access", None) is not None:
        raise TypeError(f"{view.__name__} carries two access markers.")
    setattr(view, "access", access)  # noqa: B010 - a function may carry attributes, its type does not say so
    return view


def public(view: View) -> View:
    """Mark a view that anybody on the internet may open."""
    return _mark(view, Access(public=True))


def signed_in(view: View) -> View:
    """Mark a view for everybody with a membership."""
    return _mark(view, Access())


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view for actors who hold one of these rights with any reach."""

    def mark(view: View) -> View:
        return _mark(view, Access(permissions=permissions))

    return mark


def needs_whole(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view for actors who hold one of these rights, and not only the part that the table calls limited."""

    def mark(view: View) -> View:
        return _mark(view, Access(permissions=permissions, whole=True))

    return mark
