"""The one check that must run, and read, on any Python: so no new syntax here."""

import sys

NEEDED = (3, 11)


def require() -> None:
    """End with one sentence when this Python is too old."""
    if sys.version_info < NEEDED:
        sys.exit(
            "CAS Portal needs Python %d.%d or newer and this is Python %d.%d: install python3.11 with its venv module, "
            "then run the command again with PYTHON=python3.11 (for example: make run PYTHON=python3.11)."
            % (NEEDED + tuple(sys.version_info[:2]))
        )
