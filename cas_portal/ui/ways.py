"""The way back that a form or an address names: the one place where a redirect follows what somebody sent."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, given: str, otherwise: str) -> str:
    """Return the page of this portal that was asked for, else the other one."""
    return given if leads_here(request, given) else otherwise


def leads_here(request: HttpRequest, given: str) -> bool:
    """Whether it is a path here: never another host, a scheme, or a word that could be the name of a view."""
    if not given.startswith("/") or not given.isprintable():
        return False
    return url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
