"""`make reset`: throw away this clone's data, after asking, so that the next start is the first one."""

from __future__ import annotations

import shutil
from pathlib import Path

from cas_portal.launcher import state
from cas_portal.launcher.messages import Stop, say
from cas_portal.launcher.run import only_one
from cas_portal.launcher.servers import Servers

QUESTION = "This deletes all data of the portal in {}: database, files, generated keys. Type yes to go on: "


def main(root: Path, sure: bool = False) -> int:
    """Ask, stop what may still run, delete; the exit status."""
    home = root / state.FOLDER
    if not home.exists():
        say("There is nothing to delete.")
        return 0
    with only_one(root):
        if not sure and not confirmed(QUESTION.format(home)):
            say("Nothing was deleted.")
            return 1
        for folder in (state.FOLDER, f"{state.FOLDER}/test"):
            forget(root, folder)
        shutil.rmtree(home)
    say("Deleted. The next `make run` starts afresh.")
    return 0


def confirmed(question: str) -> bool:
    """True only for a typed yes; where there is nobody to ask the answer is no."""
    try:
        return input(question).strip().lower() == "yes"
    except EOFError:
        say("(nobody answered)")
        return False


def forget(root: Path, folder: str) -> None:
    """Stop the servers of a folder and delete data that is kept outside of it."""
    home = root / folder
    if not state.load(home):
        return
    servers = Servers(root, folder, environ={})
    servers.choose()
    if not servers.try_stop():
        raise Stop("A command or a test run still uses these servers: let it end, then run make reset again.")
    if servers.postgres and servers.postgres.data.parent != home:
        shutil.rmtree(servers.postgres.data.parent)
