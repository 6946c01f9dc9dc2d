"""Joins the small style sheets and scripts of ``static/`` to one file each, so that a page asks for two.

Every component keeps its own file (``static/css/alert.css``); pages link ``css/site.css`` and
``js/site.js``, which this staticfiles finder writes to ``.local/static`` when they are asked for.
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = {"css/site.css": "css/*.css", "js/site.js": "js/*.js"}
FIRST = {"tokens.css": 0, "page.css": 1}


class BundleFinder(BaseFinder):
    """Finds ``css/site.css`` and ``js/site.js``."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any):
        self.source = Path(settings.STATICFILES_DIRS[0])
        self.target = self.source.parent / ".local" / "static"
        self.storage = FileSystemStorage(location=str(self.target))
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(write_bundle(self.source, self.target, path))] if path in BUNDLES else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        for path in BUNDLES:
            write_bundle(self.source, self.target, path)
            yield path, self.storage


def bundle(source: Path, path: str) -> str:
    """The text of a bundle: its parts by name, the shared ones first, each under its file name."""
    parts = sorted(source.glob(BUNDLES[path]), key=lambda part: (FIRST.get(part.name, len(FIRST)), part.name))
    return "\n".join(f"/* {part.name} */\n{part.read_text(encoding='utf-8')}" for part in parts)


def write_bundle(source: Path, target: Path, path: str) -> Path:
    """Write the bundle unless it is there already; readers never see half a file."""
    text, out = bundle(source, path), target / path
    if out.exists() and out.read_text(encoding="utf-8") == text:
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as half:
        half.write(text)
    os.chmod(name, 0o644)
    Path(name).replace(out)
    return out
