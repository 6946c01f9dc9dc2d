"""What Valkey and the S3 server have in common: one process, one loopback port, remembered in state.json."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from cas_portal.launcher import messages, ports, processes, state
from cas_portal.launcher.messages import Stop

START_SECONDS = 20


class LoopbackServer:
    """A server this folder owns. A subclass says its name, its command and how to tell that it answers."""

    name: str
    title: str

    def __init__(self, home: Path) -> None:
        self.home = home
        values = state.load(home)
        self.secrets: dict[str, str] = values["secrets"]
        self.kept: dict[str, Any] = values.get(self.name, {})
        self.log = home / "logs" / f"{self.name}.log"

    @property
    def port(self) -> int:
        return int(self.kept.get("port", 0))

    def command(self, port: int) -> tuple[list[Any], str, dict[str, str]]:
        """The command, what it reads on its standard input, and its environment."""
        raise NotImplementedError

    def answers(self) -> bool:
        """True when our own server, and not another program, answers on the port."""
        raise NotImplementedError

    def alive(self) -> bool:
        return processes.is_same(self.kept)

    def ready(self) -> bool:
        return bool(self.port) and self.alive() and self.answers()

    def ensure_running(self) -> bool:
        """Start the server unless it already answers; True when this call started it."""
        if self.ready():
            return False
        self.stop()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        port = ports.choose(self.port or None)
        begin = self.log.stat().st_size if self.log.exists() else 0
        command, text, environment = self.command(port)
        server = processes.spawn(command, self.log, text, env=environment, cwd=self.home)
        self.kept = {"port": port, **processes.remember(server.pid)}
        state.update(self.home, **{self.name: self.kept})
        came_up = processes.wait_until(lambda: self.ready() or server.poll() is not None, START_SECONDS)
        if not came_up or not self.ready():
            raise self._failure(self.log.read_bytes()[begin:].decode(errors="replace"))
        return True

    def _failure(self, said: str) -> Stop:
        known = messages.of_output(said, self.home)
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "no message")
        return Stop(known or f"{self.title} could not start ({last.strip()}): read {self.log} for more.")

    def stop(self) -> None:
        """End the server this folder remembers; nothing else."""
        if processes.is_same(self.kept):
            processes.end(int(self.kept["pid"]), signal.SIGTERM, 5, signal.SIGKILL)
