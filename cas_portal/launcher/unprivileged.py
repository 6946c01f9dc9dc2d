"""PostgreSQL refuses to run as root, so root hands it to an ordinary system user, in places that user can reach."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cas_portal.launcher.messages import Stop

SHARED = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - what is made there is checked to be root's own


@dataclass(frozen=True)
class Owner:
    """The user that runs PostgreSQL; None as ids means: the user who runs us."""

    uid: int | None = None
    gid: int | None = None

    @property
    def changes(self) -> bool:
        return self.uid is not None

    def popen_options(self) -> dict[str, Any]:
        """Arguments for subprocess: another user, none of root's groups, a working folder it can enter."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def give(self, path: Path) -> None:
        """Make that user the owner of a file or folder."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_owner() -> Owner:
    """Ourselves, or for root the first of `postgres` and `nobody`."""
    if os.geteuid() != 0:
        return Owner()
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(found.pw_uid, found.pw_gid)
    raise Stop("PostgreSQL cannot run as root and there is no user postgres or nobody: run this as an ordinary user.")


def reachable(path: Path, owner: Owner) -> bool:
    """True when that user may pass through every folder above (and into) the path."""
    if not owner.changes:
        return True
    whole = path.resolve()
    for folder in (whole, *whole.parents):
        if not folder.exists():
            continue
        facts = folder.stat()
        own = facts.st_uid == owner.uid and facts.st_mode & stat.S_IXUSR
        group = facts.st_gid == owner.gid and facts.st_mode & stat.S_IXGRP
        if not (own or group or facts.st_mode & stat.S_IXOTH):
            return False
    return True


def _own_folder(name: str) -> Path:
    """A folder that belongs to root in a place everybody can reach and no clean-up of old files touches."""
    base = next((place for place in SHARED if os.access(place, os.W_OK)), Path(tempfile.gettempdir()))
    folder = base / name
    try:
        folder.mkdir(mode=0o755)
    except FileExistsError:
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
            raise Stop(f"{folder} belongs to somebody else: remove it and run the same command again.") from None
    folder.chmod(0o755)
    return folder


def data_folder(wanted: Path, owner: Owner) -> Path:
    """Where the server may keep its data: the wanted place, else one outside named after it."""
    if reachable(wanted.parent, owner):
        return wanted
    mark = hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:16]
    return _own_folder(f"cas-portal-{mark}") / wanted.name


def programs_folder(wanted: Path, owner: Owner) -> Path:
    """The PostgreSQL programs at a place the server's user can reach, copied there with their libraries if needed."""
    wanted = wanted.resolve()
    if reachable(wanted, owner):
        return wanted
    install = wanted.parent
    package = install.parent
    mark = hashlib.sha256(f"{install}{(wanted / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:16]
    copy = _own_folder(f"cas-portal-postgres-{mark}")
    if not (copy / "complete").exists():
        for source in (install, package.with_name(f"{package.name}.libs")):
            if source.is_dir():
                shutil.copytree(source, copy / source.relative_to(package.parent), symlinks=True, dirs_exist_ok=True)
        for folder, _, _ in os.walk(copy):
            Path(folder).chmod(0o755)
        (copy / "complete").touch()
    return copy / wanted.relative_to(package.parent)
