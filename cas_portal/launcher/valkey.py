"""The embedded Valkey: a broker that keeps nothing on disk, because it carries ticks and never facts."""

from __future__ import annotations

import os
import socket
from typing import Any

from cas_portal.launcher import binaries, ports
from cas_portal.launcher.loopback import LoopbackServer

CONFIGURATION = """
bind {host}
port {port}
requirepass {password}
save ""
appendonly no
maxmemory-policy noeviction
daemonize no
loglevel warning
"""


class Valkey(LoopbackServer):
    name = "valkey"
    title = "Valkey"

    def command(self, port: int) -> tuple[list[Any], str, dict[str, str]]:
        """The configuration comes on standard input, so the password is neither on disk nor in the process list."""
        password = self.secrets["password_valkey"]
        text = CONFIGURATION.format(host=ports.HOST, port=port, password=password)
        return [binaries.valkey(), "-"], text, dict(os.environ)

    def answers(self) -> bool:
        """True when a server that knows our password answers."""
        said = b""
        try:
            with socket.create_connection((ports.HOST, self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.secrets['password_valkey']}\r\nPING\r\n".encode())
                while b"PONG" not in said and not said.startswith(b"-"):
                    part = link.recv(256)
                    if not part:
                        break
                    said += part
        except OSError:
            return False
        return said == b"+OK\r\n+PONG\r\n"
