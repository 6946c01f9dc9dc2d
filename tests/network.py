"""Plugin: tests reach only this machine. A socket to anywhere else fails at once and says where it wanted to go."""

import ipaddress
import socket

import pytest

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkIsOff(RuntimeError):
    """A test tried to leave the machine."""


def _is_loopback(host) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(family, address) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
        raise NetworkIsOff(f"tests may not connect to {address[0]}:{address[1]}")


def _guarded_connect(self, address):
    _check(self.family, address)
    return _connect(self, address)


def _guarded_connect_ex(self, address):
    _check(self.family, address)
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host, *arguments, **options):
    if not _is_loopback(host):
        raise NetworkIsOff(f"tests may not look up {host!r}")
    return _getaddrinfo(host, *arguments, **options)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart():
    socket.socket.connect = _guarded_connect
    socket.socket.connect_ex = _guarded_connect_ex
    socket.getaddrinfo = _guarded_getaddrinfo


def pytest_unconfigure():
    socket.socket.connect = _connect
    socket.socket.connect_ex = _connect_ex
    socket.getaddrinfo = _getaddrinfo
