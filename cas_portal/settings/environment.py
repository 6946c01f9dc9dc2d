"""Where settings come from: the process environment first, then what the launcher started, then harmless values."""

import json
import os
from pathlib import Path

from environ import Env

ROOT = Path(__file__).resolve().parents[2]
STATE_FILE = ROOT / ".local" / "state.json"


def launched() -> dict[str, str]:
    """Return the variables of the servers the launcher runs, or nothing when it never ran here."""
    try:
        state = json.loads(Path(os.environ.get("CAS_STATE_FILE", STATE_FILE)).read_text())
    except (OSError, ValueError):
        return {}
    return {key: str(value) for key, value in state.get("environment", {}).items()}


def environment() -> dict[str, str]:
    """Return the environment with the launcher's values filled in where a variable is not set; never in production."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        return dict(os.environ)
    return {**launched(), **os.environ}


Env.ENVIRON = environment()
env = Env()
DEMO = env.bool("DEMO", default=False)
SITE_NAME = "CAS Portal"
