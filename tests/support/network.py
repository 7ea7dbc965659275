"""No test leaves this machine: connections go to the loopback range or to a local socket only."""

import ipaddress
import socket
from typing import Any

import pytest


class NetworkBlocked(AssertionError):
    """A test tried to reach another machine."""


def is_local(address: Any) -> bool:
    if isinstance(address, (str, bytes)):  # a socket file
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def block(patch: pytest.MonkeyPatch) -> None:
    connect, connect_ex, lookup = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guard(address: Any) -> None:
        if not is_local(address):
            raise NetworkBlocked(f"a test tried to reach {address!r}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *rest: Any, **options: Any) -> Any:
        guard((host or "localhost",))
        return lookup(host, *rest, **options)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_lookup)
