"""The embedded S3 server: rclone over a folder of plain files."""

from __future__ import annotations

import http.client
import os
from typing import Any

from cas_portal.launcher import binaries, ports, state
from cas_portal.launcher.loopback import LoopbackServer


class S3(LoopbackServer):
    name = "s3"
    title = "The S3 server"

    def command(self, port: int) -> tuple[list[Any], str, dict[str, str]]:
        """A bucket is a folder. The keys travel in the environment, so that they are not in the process list."""
        folder = self.home / "s3"
        (folder / state.BUCKET).mkdir(parents=True, exist_ok=True)
        keys = f'"{self.secrets["s3_access_key"]},{self.secrets["s3_secret_key"]}"'
        own = {"RCLONE_AUTH_KEY": keys, "RCLONE_CONFIG": os.devnull, "RCLONE_CACHE_DIR": str(self.home / "s3-cache")}
        command = [binaries.rclone(), "serve", "s3", "--addr", f"{ports.HOST}:{port}", folder]
        return command, "", {**os.environ, **own}

    def answers(self) -> bool:
        """True when HTTP is spoken there; that it is our process is known from its id and start time."""
        link = http.client.HTTPConnection(ports.HOST, self.port, timeout=1)
        try:
            link.request("GET", "/")
            link.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        return True
