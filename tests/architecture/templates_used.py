"""Finds templates that nothing refers to. Run by `make check` (python -m tests.architecture.templates_used)."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cas_portal", "clients", "assessments", "documents", "referrals", "queues", "reports", "hmis_csv")
# Looked up by Django and its packages, or by a name computed at run time, under these names:
CALLED_BY_NAME = re.compile(
    r"^(\d{3}(_csrf)?\.html|(account|mfa|usersessions|allauth|django|rest_framework|drf_spectacular|forms/widgets|emails)/.*)$"
)


def unused(root: Path = ROOT) -> list[str]:
    """The templates whose name stands in no Python file and in no other template."""
    folder = root / "templates"
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))}
    for app in APPS:
        sources |= {path: path.read_text(encoding="utf-8") for path in sorted((root / app).rglob("*.py"))}
    found = []
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        quoted = re.compile(rf"""["']{re.escape(name)}["'#]""")
        if CALLED_BY_NAME.match(name) or any(quoted.search(text) for other, text in sources.items() if other != path):
            continue
        found.append(name)
    return found


if __name__ == "__main__":
    rest = unused()
    for name in rest:
        print(f"templates/{name} is used by nothing: delete it or refer to it")
    sys.exit(bool(rest))
