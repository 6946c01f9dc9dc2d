"""Files served to the browser: vendored ones untouched, ours joined, everything small."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from cas_portal.ui.finders import BUNDLES, bundle, write_bundle
from tests.architecture.templates_used import APPS

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor" / "uswds"
LIMITS_KB = {"vendor/uswds/uswds.css": 30, "css/site.css": 20, "js/site.js": 15, "django_htmx/htmx-2.min.js": 18}


def test_vendored_files_match_the_manifest():
    listed = dict(reversed(line.split("  ")) for line in (VENDOR / "MANIFEST.sha256").read_text().splitlines())
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.sha256"
    }

    assert present == listed


def test_licence_is_there():
    assert "public domain" in (VENDOR / "LICENSE.md").read_text()


def test_style_sheet_asks_for_nothing_that_is_missing():
    asked = set(re.findall(r'url\("?(?!data:)([^")]+)"?\)', (VENDOR / "uswds.css").read_text()))

    assert [name for name in asked if not (VENDOR / name).is_file()] == []


def test_no_web_font_and_no_source_map():
    css = (VENDOR / "uswds.css").read_text()

    assert "@font-face" not in css
    assert not [path for path in STATIC.rglob("*.*s") if "sourceMappingURL" in path.read_text(encoding="utf-8")]


@pytest.mark.slow
def test_every_icon_used_is_in_the_sprite():
    sprite = set(re.findall(r'symbol id="(\w+)"', (VENDOR / "img" / "sprite.svg").read_text()))
    root = STATIC.parent
    used = set()
    for path in (root / "templates").rglob("*.html"):
        used |= set(re.findall(r'{% icon "(\w+)"', path.read_text(encoding="utf-8")))
    for app in APPS:
        for path in (root / app).rglob("*.py"):
            used |= set(re.findall(r'icon(?:=|": )"(\w+)"', path.read_text(encoding="utf-8")))

    assert used - sprite == set()


@pytest.mark.parametrize("path", LIMITS_KB)
def test_file_is_small(path):
    text = bundle(STATIC, path).encode() if path in BUNDLES else Path(finders.find(path)).read_bytes()

    assert len(gzip.compress(text)) <= LIMITS_KB[path] * 1024


def test_bundle_holds_every_part_with_the_tokens_first():
    text = bundle(STATIC, "css/site.css")

    assert text.startswith("/* tokens.css */")
    assert all(f"/* {path.name} */" in text for path in (STATIC / "css").glob("*.css"))


def test_bundle_follows_its_parts(tmp_path):
    source, target = tmp_path / "static", tmp_path / "out"
    (source / "css").mkdir(parents=True)
    (source / "css" / "a.css").write_text("a {}")
    first = write_bundle(source, target, "css/site.css")
    (source / "css" / "a.css").write_text("b {}")

    assert first.read_text() == "/* a.css */\na {}"
    assert write_bundle(source, target, "css/site.css").read_text() == "/* a.css */\nb {}"


def test_finder_serves_the_bundles():
    assert finders.find("js/site.js").endswith("js/site.js")
    assert finders.find("js/no_such.js") is None


def test_style_sheets_hold_no_address():
    assert [path.name for path in (STATIC / "css").glob("*.css") if "url(" in path.read_text()] == []
