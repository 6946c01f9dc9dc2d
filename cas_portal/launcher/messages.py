"""One sentence for each thing that can stand in the way, each saying what to do."""

from __future__ import annotations

import errno


class Stop(Exception):
    """The launcher cannot go on; the text is one sentence for the person at the keyboard, with what to do."""


NO_NETWORK = (
    "The packages could not be downloaded, because the package index cannot be reached: connect this computer to the "
    "internet (or set UV_DEFAULT_INDEX and PIP_INDEX_URL to a mirror) and run the same command again."
)
NO_VENV = (
    "Python's venv module is missing: install it (on Debian: apt install python3-venv) and run the same command again."
)


def say(text: str) -> None:
    """Print a line at once, also when the output goes to a file."""
    print(text, flush=True)


def disk_full(where: object) -> str:
    return f"The disk that holds {where} is full: free at least 1 GB there and run the same command again."


def unwritable(where: object) -> str:
    return (
        f"{where} cannot be written by this user: run as the user who owns it, or change its owner "
        "(chown -R), then run the same command again."
    )


def busy_port(port: int, variable: str = "PORT") -> str:
    return (
        f"Port {port} is used by another program: stop that program, or choose another port with "
        f"{variable}={port + 1} make run."
    )


def already_running(pid: object, address: object) -> str:
    return (
        f"CAS Portal is already running from this folder (process {pid}): open {address}, or press Ctrl-C in its "
        "window before starting it again."
    )


def of_os_error(error: OSError, where: object) -> str:
    """Turn an operating system error into a sentence; `where` is the file or folder we wanted to use."""
    where = error.filename or where
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return unwritable(where)
    return f"{where} could not be used ({error.strerror or error}): mend that and run the same command again."


def of_output(output: str, where: object) -> str | None:
    """Recognize the usual troubles in what a program printed before it failed; None when it is something else."""
    text = output.lower()
    if "no space left on device" in text or "disk quota exceeded" in text:
        return disk_full(where)
    if any(sign in text for sign in NETWORK_SIGNS):
        return NO_NETWORK
    if "ensurepip is not available" in text or "no module named ensurepip" in text or "no module named venv" in text:
        return NO_VENV
    if "permission denied" in text or "read-only file system" in text:
        return unwritable(where)
    return None


NETWORK_SIGNS = (
    "failed to fetch",
    "error sending request",
    "dns error",
    "name resolution",
    "connection refused",
    "network is unreachable",
    "could not connect",
    "newconnectionerror",
    "no matching distribution found",
    "read timed out",
    "connecttimeout",
)
